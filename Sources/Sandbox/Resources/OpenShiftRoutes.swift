internal import GatewayAPI
internal import Values

extension Resource {
    /// OpenShift's Route, as the definition of a custom resource has it.
    static let openShiftRoute = openShiftRoute(.current)

    /// The same under `/oapi/v1`, where it was before it had a group.
    static let legacyOpenShiftRoute = openShiftRoute(.openShift)

    private static let routeGroup = "route.openshift.io"

    private static func openShiftRoute(_ root: Root) -> Resource {
        var behaviour = Behaviour()
        behaviour.conditions = OpenShiftRouteConditions.unmet
        behaviour.storageVersionHash = "jo1F7GfnXH4="
        behaviour.columns = [
            .custom("Host", ".status.ingress[0].host") { ingress($0)?["host"] },
            .custom("Admitted", ".status.ingress[0].conditions[?(@.type==\"Admitted\")].status") { route in
                ingress(route)?["conditions"]?.array?.first { $0["type"] == "Admitted" }?["status"]
            },
            .custom("Service", ".spec.to.name") { $0["spec"]?["to"]?["name"] },
            .custom("TLS", ".spec.tls.type") { $0["spec"]?["tls"]?["type"] },
        ]
        var resource = Resource(
            group: root == .current ? routeGroup : "", version: "v1", kind: "Route", plural: "routes",
            singular: "route", isNamespaced: true, schema: OpenShiftRouteSchema.object, behaviour: behaviour)
        resource.root = root
        resource.storedGroup = routeGroup
        return resource
    }

    private static func ingress(_ route: Value) -> Value? { route["status"]?["ingress"]?[0] }
}
