package import GatewayAPI
internal import Values

/// Judges routes by what controllers say of them; what routing knows beyond that is who is shadowed, what has no
/// endpoints, and what to do.
package struct RouteJudge: Sendable {
    /// What the verdicts are computed from.
    package let routing: Routing
    let goal: Goal
    let needsEndpoints: Bool

    /// - Parameter needsEndpoints: whether each backend that gets connections needs an endpoint to be ready.
    package init(_ routing: Routing, goal: Goal, needsEndpoints: Bool = true) {
        (self.routing, self.goal, self.needsEndpoints) = (routing, goal, needsEndpoints)
    }

    /// The verdict on a route; nil where it is not known.
    package func verdict(on key: ObjectKey) -> RouteVerdict? { routing.routeNumbers[key].map(verdict) }

    private func verdict(on number: Int) -> RouteVerdict {
        let route = routing.routes[number]
        let view = route.view
        var parents: [ParentVerdict] = []
        var rest = view.status
        for (index, reference) in view.parents.enumerated() {
            let entries = rest.filter { $0.reference.isSame(as: reference, in: view.key.namespace) }
            rest.removeAll { $0.reference.isSame(as: reference, in: view.key.namespace) }
            let result = route.parents.first { $0.index == index }
            parents.append(ParentJudge(self, number, reference, index, result).verdict(entries))
        }
        if view.usesDefaultGateways {
            parents += defaults(rest, of: number)
        } else {
            parents += rest.map(orphan)
        }
        if view.parents.isEmpty, !view.usesDefaultGateways {
            var nothing = ParentVerdict(
                reference: ParentReference(.null), index: nil, verdict: .rejected, reason: "NoParent",
                message: "the route attaches to nothing", help: "name a Gateway under parentRefs")
            nothing.isSettled = true
            parents.append(nothing)
        }
        return RouteVerdict(
            key: view.key, uid: view.uid, generation: view.generation, deletion: view.deletion, parents: parents)
    }

    /// Default Gateways are those that the status names; at least one is waited for.
    private func defaults(_ entries: [ParentStatusView], of number: Int) -> [ParentVerdict] {
        var verdicts: [ParentVerdict] = []
        var seen: [ParentReference] = []
        let route = routing.routes[number]
        for entry in entries where entry.reference.isGateway && !seen.contains(entry.reference) {
            seen.append(entry.reference)
            let key = entry.reference.key(from: route.view.key.namespace)
            let result = route.parents.first { parent in
                parent.index == nil && parent.gateway.map { routing.gateways[$0].view.key == key } ?? false
            }
            let judge = ParentJudge(self, number, entry.reference, nil, result)
            verdicts.append(judge.verdict(entries.filter { $0.reference == entry.reference }))
        }
        verdicts += entries.filter { !$0.reference.isGateway }.map(orphan)
        guard seen.isEmpty else { return verdicts }
        verdicts.append(
            ParentVerdict(
                reference: ParentReference(.null), index: nil, verdict: .silent, reason: "NoDefaultGateway",
                message: "no default Gateway has taken the route",
                help: "a Gateway is a default one with 'defaultScope: All', where its controller knows that"))
        return verdicts
    }

    private func orphan(_ entry: ParentStatusView) -> ParentVerdict {
        ParentVerdict(
            reference: entry.reference, index: nil, controller: entry.controller, verdict: .orphaned,
            reason: "Orphaned",
            message: "the status names a parent that the route does not have", conditions: entry.conditions)
    }
}
