package import GatewayAPI
internal import Values

/// Judges routes by what controllers say of them; what routing knows beyond that is who is shadowed, what has no
/// endpoints, and what to do.
package struct RouteJudge: Sendable {
    /// What the verdicts are computed from.
    package let routing: Routing
    private let goal: Goal
    private let needsEndpoints: Bool

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
        return RouteVerdict(key: view.key, uid: view.uid, generation: view.generation, parents: parents)
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

extension RouteJudge {
    /// Judges one parent of a route.
    fileprivate struct ParentJudge {
        let routing: Routing
        let goal: Goal
        let needsEndpoints: Bool
        let number: Int
        let reference: ParentReference
        let index: Int?
        let result: ParentResult?

        init(
            _ judge: RouteJudge, _ number: Int, _ reference: ParentReference, _ index: Int?, _ result: ParentResult?
        ) {
            (routing, goal, needsEndpoints) = (judge.routing, judge.goal, judge.needsEndpoints)
            (self.number, self.reference, self.index, self.result) = (number, reference, index, result)
        }

        var route: RouteResult { routing.routes[number] }
        var view: RouteView { route.view }
        var gateway: GatewayResult? { result?.gateway.map { routing.gateways[$0] } }
        /// The parent in words.
        var name: String {
            let key = reference.key(from: view.key.namespace)
            return "\(reference.kind) \(key)"
        }

        func say(
            _ verdict: Verdict, _ reason: String, _ message: String, help: String? = nil,
            grants: [RequiredGrant] = []
        ) -> ParentVerdict {
            ParentVerdict(
                reference: reference, index: index, verdict: verdict, reason: reason, message: message, help: help,
                grants: grants)
        }
    }
}

// MARK: - Who speaks

extension RouteJudge.ParentJudge {
    /// Of several controllers that speak where one is not known, the worst counts.
    func verdict(_ entries: [ParentStatusView]) -> ParentVerdict {
        if result?.accepted == .no(.parentMissing) {
            return say(
                .silent, "NoGateway", "\(name) does not exist, so no controller answers",
                help: "create it, or correct its name and namespace")
        }
        let controller: String? = if case .other(let name)? = gateway?.controller { name } else { nil }
        let own = entries.filter { controller == nil || $0.controller == controller }
        guard !own.isEmpty else { return unanswered(controller, others: entries) }
        let verdicts = own.map(verdict)
        return verdicts.dropFirst().reduce(verdicts[0]) { $1.verdict.isWorse(than: $0.verdict) ? $1 : $0 }
    }

    private func unanswered(_ controller: String?, others: [ParentStatusView]) -> ParentVerdict {
        if let gateway, gateway.accepted == .no(.gatewayNotAccepted) {
            let said = gateway.view.status.conditions.current("Accepted", gateway.view.generation)
            return say(
                .rejected, "GatewayNotAccepted",
                "\(name) is not accepted (\(said?.reason ?? "")): \(said?.message ?? "")",
                help: "correct the Gateway first")
        }
        if result?.accepted == .no(.controllerWithoutTCPRoutes) {
            return say(
                .rejected, "NoTCPRouteSupport", "the controller of \(name) does no TCPRoutes, as its status says",
                help: "use a Gateway of another class, or install what the controller needs for TCPRoutes")
        }
        if result?.accepted == .no(.classNotAccepted) {
            return say(
                .silent, "ClassNotAccepted", "the class of \(name) is not accepted, so no controller answers",
                help: "correct the GatewayClass '\(gateway?.view.className ?? "")' first")
        }
        let other = others.first.map { "; \($0.controller) has, which is not its controller" } ?? ""
        let who = controller.map { "its controller \($0)" } ?? "a controller"
        return say(
            .silent, "NoAnswer", "\(who) has said nothing about \(name)\(other)",
            help: "see whether the controller runs, and whether it knows TCPRoutes")
    }

    /// The verdict by one controller's entry.
    private func verdict(_ entry: ParentStatusView) -> ParentVerdict {
        var verdict = judge(entry)
        verdict.controller = entry.controller
        verdict.conditions = entry.conditions
        verdict.observedGeneration = entry.conditions.first { $0.type == "Accepted" }?.observedGeneration
        return verdict
    }
}

// MARK: - What is said

extension RouteJudge.ParentJudge {
    private enum Freshness { case current, behind, ahead }

    /// Of a condition that names no generation it is only certain that it means the first.
    private func freshness(_ condition: ConditionView) -> Freshness {
        guard let generation = view.generation else { return .current }
        guard let seen = condition.observedGeneration else { return generation <= 1 ? .current : .behind }
        return seen == generation ? .current : seen < generation ? .behind : .ahead
    }

    private func judge(_ entry: ParentStatusView) -> ParentVerdict {
        func condition(_ type: String) -> ConditionView? { entry.conditions.first { $0.type == type } }
        if let partial = condition("PartiallyInvalid"), partial.status == "True", freshness(partial) == .current {
            return say(.rejected, partial.reason, partial.message, help: "correct what the message names")
        }
        guard let accepted = condition("Accepted") else {
            return say(.pending, "NotJudged", "\(entry.controller) has not accepted or refused it yet")
        }
        if let early = freshnessVerdict(accepted, entry) { return early }
        switch (accepted.status, accepted.reason) {
        case (_, "Pending"), ("Unknown", _):
            return say(.pending, accepted.reason, accepted.message)
        case ("False", _): return refused(accepted)
        default: break
        }
        if let refs = condition("ResolvedRefs") {
            if let early = freshnessVerdict(refs, entry) { return early }
            if refs.status == "False" { return unresolved(refs) }
            if refs.status != "True", goal == .ready { return say(.pending, refs.reason, refs.message) }
        } else if goal == .ready {
            return say(.pending, "RefsNotJudged", "\(entry.controller) has not looked at the backends yet")
        }
        return goal == .accepted ? acceptedEnough() : traffic()
    }

    private func freshnessVerdict(_ condition: ConditionView, _ entry: ParentStatusView) -> ParentVerdict? {
        switch freshness(condition) {
        case .current: return nil
        case .ahead: return say(.pending, "Ahead", "\(entry.controller) has seen a later version than this")
        case .behind:
            let (seen, now) = (condition.observedGeneration, view.generation ?? 0)
            let words =
                seen.map { "\(entry.controller) has seen generation \($0) of \(now)" }
                ?? "\(entry.controller) does not say which generation it has seen; \(now) is the latest"
            return say(.stale, "Stale", words, help: "see whether the controller still runs")
        }
    }

    private func refused(_ accepted: ConditionView) -> ParentVerdict {
        let listeners = gateway.map { gateway in
            let shown = gateway.listeners.prefix(8).map(\.text).joined(separator: ", ")
            return gateway.listeners.count > 8 ? "\(shown) and \(gateway.listeners.count - 8) more" : shown
        }
        let help: String? =
            switch accepted.reason {
            case "NoMatchingParent": listeners.map { "\(name) has the listeners \($0): name one with 'sectionName:'" }
            case "NotAllowedByListeners":
                "let the listener's allowedRoutes admit TCPRoutes of namespace '\(view.key.namespace)', or name another TCP listener"
            default: nil
            }
        return say(.rejected, accepted.reason, accepted.message, help: help)
    }

    private func unresolved(_ refs: ConditionView) -> ParentVerdict {
        let isFine = result.map { routing.resolvedRefs(of: number, for: $0) == .yes } ?? false
        if isFine {
            return say(
                .pending, refs.reason, "\(refs.message) (by now all of it is there; the controller has yet to see that)"
            )
        }
        var grants: [RequiredGrant] = []
        var problems: [String] = []
        var place: BackendPlace?
        for (rule, backends) in route.rules.enumerated() {
            for (index, backend) in backends.enumerated() {
                let namespace = backend.reference.key(from: view.key.namespace).namespace
                let needsGrant =
                    namespace != view.key.namespace && refs.reason == "RefNotPermitted" && backend.verdict != .yes
                if needsGrant {
                    grants.append(RequiredGrant(from: view.key.namespace, to: backend.reference, in: namespace))
                }
                if backend.verdict.isNo { problems.append(routing.problem(backend, in: view.key.namespace)) }
                if place == nil, needsGrant || backend.verdict.isNo { place = BackendPlace(rule: rule, index: index) }
            }
        }
        let help =
            !grants.isEmpty
            ? "apply this:" : problems.isEmpty ? "correct what the message names" : problems.joined(separator: "; ")
        var verdict = say(.rejected, refs.reason, refs.message, help: help, grants: grants)
        verdict.backend = place
        return verdict
    }

    private func acceptedEnough() -> ParentVerdict {
        if let shadow = shadow(attached.map(\.listener)) {
            return say(.ready, "Accepted", "accepted, but \(shadow.message)")
        }
        return say(.ready, "Accepted", "accepted")
    }
}

// MARK: - Whether connections come

extension RouteJudge.ParentJudge {
    private typealias Attached = (listener: ListenerResult, live: GatewayStatusView.Listener?)

    /// The listeners that take the route, or that it means where the controller sees what routing does not.
    private var attached: [Attached] {
        guard let gateway, let result else { return [] }
        let bits = result.attached != 0 ? result.attached : result.possible != 0 ? result.possible : result.candidates
        return Bits(bits).map {
            (gateway.listeners[$0], gateway.view.status.listeners[gateway.listeners[$0].view.name])
        }
    }

    private func traffic() -> ParentVerdict {
        guard let gateway else {
            guard reference.isGateway else { return say(.ready, "Accepted", "accepted") }
            return say(
                .ready, "Accepted", "accepted; \(name) may not be read, so whether it carries traffic is not known")
        }
        let open = attached.filter { !$0.listener.accepted.isNo }
        guard let first = attached.first else { return say(.ready, "Accepted", "accepted") }
        guard !open.isEmpty else {
            let type = first.listener.accepted == .no(.protocolConflict) ? "Conflicted" : "Accepted"
            let said = first.live?.conditions.current(type, gateway.view.generation)
            let reason = said?.reason ?? first.listener.accepted.reason?.rawValue ?? "ListenerNotAccepted"
            return say(
                .rejected, reason,
                "listener \(first.listener.text) of \(name) takes no connections: \(said?.message ?? reason)",
                help: "correct the listener first")
        }
        let programmed = open.filter { isProgrammed($0, gateway) }
        guard !programmed.isEmpty else {
            return say(
                .pending, "NotProgrammed", "listener \(open[0].listener.text) of \(name) is not programmed yet",
                help: "see what the status of the Gateway says")
        }
        let serving = programmed.filter { $0.listener.server == number }
        if serving.isEmpty, let shadow = shadow(programmed.map(\.listener)) { return shadow }
        return endpoints(of: serving.map(\.listener.view.name))
    }

    /// Whether the controller says that connections are taken: of the listener, or where it is silent, of the Gateway.
    private func isProgrammed(_ attached: Attached, _ gateway: GatewayResult) -> Bool {
        let (own, whole) = (attached.live?.conditions ?? [], gateway.view.status.conditions)
        if let said = own.current("Programmed", gateway.view.generation) { return said.status == "True" }
        return whole.current("Programmed", gateway.view.generation)?.status == "True"
    }

    private func shadow(_ listeners: [ListenerResult]) -> ParentVerdict? {
        guard !listeners.isEmpty, !listeners.contains(where: { $0.server == number }),
            let listener = listeners.first(where: { $0.server != nil }), let server = listener.server
        else { return nil }
        let other = routing.routes[server].view
        // Of two ages that are not known none is older.
        if case .unknown = other.age { return nil }
        let since =
            if case .created(let seconds) = other.age { " since \(RFC3339.day(secondsSince1970: seconds))" } else { "" }
        return say(
            .shadowed, "Shadowed",
            "\(other.key) has listener \(listener.text) of \(name)\(since): this route gets no connections",
            help: "name another listener with 'sectionName:', or have \(other.key) deleted: the oldest route serves")
    }

    private func endpoints(of listeners: [String]) -> ParentVerdict {
        let backends = route.rules.first ?? []
        if !backends.isEmpty, backends.allSatisfy({ $0.reference.weight == 0 }) {
            return say(
                .rejected, "NoWeight", "all weights are 0: every connection is rejected",
                help: "give a backend a weight above 0")
        }
        let served = listeners.isEmpty ? "accepted" : "serves \(listeners.joined(separator: ", "))"
        for (index, backend) in backends.enumerated() where backend.reference.weight > 0 {
            guard case .rejected(.noEndpoints) = routing.fate(of: backend, isOwn: false) else { continue }
            let key = backend.reference.key(from: view.key.namespace)
            let lost = "\(backend.shareText) of connections are rejected: Service \(key) has no ready endpoints"
            guard needsEndpoints else { return say(.ready, "Accepted", "\(served), but \(lost)") }
            var verdict = say(
                .pending, "NoEndpoints", lost,
                help: "start what is behind the Service, or accept that with --allow-no-endpoints")
            verdict.backend = BackendPlace(rule: 0, index: index)
            return verdict
        }
        return say(.ready, "Accepted", served)
    }
}
