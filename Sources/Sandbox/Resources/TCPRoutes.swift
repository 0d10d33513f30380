internal import GatewayAPI

extension Resource {
    /// Where TCPRoutes of Gateway API are kept.
    static let tcpRouteCollection = ObjectCollection(group: TCPRouteSchema.group, plural: TCPRouteSchema.plural)

    /// TCPRoute of the newest release, as it is kept.
    static let newestTCPRoute = tcpRoute(GatewayAPITarget(release: .v1_6, channel: .experimental, version: .v1))

    /// TCPRoute as a release and channel have it; objects are kept as v1, whichever that is.
    static func tcpRoute(_ target: GatewayAPITarget) -> Resource {
        var behaviour = Behaviour()
        behaviour.storageVersionHash = "BW1YlWn7dDE="
        var resource = Resource(
            group: TCPRouteSchema.group, version: target.version.rawValue, kind: TCPRouteSchema.kind,
            plural: TCPRouteSchema.plural, singular: "tcproute", isNamespaced: true,
            schema: TCPRouteSchema.object(target), behaviour: behaviour)
        resource.categories = ["gateway-api"]
        resource.bundle = GatewayBundle(release: target.release, channel: target.channel)
        if target.deprecation != nil { resource.deprecation = TCPRouteSchema.v1alpha2Deprecation }
        return resource
    }

    /// TCPRoute of Apoxy, which has it in its own group, for the whole cluster, with the fields of an older release.
    static let apoxyTCPRoute: Resource = {
        let target = GatewayAPITarget(release: .v1_3, channel: .experimental, version: .v1alpha2)
        var behaviour = Behaviour()
        behaviour.storageVersionHash = "QwSLu0H4VLc="
        var resource = Resource(
            group: RouteAPI.apoxyGroup, version: target.version.rawValue, kind: TCPRouteSchema.kind,
            plural: TCPRouteSchema.plural, singular: "tcproute", isNamespaced: false,
            schema: TCPRouteSchema.object(target), behaviour: behaviour)
        resource.storedVersion = target.version.rawValue
        return resource
    }()
}
