package import GatewayAPI

/// Who attaches where, who gets the connections, and what is wrong: computed once from everything that decides it.
///
/// Routes and Gateways are named by their number: oldest first, then by name, which is the order of precedence.
package struct Routing: Sendable {
    package internal(set) var routes: [RouteResult]
    package internal(set) var gateways: [GatewayResult]
    package internal(set) var classes: [ClassResult]
    /// The ports of Services that backends name; several backends may share one.
    package internal(set) var targets: [ServicePort]
    /// The Services that are known.
    package let services: [ObjectKey: ServiceView]
    package let routeNumbers: [ObjectKey: Int]
    package let gatewayNumbers: [ObjectKey: Int]

    package func route(_ key: ObjectKey) -> RouteResult? { routeNumbers[key].map { routes[$0] } }
    package func gateway(_ key: ObjectKey) -> GatewayResult? { gatewayNumbers[key].map { gateways[$0] } }
}

/// What becomes of a route.
package struct RouteResult: Sendable {
    package let view: RouteView
    package internal(set) var parents: [ParentResult] = []
    /// The backends of each rule; the first rule serves, the others are unserved by our controller.
    package internal(set) var rules: [[BackendResult]] = []
}

/// What becomes of one parent reference of a route, or of a default Gateway.
package struct ParentResult: Sendable {
    /// The element of parentRefs; nil for a default Gateway.
    package let index: Int?
    /// The number of the Gateway; nil where it is none, or not known.
    package let gateway: Int?
    package internal(set) var accepted: Truth
    /// Listeners that the reference means, one bit each.
    package internal(set) var candidates: UInt64 = 0
    /// Listeners that take the route.
    package internal(set) var attached: UInt64 = 0
    /// Listeners that may take the route, for all that is known.
    package internal(set) var possible: UInt64 = 0
}

/// Whose a Gateway is.
package enum Controller: Sendable, Equatable {
    /// Our own controller's, whose class is accepted.
    case own
    case other(String)
    /// The class is not known; or it is our own controller's, but missing or not accepted.
    case unknown
}

/// What becomes of a Gateway.
package struct GatewayResult: Sendable {
    package let view: GatewayView
    package let controller: Controller
    package internal(set) var accepted = Truth.yes
    package internal(set) var programmed = Truth.yes
    package internal(set) var listeners: [ListenerResult]
}

/// What becomes of a listener.
package struct ListenerResult: Sendable {
    package let view: ListenerView
    package internal(set) var supportedKinds: [RouteKind]
    package internal(set) var accepted = Truth.yes
    package internal(set) var resolvedRefs = Truth.yes
    package internal(set) var programmed = Truth.yes
    /// Listeners of the Gateway that cannot have the port together with this one, one bit each.
    package internal(set) var conflicts: UInt64 = 0
    /// The attached routes, by precedence.
    package internal(set) var attached: [Int] = []
    /// Routes that may be attached, by precedence.
    package internal(set) var possible: [Int] = []
    /// The route that gets the connections.
    package internal(set) var server: Int?
    /// Whether no route that is not known, or whose age is not, can be before the server.
    package internal(set) var isServerCertain = false
}

/// What becomes of a backend reference.
package struct BackendResult: Sendable {
    package let reference: BackendReference
    /// The sum of the weights of the rule; 0 where all are.
    package let total: Int64
    package let verdict: Truth
    /// Whether a no is our own controller's, where another may know better.
    package let isControllersChoice: Bool
    /// The number of the Service's port in `targets`.
    package let target: Int?
}

/// A port of a Service, and who is behind it.
package struct ServicePort: Sendable {
    package struct Endpoint: Sendable, Hashable {
        package let address: String
        package let port: Int64
    }

    package let service: ObjectKey
    package let port: Int64
    package internal(set) var verdict: Truth
    /// Where connections can go, each once.
    package internal(set) var ready: [Endpoint] = []
    package internal(set) var notReady = 0
    package internal(set) var terminating = 0
    /// Whether there are no endpoints but these.
    package internal(set) var isComplete = false
}

/// What becomes of a GatewayClass.
package struct ClassResult: Sendable {
    package let view: GatewayClassView
    package let isOwn: Bool
    package let accepted: Truth
}
