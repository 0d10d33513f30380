internal import GatewayAPI

extension Resource {
    /// ReferenceGrant of the newest release; its versions are the same but in name.
    static func referenceGrant(_ version: String) -> Resource {
        var behaviour = Behaviour()
        behaviour.storageVersionHash = "yiMy9EZI11Y="
        behaviour.hasStatus = false
        var resource = Resource(
            group: TCPRouteSchema.group, version: version, kind: ReferenceGrantSchema.kind,
            plural: ReferenceGrantSchema.plural, singular: "referencegrant", isNamespaced: true,
            schema: ReferenceGrantSchema.object, behaviour: behaviour)
        resource.storedVersion = "v1beta1"
        resource.shortNames = ["refgrant"]
        resource.categories = ["gateway-api"]
        resource.bundle = .newest
        return resource
    }
}
