package import GatewayAPI
package import KubernetesClient
package import Routing

/// Live routes and what stands around them: their Gateways, rivals, Services and endpoints.
package struct Surroundings: Sendable {
    /// Which routes are asked about.
    package enum Scope: Sendable {
        /// Those of these names.
        case named([ObjectKey])
        /// All of a namespace; nil for all of the cluster.
        case all(namespace: String?)
    }

    /// What becomes of everything that could be read.
    package let routing: Routing
    /// The routes that were asked about and are there.
    package let keys: [ObjectKey]
    /// Routes that were asked about by name and are not there.
    package let missing: [ObjectKey]
    /// Whether every route that was asked about could be looked for.
    package let isComplete: Bool
    /// What could not be read, a clause for each reason.
    package let gaps: [String]

    /// Reads what is asked about, with few LISTs; what may not be read is not known.
    ///
    /// - Throws: only when the run ends, or nobody may ask the cluster anything.
    package static func read(
        _ scope: Scope, _ client: KubernetesClient, _ routes: ServedRoutes, parallelism: Int
    ) async throws(KubernetesError) -> Surroundings {
        var survey = ClusterSurvey(client, routes, parallelism: parallelism, takesSandboxAsItIs: true)
        let wanted = try await survey.readRoutes(in: scope)
        let found = survey.views(wanted)
        try await survey.readBackends(of: found + rivals(of: found, in: survey.input))
        let known = survey.input.routes
        return Surroundings(
            routing: Routing(survey.input), keys: found.map(\.key),
            missing: wanted.filter { if case .missing = known[$0] { true } else { false } },
            isComplete: scope.isKnown(in: known), gaps: survey.gaps.clauses)
    }

    /// The routes of others that the listeners of the given ones have: who serves instead of them, and who does not.
    private static func rivals(of routes: [RouteView], in input: RoutingInput) -> [RouteView] {
        let routing = Routing(input)
        let own = routes.map(\.key)
        let all = Set(routing.listeners(contendedFor: own).flatMap(\.contenders))
        return all.subtracting(own.compactMap { routing.routeNumbers[$0] }).sorted().map { routing.routes[$0].view }
    }
}

extension Surroundings.Scope {
    /// Whether no route of it can have been overlooked.
    fileprivate func isKnown(in routes: Known<RouteView>) -> Bool {
        switch self {
        case .named: true
        case .all(let namespace): namespace.map(routes.isComplete(in:)) ?? routes.isComplete
        }
    }
}
