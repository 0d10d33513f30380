internal import GatewayAPI
internal import Values

extension Resource {
    /// Gateway of the newest release; its versions are the same but in name.
    static func gateway(_ version: String) -> Resource {
        var behaviour = Behaviour()
        behaviour.storageVersionHash = "vTT6VZ2LmOo="
        behaviour.columns = [
            .custom("Class", ".spec.gatewayClassName") { $0["spec"]?["gatewayClassName"] },
            // Of several addresses the server prints the first.
            .custom("Address", ".status.addresses[*].value") { $0["status"]?["addresses"]?.array?.first?["value"] },
            .condition("Programmed"), .age,
        ]
        var resource = Resource(
            group: TCPRouteSchema.group, version: version, kind: GatewaySchema.kind, plural: GatewaySchema.plural,
            singular: "gateway", isNamespaced: true, schema: GatewaySchema.object, behaviour: behaviour)
        resource.shortNames = ["gtw"]
        resource.categories = ["gateway-api"]
        resource.bundle = .newest
        return resource
    }
}
