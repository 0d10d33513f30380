internal import GatewayAPI
internal import Routing
internal import Values

/// The kinds of objects that decide where connections go.
enum SurveyKind: Sendable {
    case routes, gateways, classes, namespaces, services, slices, grants

    /// Adds an object; items of a list need not say what they are.
    func add(_ object: Value, to input: inout RoutingInput) {
        switch self {
        case .routes: input.add(.route(RouteView(object)))
        case .gateways: input.add(.gateway(GatewayView(object)))
        case .classes: input.add(.gatewayClass(GatewayClassView(object)))
        case .namespaces: input.add(.namespace(NamespaceView(object)))
        case .services: input.add(.service(ServiceView(object)))
        case .slices: input.add(.endpointSlice(EndpointSliceView(object)))
        case .grants: input.add(.referenceGrant(ReferenceGrantView(object)))
        }
    }

    func remove(_ key: ObjectKey, from input: inout RoutingInput) {
        switch self {
        case .routes: input.routes.objects[key] = nil
        case .gateways: input.gateways.objects[key] = nil
        case .classes: input.classes.objects[key] = nil
        case .namespaces: input.namespaces.objects[key] = nil
        case .services: input.services.objects[key] = nil
        case .slices: input.slices.objects[key] = nil
        case .grants: input.grants.objects[key] = nil
        }
    }

    /// - Parameter namespace: nil for all.
    func removeAll(in namespace: String?, from input: inout RoutingInput) {
        func remove<View>(_ known: inout Known<View>) {
            known.objects = namespace == nil ? [:] : known.objects.filter { $0.key.namespace != namespace }
        }
        switch self {
        case .routes: remove(&input.routes)
        case .gateways: remove(&input.gateways)
        case .classes: remove(&input.classes)
        case .namespaces: remove(&input.namespaces)
        case .services: remove(&input.services)
        case .slices: remove(&input.slices)
        case .grants: remove(&input.grants)
        }
    }
}
