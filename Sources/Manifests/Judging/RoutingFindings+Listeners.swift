internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Values

/// Whether the listeners that a route attaches to give it connections.
extension RoutingFindings {
    /// The route is attached: what keeps the listeners from serving anybody.
    mutating func judgeAttached(
        _ parent: ParentResult, _ gateway: GatewayResult, _ text: ParentText, of position: Int
    ) {
        guard parent.attached != 0 else { return }
        if gateway.accepted == .no(.gatewayNotAccepted) || gateway.programmed == .no(.gatewayNotProgrammed) {
            let type = gateway.accepted.isNo ? "Accepted" : "Programmed"
            let said = gateway.view.status.conditions.current(type, gateway.view.generation)
            report(
                .gatewayNotAccepted,
                "\(text.parent) gets no connections, as its status says: \(type) is False (\(said?.reason ?? ""))",
                of: position, at: text.path, help: "correct the Gateway first: \(said?.message ?? "")",
                related: [place(gateway, "status", "this is what it says")])
            return
        }
        let attached = gateway.listeners.indices.filter { parent.attached & 1 << UInt64($0) != 0 }
        for number in attached { judgeShadow(gateway.listeners[number], parent, of: position) }
        judgeListeners(attached.map { gateway.listeners[$0] }, gateway, text, of: position)
        guard let first = attached.first, attached.allSatisfy({ gateway.listeners[$0].conflicts != 0 }) else { return }
        let conflicts = gateway.listeners[first].conflicts
        let rivals = gateway.listeners.indices.filter { conflicts & 1 << UInt64($0) != 0 }
        let listener = gateway.listeners[first].view
        report(
            .listenerConflict,
            "listener '\(listener.name)' of \(text.parent) has port \(listener.port) together with \(rivals.map { "'\(gateway.listeners[$0].view.name)'" }.joined(separator: ", ")): none of them gets connections",
            of: position, at: text.path, help: "give each of these listeners a port of its own",
            related: ([first] + rivals).prefix(3).map {
                place(gateway, Self.listener($0).appending("port"), "'\(gateway.listeners[$0].view.name)' has the port")
            })
    }

    /// Listeners of which every one says that it takes no connections.
    private mutating func judgeListeners(
        _ listeners: [ListenerResult], _ gateway: GatewayResult, _ text: ParentText, of position: Int
    ) {
        guard let first = listeners.first, listeners.allSatisfy({ $0.conflicts == 0 && $0.refusingCondition != nil }),
            let type = first.refusingCondition
        else { return }
        let said = gateway.view.status.listeners[first.view.name]?.conditions.current(type, gateway.view.generation)
        report(
            .listenerNotReady,
            "listener '\(first.view.name)' of \(text.parent) takes no connections, as its status says: \(type) is \(said?.status ?? "False") (\(said?.reason ?? ""))",
            of: position, at: text.path, help: "correct the listener first: \(said?.message ?? "")",
            related: [place(gateway, "status", "this is what it says")])
    }

    /// A route of somebody else that has the listener already.
    private mutating func judgeShadow(_ listener: ListenerResult, _ parent: ParentResult, of position: Int) {
        guard let server = listener.server, server != position, numbers[server] == nil, let number = numbers[position]
        else { return }
        let (own, other) = (routing.routes[position].view, routing.routes[server].view)
        switch (own.age, other.age) {
        case (.planned, .created), (.planned, .unknown), (.created, .created): break
        // Of two that exist nobody knows which is older.
        default: return
        }
        let claim = UnseenParents.Claim(route: number, parent: parent.index)
        findings.append(RouteFinding.shadowed(claim, by: other, own, listener: listener.view.name))
    }

    /// Routes on one listener: each later one against the first of the input.
    mutating func judgeShared(_ gateway: GatewayResult) {
        var reported: Set<[Int]> = []
        for (number, listener) in gateway.listeners.enumerated() where listener.attached.count > 1 {
            let attached = listener.attached.compactMap { position in
                numbers[position].map { (position: position, route: $0) }
            }.sorted { $0.route < $1.route }
            guard let first = attached.first else { continue }
            for later in attached.dropFirst() where reported.insert([later.route, first.route]).inserted {
                let finding = RouteFinding.sharedListener(
                    claim(later.position, later.route, gateway, number),
                    claim(first.position, first.route, gateway, number), listener: listener.view.name, routes)
                if let finding { findings.append(finding) }
            }
        }
    }

    private func claim(_ position: Int, _ route: Int, _ gateway: GatewayResult, _ listener: Int) -> UnseenParents.Claim
    {
        let parent = routing.routes[position].parents.first {
            $0.attached & 1 << UInt64(listener) != 0 && $0.gateway == routing.gatewayNumbers[gateway.view.key]
        }
        return UnseenParents.Claim(route: route, parent: parent?.index)
    }
}

extension ListenerResult {
    /// The condition by which its controller says that it takes no connections.
    fileprivate var refusingCondition: String? {
        if accepted == .no(.listenerNotAccepted) { return "Accepted" }
        return programmed == .no(.listenerNotProgrammed) ? "Programmed" : nil
    }
}
