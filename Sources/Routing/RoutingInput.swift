package import GatewayAPI
package import Values

/// Everything that decides where connections go.
package struct RoutingInput: Sendable {
    /// The TCPRoutes; only those that are known can serve.
    package var routes = Known<RouteView>()
    /// The Gateways that routes may attach to.
    package var gateways = Known<GatewayView>()
    /// The GatewayClasses, which name the controllers.
    package var classes = Known<GatewayClassView>()
    /// The Services that backends name.
    package var services = Known<ServiceView>()
    /// The EndpointSlices of those Services.
    package var slices = Known<EndpointSliceView>()
    /// The ReferenceGrants that let routes use backends of other namespaces.
    package var grants = Known<ReferenceGrantView>()
    /// The Namespaces, whose labels listeners may select by.
    package var namespaces = Known<NamespaceView>()
    /// The controller whose behaviour is known exactly; of others only what the specification demands.
    package var ownController: String?
    /// Whether the Gateways of our own controller have one address, so that each port is had by one of them only.
    package var sharesAddress = false
    /// What became of opening the ports of our own Gateways; one that is not named is taken to be open, or soon so.
    package var ports: [PortKey: PortState] = [:]
    /// The addresses that our own Gateways may ask for; nil for any.
    package var usableAddresses: Set<IPAddress>?

    package init() {}

    /// An input of which nothing is unknown: what is not added to it does not exist.
    package static var complete: RoutingInput {
        var input = RoutingInput()
        input.routes.isComplete = true
        input.gateways.isComplete = true
        input.classes.isComplete = true
        input.services.isComplete = true
        input.slices.isComplete = true
        input.grants.isComplete = true
        input.namespaces.isComplete = true
        return input
    }
}

/// A port of a Gateway.
package struct PortKey: Sendable, Hashable {
    /// The Gateway that the listener belongs to.
    package let gateway: ObjectKey
    /// The port of the listener.
    package let port: Int64

    package init(_ gateway: ObjectKey, _ port: Int64) { (self.gateway, self.port) = (gateway, port) }
}

/// What became of opening a port.
package enum PortState: Sendable, Hashable {
    case open
    /// Another process has it.
    case taken
    /// Only a privileged process may open it.
    case privileged
    /// The system refuses it for another reason, in its words.
    case unusable(String)
    /// It was not tried yet.
    case pending
}

extension RoutingInput {
    /// Adds the objects of another input that are not known here, except for its routes.
    package mutating func fill(from other: RoutingInput) {
        gateways.fill(from: other.gateways)
        classes.fill(from: other.classes)
        services.fill(from: other.services)
        slices.fill(from: other.slices)
        grants.fill(from: other.grants)
        namespaces.fill(from: other.namespaces)
    }

    /// Adds an object; one of the same key is replaced.
    package mutating func add(_ object: RoutingObject) {
        switch object {
        case .route(let view): routes.objects[view.key] = view
        case .gateway(let view): gateways.objects[view.key] = view
        case .gatewayClass(let view): classes.objects[view.key] = view
        case .service(let view): services.objects[view.key] = view
        case .endpointSlice(let view): slices.objects[view.key] = view
        case .referenceGrant(let view): grants.objects[view.key] = view
        case .namespace(let view): namespaces.objects[view.key] = view
        }
    }

    /// Takes an object away; one that is not known is passed over.
    package mutating func remove(_ kind: RoutingObject.Kind, _ key: ObjectKey) {
        switch kind {
        case .route: routes.objects[key] = nil
        case .gateway: gateways.objects[key] = nil
        case .gatewayClass: classes.objects[key] = nil
        case .service: services.objects[key] = nil
        case .endpointSlice: slices.objects[key] = nil
        case .referenceGrant: grants.objects[key] = nil
        case .namespace: namespaces.objects[key] = nil
        }
    }
}
