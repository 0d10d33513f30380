package import GatewayAPI

/// Who attaches where, who gets the connections, and what is wrong: computed once from everything that decides it.
///
/// Routes and Gateways are named by their number: oldest first, then by name, which is the order of precedence.
package struct Routing: Sendable {
    /// The routes by precedence; a route's number is its index here.
    package internal(set) var routes: [RouteResult]
    /// The Gateways by precedence; a Gateway's number is its index here.
    package internal(set) var gateways: [GatewayResult]
    /// The classes that are known, by name.
    package internal(set) var classes: [ClassResult]
    /// The ports of Services that backends name; several backends may share one.
    package internal(set) var targets: [ServicePort]
    /// The Services that are known.
    package let services: [ObjectKey: ServiceView]
    /// The number of each route that is known, an index into `routes`.
    package let routeNumbers: [ObjectKey: Int]
    /// The number of each Gateway that is known, an index into `gateways`.
    package let gatewayNumbers: [ObjectKey: Int]
    /// How many things had to be looked at: what the time grows with, on every machine.
    package let effort: Int

    /// What becomes of a route; nil where it is not known.
    package func route(_ key: ObjectKey) -> RouteResult? { routeNumbers[key].map { routes[$0] } }
    /// What becomes of a Gateway; nil where it is not known.
    package func gateway(_ key: ObjectKey) -> GatewayResult? { gatewayNumbers[key].map { gateways[$0] } }
}

/// What becomes of a route: which parents take it, and which of its backends can be used.
package struct RouteResult: Sendable {
    /// The route as it was read.
    package let view: RouteView
    /// Its parent references in order, then the default Gateways that it attaches to.
    package internal(set) var parents: [ParentResult] = []
    /// The backends of each rule; the first rule serves, the others are unserved by our controller.
    package internal(set) var rules: [[BackendResult]] = []
}

/// What becomes of one parent reference of a route, or of a default Gateway.
package struct ParentResult: Sendable {
    /// The element of parentRefs; nil for a default Gateway.
    package let index: Int?
    /// The number of the Gateway; nil where the parent is no Gateway, or one that is not known.
    package let gateway: Int?
    /// Whether a listener of it takes the route, as the condition `Accepted` would say.
    package internal(set) var accepted: Truth
    /// Listeners that the reference means, one bit each.
    package internal(set) var candidates: UInt64 = 0
    /// Listeners that take the route.
    package internal(set) var attached: UInt64 = 0
    /// Listeners that may take the route, for all that is known.
    package internal(set) var possible: UInt64 = 0
    /// Listeners that would take the route by the specification, of a Gateway whose controller will not have it.
    package internal(set) var refused: UInt64 = 0
}

/// Whose controller a Gateway has.
package enum Controller: Sendable, Equatable {
    /// Our own, and it accepts the class.
    case own
    /// Another, by its name.
    case other(String)
    /// The class is not known, or is our own controller's and not accepted.
    case unknown
}

/// What becomes of a Gateway: whether its controller takes it, and what its listeners come to.
package struct GatewayResult: Sendable {
    /// The Gateway as it was read.
    package let view: GatewayView
    /// Who writes its status, and by whose rules it is judged.
    package let controller: Controller
    /// As the condition `Accepted` says, or would say of our own; another controller's silence is a yes.
    package internal(set) var accepted = Truth.yes
    /// As the condition `Programmed` says, or would say of our own; another controller's silence is a yes.
    package internal(set) var programmed = Truth.yes
    /// Its listeners in the order of the spec, at most 64.
    package internal(set) var listeners: [ListenerResult]
}

/// What becomes of a listener: whether it takes connections, which routes it has, and which of them serves.
package struct ListenerResult: Sendable {
    /// The listener as it was read.
    package let view: ListenerView
    /// The kinds that may attach: of our own controller those that it knows, of others what they say or the spec names.
    package internal(set) var supportedKinds: [RouteKind]
    /// As the condition `Accepted` of the listener says, or would say of our own.
    package internal(set) var accepted = Truth.yes
    var resolvedRefs = Truth.yes
    /// As the condition `Programmed` of the listener says, or would say of our own.
    package internal(set) var programmed = Truth.yes
    /// Listeners of the Gateway that cannot have the port together with this one, one bit each.
    package internal(set) var conflicts: UInt64 = 0
    /// What has the port instead, where that is why the listener is not accepted.
    var portHolder: PortHolder?
    /// The attached routes, by precedence.
    package internal(set) var attached: [Int] = []
    /// Routes that may be attached, by precedence.
    package internal(set) var possible: [Int] = []
    /// Routes that would be attached if the controller had not refused them, by precedence; they never serve.
    package internal(set) var refused: [Int] = []
    /// The route that gets the connections.
    package internal(set) var server: Int?
    /// Whether no route that is not known, or whose age is not, can be before the server.
    package internal(set) var isServerCertain = false
}

/// Why our own Gateway cannot have a port.
enum PortHolder: Sendable, Equatable {
    /// Another of our Gateways on the same address.
    case gateway(ObjectKey)
    case otherProcess
    /// Ports like it are for privileged processes.
    case privilege
    /// What the system says.
    case system(String)
}

/// What becomes of a backend reference: whether it can be used, and where it leads.
package struct BackendResult: Sendable {
    /// The reference, defaults filled in.
    package let reference: BackendReference
    /// The sum of the weights of the rule; 0 where every connection is rejected.
    package let total: Int64
    /// Whether connections can go there, as far as the objects say; endpoints are not looked at.
    package let verdict: Truth
    /// Whether the specification leaves a no to the controller: another than our own may take the backend.
    let isControllersChoice: Bool
    /// The number of the Service's port in `Routing.targets`; nil where an earlier check has failed.
    package let target: Int?
}

/// A port of a Service, and who is behind it.
package struct ServicePort: Sendable {
    /// A place that a connection can be made to.
    package struct Endpoint: Sendable, Hashable {
        /// An IP address as text, IPv4 or IPv6.
        package let address: String
        /// The port of the endpoint itself, not of the Service.
        package let port: Int64
    }

    /// The Service that is named, whether it exists or not.
    package let service: ObjectKey
    /// The Service's port that is named.
    package let port: Int64
    /// Whether a Service of this name has this port for TCP.
    package internal(set) var verdict: Truth
    /// Where connections can go, each once.
    package internal(set) var ready: [Endpoint] = []
    /// How many endpoints are neither ready nor about to end.
    package internal(set) var notReady = 0
    /// How many endpoints end and take no new connections.
    package internal(set) var terminating = 0
    /// Whether there are no endpoints but these.
    package internal(set) var isComplete = false
}

/// What becomes of a GatewayClass.
package struct ClassResult: Sendable {
    /// The class as it was read.
    package let view: GatewayClassView
    /// Whether it names our own controller.
    package let isOwn: Bool
    /// Whether its controller has accepted it, or our own would.
    package let accepted: Truth
}
