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

    /// The listeners that have some of the routes among their contenders.
    package func listeners(contendedFor routes: [ObjectKey]) -> [ListenerResult] {
        let numbers = Set(routes.compactMap { routeNumbers[$0] })
        return gateways.flatMap(\.listeners).filter { !numbers.isDisjoint(with: $0.contenders) }
    }
}
