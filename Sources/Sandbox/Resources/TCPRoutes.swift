internal import GatewayAPI

extension Resource {
    /// TCPRoute of the newest release, experimental channel: v1 is what is stored, v1alpha2 is served beside it.
    static func tcpRoute(_ version: GatewayAPITarget.APIVersion) -> Resource {
        let target = GatewayAPITarget(release: .v1_6, channel: .experimental, version: version)
        var behaviour = Behaviour()
        behaviour.storageVersionHash = "BW1YlWn7dDE="
        var resource = Resource(
            group: TCPRouteSchema.group, version: version.rawValue, kind: TCPRouteSchema.kind, plural: "tcproutes",
            singular: "tcproute", isNamespaced: true, schema: TCPRouteSchema.object(target), behaviour: behaviour)
        resource.categories = ["gateway-api"]
        if version == .v1alpha2 { resource.deprecation = TCPRouteSchema.v1alpha2Deprecation }
        return resource
    }
}
