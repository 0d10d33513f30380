package import GatewayAPI
package import KubernetesClient
package import Manifests
package import Planning
package import Routing
internal import State
internal import Values

/// What a plan's routes meet in the cluster: other routes, Gateways and their classes, backends and grants.
package struct Preflight: Sendable {
    /// What is known of the cluster, with the routes as they will be.
    package let cluster: RoutingInput
    /// What could not be read, a clause for each reason.
    package let gaps: [String]
}

extension Stack {
    /// Reads what the routes of manifests meet in the cluster, before their plan is made.
    ///
    /// - Throws: only when the run ends, or nobody may ask the cluster anything.
    package func survey(_ manifests: [RouteManifest]) async throws(KubernetesError) -> ClusterSurvey {
        var survey = ClusterSurvey(client, routes, parallelism: parallelism, keepsRoutes: true)
        let applied = snapshot.unorderedRoutes.map {
            RouteView(ObjectKey($0.key), spec: .null, age: .unknown)
        }
        try await survey.readAttachments(of: manifests.map(\.view) + applied)
        return survey
    }

    /// Looks at what a plan meets in the cluster, and puts its effect on connections into it.
    ///
    /// - Parameter survey: what was read for the plan already.
    /// - Throws: only when the run ends, or nobody may ask the cluster anything.
    package func preflight(
        _ plan: inout Plan, _ survey: ClusterSurvey? = nil
    ) async throws(KubernetesError) -> Preflight {
        var read = survey ?? ClusterSurvey(client, routes, parallelism: parallelism)
        if survey == nil { try await read.readAttachments(of: plan.views) }
        try await read.readBackends(of: plan.concerned(in: read.input))
        plan.connections = plan.connections(from: read.input)
        return Preflight(cluster: plan.routing(after: read.input), gaps: read.gaps.clauses)
    }
}

extension ClusterSurvey {
    /// Reads what routes attach to.
    package mutating func readAttachments(of views: [RouteView]) async throws(KubernetesError) {
        try await readAttachments(
            of: views.map(\.key),
            parents: views.flatMap { view in
                view.parents.filter(\.isGateway).map { $0.key(from: view.key.namespace) }
            })
    }
}

extension Plan {
    /// The routes of the plan, as they are and as they will be.
    fileprivate var views: [RouteView] {
        changes.flatMap { change in
            let key = ObjectKey(change.key)
            return [change.before, change.after].compactMap { object in
                object?["spec"].map { RouteView(key, spec: $0, age: .unknown) }
            }
        }
    }

    /// The routes whose backends decide what the plan does to connections: its own, and who serves beside them.
    fileprivate func concerned(in live: RoutingInput) -> [RouteView] {
        let own = changes.map { ObjectKey($0.key) }
        var rivals: [ObjectKey: RouteView] = [:]
        for routing in [Routing(live), Routing(routing(after: live))] {
            for listener in routing.listeners(contendedFor: own) {
                guard let server = listener.server else { continue }
                // Of the other routes only the next one could serve instead.
                for number in Set([server] + listener.attached.prefix(2)) {
                    let view = routing.routes[number].view
                    rivals[view.key] = view
                }
            }
        }
        return views + rivals.sorted { $0.key < $1.key }.map(\.value)
    }
}
