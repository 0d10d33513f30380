package import GatewayAPI
package import Nodes

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
        let apiVersion = object["apiVersion"]?.string ?? ""
        let slash = apiVersion.lastIndex(of: "/")
        let group = slash.map { String(apiVersion[..<$0]) } ?? ""
        switch (group, object["kind"]?.string ?? "") {
        case (TCPRouteSchema.group, TCPRouteSchema.kind): self = .route(RouteView(object))
        case (TCPRouteSchema.group, GatewaySchema.kind): self = .gateway(GatewayView(object))
        case (TCPRouteSchema.group, GatewayClassSchema.kind): self = .gatewayClass(GatewayClassView(object))
        case (TCPRouteSchema.group, ReferenceGrantSchema.kind): self = .referenceGrant(ReferenceGrantView(object))
        case ("", ServiceSchema.kind): self = .service(ServiceView(object))
        case ("", "Namespace"): self = .namespace(NamespaceView(object))
        case (EndpointSliceSchema.group, EndpointSliceSchema.kind): self = .endpointSlice(EndpointSliceView(object))
        default: return nil
        }
    }
}
