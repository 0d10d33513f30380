internal import GatewayAPI
package import Planning
internal import Routing
internal import Values

extension PictureSheet {
    /// How it is before and after a plan, from what the plan says: listeners that it does not name are not known.
    package init(_ plan: Plan) {
        self.init(
            before: PlanSide(plan, isAfter: false).picture, after: PlanSide(plan, isAfter: true).picture,
            remarks: plan.traffic.flatMap { [$0.text] + $0.notes })
    }
}

/// What a plan says of the time before or after it.
private struct PlanSide {
    private let traffic: [TrafficChange]
    private let isAfter: Bool
    private let routes: [RouteView]

    init(_ plan: Plan, isAfter: Bool) {
        traffic = plan.traffic
        self.isAfter = isAfter
        routes = plan.changes.compactMap { change in
            guard let object = isAfter ? change.after ?? change.desired : change.before else { return nil }
            let age: ObjectAge = change.action == .create ? .planned : .unknown
            let key = ObjectKey(change.key.namespace ?? "", change.key.name)
            return isAfter && change.action == .delete ? nil : RouteView(key, spec: object["spec"] ?? .null, age: age)
        }.sorted { $0.key < $1.key }
    }

    var picture: Picture {
        var input = RoutingInput()
        for var route in routes {
            let hadParents = !route.parents.isEmpty
            let own = route
            route.parents.removeAll { reference in traffic.contains { $0.isMeant(by: reference, of: own) } }
            if !hadParents || !route.parents.isEmpty { input.add(.route(route)) }
        }
        var picture = Picture(Routing(input), gap: "the plan does not say who serves")
        for (name, changes) in Dictionary(grouping: traffic, by: \.gateway).sorted(by: { $0.key > $1.key }) {
            var gateway = Picture.Gateway(title: name, listeners: changes.map(listener))
            if let unknown = picture.gateways.firstIndex(where: { $0.title == name }) {
                gateway.listeners += picture.gateways.remove(at: unknown).listeners
            }
            picture.gateways.insert(gateway, at: 0)
        }
        return picture
    }

    private func listener(_ change: TrafficChange) -> Picture.Listener {
        var listener = Picture.Listener(title: "\(change.listener) :\(change.port)")
        let claimants = routes.filter { route in route.parents.contains { change.isMeant(by: $0, of: route) } }
        guard let flow = isAfter ? change.after : change.before else {
            listener.routes = claimants.map {
                Picture.Route(title: $0.key.description, mark: .unknown, note: "does not serve, as far as it is known")
            }
            return listener
        }
        let rivals = claimants.filter { $0.key.description != flow.route }
        // Of routes that do not exist yet nobody knows which will be first.
        let isOpen = !rivals.isEmpty && claimants.allSatisfy { $0.age == .planned } && rivals.count < claimants.count
        if isOpen { (listener.mark, listener.note) = (.unknown, "whichever of the routes is created first serves") }
        let backends = flow.backends.map(Picture.Backend.init)
        listener.routes = [Picture.Route(title: flow.route, mark: isOpen ? .unknown : .fine, backends: backends)]
        listener.routes += rivals.map {
            Picture.Route(
                title: $0.key.description, mark: isOpen ? .unknown : .loser,
                note: isOpen ? nil : "shadowed by \(flow.route)")
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
