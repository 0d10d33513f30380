internal import GatewayAPI
package import Planning
internal import Routing
internal import Values

extension PictureSheet {
    /// How it is before and after a plan, from what the plan says: Gateways that it does not name are not known.
    package init(_ plan: Plan) {
        self.init(
            before: PlanSide(plan, isAfter: false).picture, after: PlanSide(plan, isAfter: true).picture,
            remarks: plan.traffic.flatMap { [$0.text] + $0.notes })
    }
}

/// What a plan says of the time before or after it.
private struct PlanSide {
    private let listeners: [TrafficChange]
    private let isAfter: Bool
    private let routes: [RouteView]

    init(_ plan: Plan, isAfter: Bool) {
        // What changes comes first.
        listeners = plan.connections.filter(\.isChange) + plan.connections.filter { !$0.isChange }
        self.isAfter = isAfter
        routes = plan.changes.compactMap { change in
            guard let object = isAfter ? change.after ?? change.desired : change.before else { return nil }
            let age: ObjectAge = change.action == .create ? .planned : .unknown
            let key = ObjectKey(change.key)
            return isAfter && change.action == .delete ? nil : RouteView(key, spec: object["spec"] ?? .null, age: age)
        }.sorted { $0.key < $1.key }
    }

    var picture: Picture {
        let gateways = Dictionary(grouping: listeners, by: \.gateway)
        // Routes of whose Gateways the plan says nothing are drawn as far as they are known themselves.
        var unknown = RoutingInput()
        for var route in routes {
            let key = route.key
            let hadParents = !route.parents.isEmpty
            route.parents.removeAll { $0.isGateway && gateways[$0.key(from: key.namespace).description] != nil }
            if !hadParents || !route.parents.isEmpty { unknown.add(.route(route)) }
        }
        var picture = Picture(Routing(unknown), gap: "the plan does not say who serves")
        let known = gateways.sorted { $0.key < $1.key }.map { name, listeners in
            Picture.Gateway(title: name, listeners: listeners.map(listener) + [unattached(to: name)].compactMap(\.self))
        }
        picture.gateways = known + picture.gateways
        return picture
    }

    /// Routes that name a Gateway and want none of its listeners.
    private func unattached(to gateway: String) -> Picture.Listener? {
        let listeners = listeners.filter { $0.gateway == gateway }
        let placed = Set(listeners.flatMap { claimants(of: $0) + [flow(of: $0)?.route].compactMap(\.self) })
        let left = routes.filter { route in
            !placed.contains(route.key.description)
                && route.parents.contains {
                    $0.isGateway && $0.key(from: route.key.namespace).description == gateway
                }
        }
        guard !left.isEmpty else { return nil }
        return Picture.Listener(
            title: "no listener", mark: .problem,
            routes: left.map {
                Picture.Route(title: $0.key.description, mark: .problem, note: "no listener takes it")
            })
    }

    private func flow(of listener: TrafficChange) -> Flow? { isAfter ? listener.after : listener.before }

    /// The routes that want a listener, without the one that serves.
    private func claimants(of listener: TrafficChange) -> [String] {
        if let others = listener.others { return isAfter ? others.after : others.before }
        let server = flow(of: listener)?.route
        return routes.filter { route in route.parents.contains { listener.isMeant(by: $0, of: route) } }
            .map(\.key.description).filter { $0 != server }
    }

    private func listener(_ change: TrafficChange) -> Picture.Listener {
        var listener = Picture.Listener(title: "\(change.listener) :\(change.port)")
        let rivals = claimants(of: change)
        guard let flow = flow(of: change) else {
            listener.routes = rivals.map {
                Picture.Route(title: $0, mark: .unknown, note: "does not serve, as far as it is known")
            }
            return listener
        }
        // Of routes that do not exist yet nobody knows which will be first.
        let planned = Set(routes.filter { $0.age == .planned }.map(\.key.description))
        let isOpen = !rivals.isEmpty && (rivals + [flow.route]).allSatisfy(planned.contains)
        if isOpen { (listener.mark, listener.note) = (.unknown, "whichever of the routes is created first serves") }
        let backends = flow.backends.map(Picture.Backend.init)
        listener.routes = [Picture.Route(title: flow.route, mark: isOpen ? .unknown : .fine, backends: backends)]
        listener.routes += rivals.map {
            Picture.Route(
                title: $0, mark: isOpen ? .unknown : .loser, note: isOpen ? nil : "shadowed by \(flow.route)")
        }
        return listener
    }
}

extension TrafficChange {
    /// Whether a parent reference of a route means this listener.
    fileprivate func isMeant(by reference: ParentReference, of route: RouteView) -> Bool {
        reference.isGateway && reference.key(from: route.key.namespace).description == gateway
            && reference.sectionName.map { $0 == listener } ?? true && reference.port.map { $0 == port } ?? true
    }
}

extension Picture.Backend {
    fileprivate init(_ backend: Flow.Backend) {
        (title, share) = (backend.name, backend.share)
        switch backend.fate {
        case .forwarded(let endpoints): note = "\(endpoints) ready"
        case .rejected(let why): (mark, note, brief) = (.problem, "rejected: \(why)", "rejected")
        case .unknown(let why): (mark, note, brief) = (.unknown, "not known \(why)", "not known")
        }
    }
}
