package import GatewayAPI

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
