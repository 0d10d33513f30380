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
        var survey = ClusterSurvey(client, routes, parallelism: parallelism)
        var isComplete = true
        let wanted: [ObjectKey]
        switch scope {
        case .named(let keys):
            wanted = keys
            try await survey.readAttachments(of: keys, parents: [])
            try await survey.readRoutes(keys)
        case .all(let namespace):
            try await survey.readAttachments(of: namespace.map { [ObjectKey($0, "")] } ?? [], parents: [])
            let known = survey.input.routes
            wanted = known.objects.keys.filter { key in namespace.map { key.namespace == $0 } ?? true }.sorted()
            isComplete = namespace.map(known.isComplete(in:)) ?? known.isComplete
        }
        let found = wanted.compactMap { survey.input.routes.objects[$0] }
        try await survey.readParents(of: found)
        try await survey.readBackends(of: found + rivals(of: found, in: survey.input))
        let known = survey.input.routes
        return Surroundings(
            routing: Routing(survey.input), keys: found.map(\.key),
            missing: wanted.filter { if case .missing = known[$0] { true } else { false } },
            isComplete: isComplete, gaps: survey.gaps.clauses)
    }

    /// The routes of others that the listeners of the given ones have: who serves instead of them, and who does not.
    private static func rivals(of routes: [RouteView], in input: RoutingInput) -> [RouteView] {
        let routing = Routing(input)
        let own = Set(routes.compactMap { routing.routeNumbers[$0.key] })
        var others: Set<Int> = []
        for gateway in routing.gateways {
            for listener in gateway.listeners {
                let all = Set(listener.attached + listener.possible)
                if !all.isDisjoint(with: own) { others.formUnion(all.subtracting(own)) }
            }
        }
        return others.sorted().map { routing.routes[$0].view }
    }
}
