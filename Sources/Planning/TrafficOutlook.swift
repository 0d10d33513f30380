internal import GatewayAPI
package import Routing
internal import Values

extension Plan {
    /// What is known of a cluster, with the routes as they will be once this plan is carried out.
    ///
    /// That is with what an apply would refuse as well: it is wanted, and judged as such.
    ///
    /// An update keeps a route's age, and so may let an old route take a listener; what is new is younger than all.
    package func routing(after live: RoutingInput) -> RoutingInput { Self.routing(after: live, changes) }

    fileprivate static func routing(after live: RoutingInput, _ changes: [Change]) -> RoutingInput {
        var input = live
        for change in changes {
            let key = ObjectKey(change.key)
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
                // What controllers say of a route holds until its spec is another one.
                if change.action == .unchanged { view.status = known?.status ?? [] }
                input.routes.objects[key] = view
            }
        }
        return input
    }

    /// What becomes of the listeners that its routes want, once what is not refused is carried out: those of which
    /// connections go elsewhere, and the others.
    ///
    /// Of a Gateway that is known and none of whose listeners a route gets, all are told.
    package func connections(from live: RoutingInput) -> [TrafficChange] {
        let outlook = TrafficOutlook(self, live)
        return outlook.after.gateways.sorted { $0.view.key < $1.view.key }.flatMap(outlook.changes)
    }
}

/// How it is before and after a plan.
private struct TrafficOutlook {
    let before: Routing
    let after: Routing
    /// The routes that the plan has, those that it writes, and those that it deletes.
    private let own: Set<ObjectKey>
    private let written: Set<ObjectKey>
    private let deleted: Set<ObjectKey>
    /// The Gateways that the plan's routes name, before or after.
    private var named: Set<ObjectKey> = []

    init(_ plan: Plan, _ live: RoutingInput) {
        let carriedOut = plan.changes.filter { plan.refusals(of: $0).isEmpty }
        (before, after) = (Routing(live), Routing(Plan.routing(after: live, carriedOut)))
        func keys(_ changes: [Change]) -> Set<ObjectKey> {
            Set(changes.map { ObjectKey($0.key) })
        }
        own = keys(plan.changes)
        written = keys(carriedOut.filter { $0.action != .unchanged })
        deleted = keys(carriedOut.filter { $0.action == .delete })
        for routing in [before, after] {
            for key in own {
                for parent in routing.route(key)?.parents ?? [] {
                    if let gateway = parent.gateway { named.insert(routing.gateways[gateway].view.key) }
                }
            }
        }
    }

    /// The listeners of a Gateway that there is something to say of.
    func changes(_ gateway: GatewayResult) -> [TrafficChange] {
        let old = before.gateway(gateway.view.key)
        let changes = gateway.listeners.enumerated().map { number, listener in
            let oldListener = old.flatMap { number < $0.listeners.count ? $0.listeners[number] : nil }
            let isWanted = wants(listener, after) || oldListener.map { wants($0, before) } ?? false
            return (isWanted: isWanted, change: change(listener, gateway, oldListener, old))
        }
        let told = changes.filter { $0.isWanted || $0.change.isChange }
        return (told.isEmpty && named.contains(gateway.view.key) ? changes : told).map(\.change)
    }

    private func wants(_ listener: ListenerResult, _ routing: Routing) -> Bool {
        listener.claimants.contains { own.contains(routing.routes[$0].view.key) }
    }

    private func change(
        _ listener: ListenerResult, _ gateway: GatewayResult, _ oldListener: ListenerResult?, _ old: GatewayResult?
    ) -> TrafficChange {
        let flow = after.flow(of: listener, gateway)
        let oldFlow = oldListener.flatMap { listener in old.flatMap { before.flow(of: listener, $0) } }
        let isPlanned = listener.server.map { after.routes[$0].view.age == .planned } ?? false
        let effect = TrafficEffect(
            before: oldFlow, after: flow, port: listener.view.port,
            isDeletion: oldListener?.server.map { deleted.contains(before.routes[$0].view.key) } ?? false,
            isOpen: isPlanned && listener.attached.count { after.routes[$0].view.age == .planned } > 1,
            movesIn: listener.server.map { written.contains(after.routes[$0].view.key) } ?? false)
        return TrafficChange(
            gateway: gateway.view.key.description, listener: listener.view.name, port: listener.view.port,
            before: oldFlow, after: flow, notes: flow == oldFlow ? [] : effect.notes,
            others: TrafficChange.Others(
                before: oldListener.map { others(on: $0, before) } ?? [], after: others(on: listener, after)))
    }

    private func others(on listener: ListenerResult, _ routing: Routing) -> [String] {
        listener.claimants.filter { $0 != listener.server }.sorted().map { routing.routes[$0].view.key.description }
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
