internal import GatewayAPI
internal import Values

extension ParentJudge {
    typealias Attached = (listener: ListenerResult, live: GatewayStatusView.Listener?)

    /// The listeners that take the route, or that it means where the controller sees what routing does not.
    var attached: [Attached] {
        guard let gateway, let result else { return [] }
        let bits = result.attached != 0 ? result.attached : result.possible != 0 ? result.possible : result.candidates
        return Bits(bits).map {
            (gateway.listeners[$0], gateway.view.status.listeners[gateway.listeners[$0].view.name])
        }
    }

    func traffic() -> ParentVerdict {
        guard let gateway else {
            guard reference.isGateway else { return say(.ready, "Accepted", "accepted") }
            return say(
                .ready, "Accepted", "accepted; \(name) is not known, so neither is whether it carries traffic")
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

    func shadow(_ listeners: [ListenerResult]) -> ParentVerdict? {
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
