internal import GatewayAPI
internal import KubernetesClient
package import Planning
package import State
internal import Values

/// The state brought up to what is live; nothing is written to the cluster.
package struct Refresh: Sendable {
    /// What became of a route of the state.
    package enum Finding: String, Sendable, CaseIterable {
        /// It is as the state has it.
        case unchanged
        /// Others changed it: the state has the live values now.
        case changed
        /// There is no such object any more: it leaves the state.
        case gone
        /// It is somebody else's now: it leaves the state, and stays on the cluster.
        case leftAlone = "left-alone"
    }

    /// The state as it is to be saved.
    package private(set) var snapshot: StateSnapshot
    /// Each route of the state, in its order.
    package private(set) var routes: [(route: StateRoute, finding: Finding)] = []
    /// How live routes differed from what was last applied.
    package let drift: [Change]
    /// Whether there is anything to save.
    package private(set) var isNews = false

    /// Looks at the live routes of the stack's state.
    package init(_ stack: Stack) async throws {
        let plan = try await stack.drift()
        snapshot = stack.snapshot
        drift = plan.drift
        for route in stack.snapshot.routes where route.key.group == stack.routes.type.group {
            note(route, plan.live[route.key].map(LiveRoute.init))
        }
    }

    private mutating func note(_ route: StateRoute, _ live: LiveRoute?) {
        guard let live, live.uid == route.uid || route.uid == nil || live.stack == snapshot.lineage else {
            return forget(route, live == nil ? .gone : .leftAlone)
        }
        guard live.foreignOwner(of: snapshot.lineage, appliedUID: live.uid) == nil else {
            return forget(route, .leftAlone)
        }
        var seen = route
        seen.object = route.object.updated(from: live.object)
        seen.uid = live.uid
        seen.resourceVersion = live.resourceVersion
        seen.creationTimestamp = live.object["metadata"]?["creationTimestamp"]?.string
        seen.deletionTimestamp = live.deletion?.since
        routes.append((seen, seen.object == route.object && seen.uid == route.uid ? .unchanged : .changed))
        guard seen != route else { return }
        snapshot.upsert(seen)
        isNews = true
    }

    private mutating func forget(_ route: StateRoute, _ finding: Finding) {
        routes.append((route, finding))
        snapshot[route.key] = nil
        isNews = true
    }

    /// How many routes were found so.
    package func count(_ finding: Finding) -> Int { routes.count { $0.finding == finding } }
}

extension Stack {
    /// The live routes of the state, and how they differ from what was last applied.
    fileprivate func drift() async throws -> (live: [RouteKey: Value], drift: [Change]) {
        let keys = Set(snapshot.keys.filter { $0.group == routes.type.group })
        let live = try await LiveRoutes.read(client, routes, keys: keys, destinations: [], parallelism: parallelism)
        let input = PlanInput(
            snapshot, desired: [], live: .known(live.objects), apiVersion: routes.type.apiVersion, cluster: cluster)
        return (live.objects, Planner(input, target: .standard).drift())
    }
}

extension Value {
    /// The value with what is live in place of what was applied; what is only live is left out, as it is not ours.
    fileprivate func updated(from live: Value) -> Value {
        guard case .object(let members) = self else { return isEquivalent(to: live) ? self : live }
        guard case .object(let liveMembers) = live else { return live }
        var result = Object(capacity: members.count)
        for (key, value) in members {
            if key == "apiVersion" {
                // The version that it was applied in: a list shows each object in the one it was asked for.
                result[key] = value
            } else if let seen = liveMembers[key] {
                result[key] = value.updated(from: seen)
            }
        }
        return .object(result)
    }
}
