internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Values

/// Whether a parent takes a route, and why not.
extension RoutingFindings {
    mutating func judge(_ parent: ParentResult, of position: Int) {
        guard let number = parent.gateway else { return judgeMissing(parent, of: position) }
        let gateway = routing.gateways[number]
        let text = ParentText(routing.routes[position].view, parent.index)
        switch parent.accepted.reason {
        case nil:
            judgeAttached(parent, gateway, text, of: position)
        case .noMatchingParent?: reportNoListener(parent, gateway, text, of: position)
        case .controllerWithoutTCPRoutes?:
            report(
                .noTCPRouteSupport,
                "the controller of \(text.parent) does no TCPRoutes, as its status says: the route will get no connections",
                of: position, at: text.path,
                help: "use a Gateway of another class, or install what the controller needs for TCPRoutes",
                related: [place(gateway, "status", "this is what it says")])
        case .classMissing?:
            report(
                .gatewayNotAccepted, "\(text.parent) has the class '\(gateway.view.className)', which does not exist",
                of: position, at: text.path,
                help: "no controller looks at it: install the class, or name one that exists",
                related: [place(gateway, "spec.gatewayClassName", "this is its class")])
        case .classNotAccepted?:
            report(
                .gatewayNotAccepted, "the GatewayClass '\(gateway.view.className)' of \(text.parent) is not accepted",
                of: position, at: text.path, help: "correct the class first: no controller looks at its Gateways")
        default: reportRefusal(parent, gateway, text, of: position)
        }
    }

    /// A parent that is certainly not there.
    private mutating func judgeMissing(_ parent: ParentResult, of position: Int) {
        guard parent.accepted == .no(.parentMissing) else { return }
        let text = ParentText(routing.routes[position].view, parent.index)
        let meant = text.key.flatMap { meantGateway($0) }
        report(
            .noSuchGateway, "there is no \(text.parent) in the cluster: the route will get no connections",
            of: position,
            at: text.namePath,
            help: meant.map { "did you mean '\($0)'?" } ?? "create it, or name another; a route may also come first")
    }

    /// The Gateway whose name comes nearest to one that is missing; each is looked for once.
    private mutating func meantGateway(_ missing: ObjectKey) -> String? {
        if let known = meantGateways[missing] { return known }
        let meant = Suggestion.nearest(to: missing.description, among: routing.gateways.map(\.view.key.description))
        meantGateways[missing] = .some(meant)
        return meant
    }

    private mutating func reportNoListener(
        _ parent: ParentResult, _ gateway: GatewayResult, _ text: ParentText, of position: Int
    ) {
        let route = routing.routes[position]
        let wanted = parent.index.flatMap { route.view.parents[$0].sectionName }
        let names = gateway.view.listeners.map(\.name)
        let meant = wanted.flatMap { names.contains($0) ? nil : Suggestion.nearest(to: $0, among: names) }
        report(
            .noSuchListener,
            "\(text.parent) has no listener \(routing.meaning(of: parent, route)); it has \(gateway.listenerNames)",
            of: position, at: text.path,
            help: meant.map { "did you mean '\($0)'?" } ?? "name one of its listeners with 'sectionName:'",
            related: [
                meant.flatMap { names.firstIndex(of: $0) }.flatMap {
                    place(gateway, Self.listener($0).appending("name"), "the listener '\(names[$0])' is here")
                } ?? place(gateway, "spec.listeners", "its listeners are here")
            ])
    }

    /// No listener takes the route: the one that comes nearest gives the code and the advice.
    private mutating func reportRefusal(
        _ parent: ParentResult, _ gateway: GatewayResult, _ text: ParentText, of position: Int
    ) {
        let namespace = routing.routes[position].view.key.namespace
        let candidates = gateway.listeners.indices.filter { parent.candidates & 1 << UInt64($0) != 0 }
        let refusals = candidates.map { (number: $0, refusal: ListenerRefusal(gateway.listeners[$0].view)) }
        guard let nearest = refusals.map(\.refusal).max() else { return }
        let clauses = candidates.map { routing.refusal(gateway.listeners[$0], gateway, of: namespace) }
        report(
            nearest.code, "\(text.parent) does not take the route: \(clauses.joined(separator: "; "))",
            of: position, at: text.path, help: nearest.help(namespace),
            related: zip(refusals, clauses).prefix(3).map { refusal, clause in
                place(gateway, Self.listener(refusal.number).appending(refusal.refusal.field), clause)
            })
    }
}
