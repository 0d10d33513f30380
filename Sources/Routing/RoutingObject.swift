package import GatewayAPI
package import Values

/// An object that routing reads, of whatever kind.
package enum RoutingObject: Sendable {
    case route(RouteView)
    case gateway(GatewayView)
    case gatewayClass(GatewayClassView)
    case service(ServiceView)
    case endpointSlice(EndpointSliceView)
    case referenceGrant(ReferenceGrantView)
    case namespace(NamespaceView)

    /// Reads an object by its kind and group; nil where routing has no use for it.
    package init?(_ object: Value) {
        let group = GroupVersion(object["apiVersion"]?.string ?? "").group
        switch Kind(object["kind"]?.string ?? "", of: group) {
        case .route?: self = .route(RouteView(object))
        case .gateway?: self = .gateway(GatewayView(object))
        case .gatewayClass?: self = .gatewayClass(GatewayClassView(object))
        case .service?: self = .service(ServiceView(object))
        case .endpointSlice?: self = .endpointSlice(EndpointSliceView(object))
        case .referenceGrant?: self = .referenceGrant(ReferenceGrantView(object))
        case .namespace?: self = .namespace(NamespaceView(object))
        case nil: return nil
        }
    }
}

extension RoutingObject {
    /// The kinds of objects that routing reads, whatever their version.
    package enum Kind: Sendable {
        case route, gateway, gatewayClass, service, endpointSlice, referenceGrant, namespace

        /// The kind of a name and its API group; nil for what routing does not read.
        package init?(_ kind: String, of group: String) {
            switch (group, kind) {
            case (TCPRouteSchema.group, TCPRouteSchema.kind): self = .route
            case (TCPRouteSchema.group, GatewaySchema.kind): self = .gateway
            case (TCPRouteSchema.group, GatewayClassSchema.kind): self = .gatewayClass
            case (TCPRouteSchema.group, ReferenceGrantSchema.kind): self = .referenceGrant
            case ("", ServiceSchema.kind): self = .service
            case ("", "Namespace"): self = .namespace
            case (EndpointSliceSchema.group, EndpointSliceSchema.kind): self = .endpointSlice
            default: return nil
            }
        }
    }
}
