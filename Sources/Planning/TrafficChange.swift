internal import GatewayAPI
package import Routing
internal import Values

/// What a plan does to the connections of one listener.
package struct TrafficChange: Sendable, Equatable {
    /// The Gateway, `namespace/name`.
    package let gateway: String
    /// The listener's name (`sectionName`).
    package let listener: String
    /// The port that clients connect to, 1 to 65535.
    package let port: Int64
    /// Where connections go before and after; nil where no route serves.
    package let before: Flow?
    /// Nil where no route will serve: connections are rejected.
    package let after: Flow?
    /// What is to be said of it, one sentence each without a final full stop.
    package let notes: [String]

    package init(
        gateway: String, listener: String, port: Int64, before: Flow?, after: Flow?, notes: [String]
    ) {
        (self.gateway, self.listener, self.port) = (gateway, listener, port)
        (self.before, self.after, self.notes) = (before, after, notes)
    }
}

extension Plan {
    /// What is known of a cluster, with the routes as they will be once this plan is carried out.
    ///
    /// An update keeps a route's age, and so may let an old route take a listener; what is new is younger than all.
    package func routing(after live: RoutingInput) -> RoutingInput {
        var input = live
        for change in changes {
            let key = ObjectKey(change.key.namespace ?? "", change.key.name)
            switch change.action {
            case .delete:
                input.routes.objects[key] = nil
                if !input.routes.isComplete(in: key.namespace) { input.routes.absent.insert(key) }
            case .create, .update, .unchanged:
                guard let spec = (change.after ?? change.desired)?["spec"] else { continue }
                let known = input.routes.objects[key]
                var view = RouteView(
                    key, spec: spec, age: known?.age ?? (change.action == .create ? .planned : .unknown))
                (view.uid, view.generation) = (known?.uid, known?.generation)
                input.routes.objects[key] = view
            }
        }
        return input
    }

    /// The listeners whose connections go elsewhere once this plan is carried out.
    package func traffic(from live: RoutingInput) -> [TrafficChange] {
        let (before, after) = (Routing(live), Routing(routing(after: live)))
        let changed = Set(
            changes.filter { $0.action != .unchanged }.map { ObjectKey($0.key.namespace ?? "", $0.key.name) })
        let deleted = Set(
            changes.filter { $0.action == .delete }.map { ObjectKey($0.key.namespace ?? "", $0.key.name) })
        return after.gateways.sorted { $0.view.key < $1.view.key }.flatMap { gateway in
            let old = before.gateway(gateway.view.key)
            return gateway.listeners.enumerated().compactMap { number, listener -> TrafficChange? in
                let oldListener = old.flatMap { number < $0.listeners.count ? $0.listeners[number] : nil }
                let flow = after.flow(of: listener, gateway)
                let oldFlow = oldListener.flatMap { listener in old.flatMap { before.flow(of: listener, $0) } }
                guard flow != oldFlow else { return nil }
                let effect = TrafficEffect(
                    before: oldFlow, after: flow, port: listener.view.port,
                    isDeletion: oldListener?.server.map { deleted.contains(before.routes[$0].view.key) } ?? false,
                    isOpen: listener.attached.filter { after.routes[$0].view.age == .planned }.count > 1
                        && listener.server.map { after.routes[$0].view.age == .planned } ?? false,
                    movesIn: listener.server.map { changed.contains(after.routes[$0].view.key) } ?? false)
                return TrafficChange(
                    gateway: gateway.view.key.description, listener: listener.view.name, port: listener.view.port,
                    before: oldFlow, after: flow, notes: effect.notes)
            }
        }
    }
}

/// What there is to say of a listener whose connections go elsewhere.
private struct TrafficEffect {
    let before: Flow?
    let after: Flow?
    let port: Int64
    /// Whether the route that serves is deleted.
    let isDeletion: Bool
    /// Whether several routes want it of which none exists yet.
    let isOpen: Bool
    /// Whether the route that will serve is one of the plan's.
    let movesIn: Bool

    var notes: [String] {
        var notes: [String] = []
        if let before, let after, before.route != after.route {
            if isDeletion {
                notes.append("deleting \(before.route) hands :\(port) to \(after.route)")
            } else if movesIn {
                notes.append("\(after.route) is older than \(before.route) and takes :\(port) from it")
            }
        } else if let before, after == nil {
            notes.append("no route will serve :\(port) any more: connections are rejected (\(before.route) served)")
        }
        if isOpen, let after {
            notes.append(
                "several new routes want :\(port): the one that is created first serves, so apply \(after.route) by itself first if it should"
            )
        } else if let after, !after.isCertain {
            notes.append("an older route that is not known may serve :\(port) instead of \(after.route)")
        }
        return notes + rejections
    }

    /// The shares that are lost, where they were not before.
    private var rejections: [String] {
        guard let after else { return [] }
        if !after.backends.isEmpty, after.backends.allSatisfy({ $0.weight == 0 }) {
            return ["every connection will be rejected: all weights are 0"]
        }
        return after.backends.compactMap { backend in
            guard backend.weight > 0, case .rejected(let why) = backend.fate else { return nil }
            return "\(backend.share) of connections will be rejected: \(why)"
        }
    }
}

// MARK: - Words

extension TrafficChange {
    /// One line: `listener infra/gw/tcp :5432: pg-v1 100 % → pg-v1 70 %, pg-v2 30 %`.
    package var text: String {
        let names = before != nil && after != nil && before?.route != after?.route
        return
            "listener \(gateway)/\(listener) :\(port): \(Self.text(before, names)) → \(Self.text(after, names || before == nil))"
    }

    /// - Parameter namesRoute: whether the route is to be named too.
    private static func text(_ flow: Flow?, _ namesRoute: Bool) -> String {
        guard let flow else { return "nobody" }
        let namespace = flow.route.prefix { $0 != "/" } + "/"
        var names = flow.backends.map { backend in
            backend.name.hasPrefix(namespace) ? String(backend.name.dropFirst(namespace.count)) : backend.name
        }
        let bare = names.map { String($0.prefix { $0 != ":" }) }
        // Ports are named where they tell backends apart.
        if Set(bare).count == bare.count { names = bare }
        let shares = zip(names, flow.backends).map { "\($0) \($1.share)" }.joined(separator: ", ")
        return (shares.isEmpty ? "no backend" : shares) + (namesRoute ? " (\(flow.route))" : "")
    }
}
