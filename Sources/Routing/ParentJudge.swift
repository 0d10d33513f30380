internal import GatewayAPI

/// Judges one parent of a route.
struct ParentJudge {
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

// MARK: - Who speaks

extension ParentJudge {
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
        if result?.accepted == .no(.classMissing) {
            return say(
                .silent, "NoClass",
                "the class '\(gateway?.view.className ?? "")' of \(name) does not exist, so no controller answers",
                help: "install the class, or have the Gateway name one that exists")
        }
        if result?.accepted == .no(.classNotAccepted) {
            return say(
                .silent, "ClassNotAccepted", "the class of \(name) is not accepted, so no controller answers",
                help: "correct the GatewayClass '\(gateway?.view.className ?? "")' first")
        }
        let other = others.first.map { "; \($0.controller) has, which is not its controller" } ?? ""
        let who = controller.map { "its controller \($0)" } ?? "a controller"
        return say(
            .silent, "NoAnswer", "\(who) has written no status of the route for \(name)\(other)",
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
