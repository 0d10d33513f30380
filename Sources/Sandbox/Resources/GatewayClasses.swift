internal import GatewayAPI
internal import Values

extension Resource {
    /// GatewayClass of the newest release; its versions are the same but in name.
    static func gatewayClass(_ version: String) -> Resource {
        var behaviour = Behaviour()
        behaviour.storageVersionHash = "YwVCumQdey0="
        behaviour.columns = [
            .custom("Controller", ".spec.controllerName") { $0["spec"]?["controllerName"] }, .condition("Accepted"),
            .age,
            .custom("Description", ".spec.description", priority: 1) { $0["spec"]?["description"] },
        ]
        behaviour.check = { object, old in
            let controller = object["spec"]?["controllerName"]
            guard let before = old?["spec"]?["controllerName"], let controller, controller != before else { return [] }
            return [.invalid("spec.controllerName", controller, "Value is immutable")]
        }
        var resource = Resource(
            group: TCPRouteSchema.group, version: version, kind: GatewayClassSchema.kind,
            plural: GatewayClassSchema.plural, singular: "gatewayclass", isNamespaced: false,
            schema: GatewayClassSchema.object, behaviour: behaviour)
        resource.shortNames = ["gc"]
        resource.categories = ["gateway-api"]
        resource.bundle = .newest
        return resource
    }
}
