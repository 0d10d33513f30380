package import GatewayAPI
package import Routing

extension Picture {
    /// The picture of a routing, Gateways by name.
    ///
    /// - Parameters:
    ///   - keys: the routes that are asked about, which are drawn with their rivals; nil for all.
    ///   - missing: routes that were applied and are not there.
    ///   - gap: what is to be said of a Gateway that is not known.
    package init(
        _ routing: Routing, of keys: Set<ObjectKey>? = nil, missing: [ObjectKey] = [],
        gap: String = "not given, so who serves is not known"
    ) {
        let asked = Set(routing.routes.indices.filter { keys?.contains(routing.routes[$0].view.key) ?? true })
        let concerned = Set(asked.flatMap { routing.routes[$0].parents.compactMap(\.gateway) })
        let unattached = Self.unattached(asked, routing)
        gateways =
            routing.gateways.indices.filter { keys == nil || concerned.contains($0) }
            .sorted { routing.gateways[$0].view.key < routing.gateways[$1].view.key }
            .map {
                Gateway(routing.gateways[$0], routing, of: keys == nil ? nil : asked, without: unattached[$0] ?? [])
            } + Self.unknownParents(routing, asked, gap)
        self.unattached = asked.sorted().filter { routing.routes[$0].parents.isEmpty }.map {
            routing.routes[$0].view.usesDefaultGateways
                ? Route($0, routing, isOwn: false, mark: .unknown, note: "attaches to default Gateways; none is known")
                : Route($0, routing, isOwn: false, mark: .problem, note: "attaches to nothing")
        }
        self.unattached += missing.map {
            Route(title: $0.description, mark: .problem, note: "is in the state and not in the cluster")
        }
    }

    /// Routes that name a Gateway and attach to none of its listeners, by the number of the Gateway.
    private static func unattached(_ asked: Set<Int>, _ routing: Routing) -> [Int: [Unattached]] {
        var routes: [Int: [Unattached]] = [:]
        for number in asked.sorted() {
            for parent in routing.routes[number].parents where parent.attached | parent.possible | parent.refused == 0 {
                if let gateway = parent.gateway { routes[gateway, default: []].append((number, parent)) }
            }
        }
        return routes
    }

    /// A route by its number, and the parent that it attaches to no listener of.
    fileprivate typealias Unattached = (route: Int, parent: ParentResult)

    /// Parents that are not known, with the routes that name them.
    private static func unknownParents(_ routing: Routing, _ asked: Set<Int>, _ gap: String) -> [Gateway] {
        var titles: [String: [String: [Route]]] = [:]
        var missing: Set<String> = []
        for number in asked.sorted() {
            let route = routing.routes[number]
            for parent in route.parents where parent.gateway == nil {
                guard let index = parent.index else { continue }
                let reference = route.view.parents[index]
                let kind = reference.isGateway ? "" : "\(reference.kind) "
                let title = "\(kind)\(reference.key(from: route.view.key.namespace))"
                let isMissing = parent.accepted == .no(.parentMissing)
                if isMissing { missing.insert(title) }
                let drawn = Route(
                    number, routing, isOwn: false, mark: isMissing ? .problem : .unknown,
                    note: isMissing ? "the parent does not exist" : nil)
                titles[title, default: [:]][reference.listenerText, default: []].append(drawn)
            }
        }
        return titles.sorted { $0.key < $1.key }.map { title, listeners in
            let isMissing = missing.contains(title)
            return Gateway(
                title: title, mark: isMissing ? .problem : .unknown, note: isMissing ? "does not exist" : gap,
                listeners: listeners.sorted { $0.key < $1.key }.map {
                    Listener(title: $0.key, mark: .unknown, routes: $0.value)
                })
        }
    }
}

extension ParentReference {
    /// The listeners that it means, in words.
    fileprivate var listenerText: String {
        let words = [sectionName, port.map { ":\($0)" }].compactMap(\.self)
        return words.isEmpty ? "every listener" : words.joined(separator: " ")
    }
}

extension Picture.Gateway {
    /// - Parameters:
    ///   - asked: the routes whose listeners are drawn; nil for all listeners.
    ///   - unattached: the routes that attach to none of its listeners.
    fileprivate init(
        _ gateway: GatewayResult, _ routing: Routing, of asked: Set<Int>?, without unattached: [Picture.Unattached]
    ) {
        title = gateway.view.key.description
        let isRefused = gateway.accepted.isNo && gateway.accepted != .no(.listenersNotValid)
        if isRefused || gateway.programmed.isNo {
            mark = .problem
            note = isRefused ? "not accepted" : "takes no connections"
        }
        let drawn = gateway.listeners.enumerated().filter { _, listener in
            asked.map { !$0.isDisjoint(with: listener.claimants) } ?? true
        }
        listeners = drawn.map { number, listener in Picture.Listener(listener, number, gateway, routing) }
        let refused = unattached.map { number, parent in
            Picture.Route(
                number, routing, isOwn: false, mark: .problem, note: routing.refusalText(of: number, parent, gateway))
        }
        if !refused.isEmpty {
            listeners.append(Picture.Listener(title: "no listener", mark: .problem, note: nil, routes: refused))
        }
        let others = gateway.listeners.count - drawn.count
        if others > 0 {
            listeners.append(
                Picture.Listener(
                    title: "… \(others) more", note: "listener\(others == 1 ? "" : "s") that none of the routes is on"))
        }
    }
}

extension Routing {
    /// Why a route attaches to no listener of a Gateway, in words.
    fileprivate func refusalText(of route: Int, _ parent: ParentResult, _ gateway: GatewayResult) -> String {
        switch parent.accepted.reason {
        case nil: "the port of a listener cannot be read"
        case .noMatchingParent?: "no listener \(meaning(of: parent, routes[route]))"
        case .controllerWithoutTCPRoutes?: "the controller does no TCPRoutes"
        case .classNotAccepted?: "the class is not accepted"
        case .classMissing?: "the class '\(gateway.view.className)' does not exist"
        default:
            gateway.listeners.indices.filter { parent.candidates & 1 << UInt64($0) != 0 }
                .map { refusal(gateway.listeners[$0], gateway, of: routes[route].view.key.namespace) }
                .joined(separator: "; ")
        }
    }
}

extension Picture.Listener {
    fileprivate init(_ listener: ListenerResult, _ number: Int, _ gateway: GatewayResult, _ routing: Routing) {
        title = listener.text + (listener.view.isTCP ? "" : " \(listener.view.protocolName)")
        let rivals = gateway.listeners.indices.filter { listener.conflicts & 1 << UInt64($0) != 0 }
        if !rivals.isEmpty {
            mark = .problem
            note = "the port is that of \(rivals.map { gateway.listeners[$0].view.name }.joined(separator: ", ")) too"
        } else if listener.accepted.isNo || listener.programmed.isNo {
            mark = .problem
            note = listener.accepted.isNo ? "not accepted" : "takes no connections"
        }
        let isOpen = listener.isOpen(routing)
        if isOpen, mark == .fine { (mark, note) = (.unknown, "whichever of the routes is created first serves") }
        let isOwn = gateway.controller == .own
        routes = (listener.attached + listener.refused).sorted().map { route in
            if isOpen { return Picture.Route(route, routing, isOwn: isOwn, mark: .unknown, note: nil) }
            let word = routing.controllersWord(on: route, gateway)
            if let word, word.mark == .problem || route == listener.server {
                return Picture.Route(route, routing, isOwn: isOwn, mark: word.mark, note: word.note)
            }
            if route == listener.server { return Picture.Route(route, routing, isOwn: isOwn, mark: .fine, note: nil) }
            let note = listener.server.map { "shadowed by \(routing.routes[$0].view.key)" } ?? "not served"
            return Picture.Route(route, routing, isOwn: isOwn, mark: .loser, note: note)
        }
        routes += listener.possible.map {
            Picture.Route($0, routing, isOwn: isOwn, mark: .unknown, note: "may be attached")
        }
    }
}

extension Routing {
    /// What stands in the status of a live route against what is expected of its Gateway's controller; nil where
    /// nothing does.
    fileprivate func controllersWord(on route: Int, _ gateway: GatewayResult) -> (mark: Picture.Mark, note: String)? {
        let view = routes[route].view
        guard view.uid != nil, gateway.controller != .own else { return nil }
        let word = view.word(of: gateway.controller) {
            $0.isGateway && $0.key(from: view.key.namespace) == gateway.view.key
        }
        switch word {
        case .nothing: return (.unknown, "no controller has said anything of it")
        case .outdated: return (.unknown, "the controller speaks of an earlier version")
        case .pending, .accepted: return nil
        case .refused(let refusal):
            let words = [refusal.reason, refusal.message].filter { !$0.isEmpty }.joined(separator: ": ")
            return (.problem, "its controller refuses it: \(words)")
        }
    }
}

extension ListenerResult {
    /// Whether several routes want it, none of which exists yet.
    fileprivate func isOpen(_ routing: Routing) -> Bool {
        server != nil && attached.count > 1 && attached.allSatisfy { routing.routes[$0].view.age == .planned }
    }
}

extension Picture.Route {
    fileprivate init(_ number: Int, _ routing: Routing, isOwn: Bool, mark: Picture.Mark, note: String?) {
        let route = routing.routes[number]
        title = route.view.key.description
        (self.mark, self.note) = (mark, note)
        // One that gets no connections sends none on.
        guard mark != .loser, mark != .problem else { return }
        backends = (route.rules.first ?? []).map { Picture.Backend($0, route, routing, isOwn: isOwn) }
    }
}

extension Picture.Backend {
    fileprivate init(_ backend: BackendResult, _ route: RouteResult, _ routing: Routing, isOwn: Bool) {
        let key = backend.reference.key(from: route.view.key.namespace)
        let kind = backend.reference.isService ? "" : "\(backend.reference.kind) "
        title = "\(kind)\(key)" + (backend.reference.port.map { ":\($0)" } ?? "")
        share = backend.shareText
        switch routing.fate(of: backend, isOwn: isOwn) {
        case .forwarded(let endpoints): note = "\(endpoints) ready"
        case .rejected(let reason):
            mark = .problem
            note =
                reason == .noEndpoints
                ? "rejected: no endpoint is ready"
                : "rejected: \(routing.problem(backend, in: route.view.key.namespace))"
            brief = "rejected: \(Self.brief(reason))"
        case .unknown(.grant): (mark, note) = (.unknown, "needs a ReferenceGrant")
        case .unknown(.endpoints): (mark, note) = (.unknown, "endpoints not known")
        case .unknown(.service): (mark, note) = (.unknown, "Service not known")
        case .unknown: (mark, note) = (.unknown, "depends on the controller")
        }
    }

    private static func brief(_ reason: Reason) -> String {
        switch reason {
        case .noEndpoints: "none ready"
        case .refNotPermitted: "no grant"
        case .invalidKind: "no Service"
        case .unsupportedValue: "ExternalName"
        default: "no such port"
        }
    }
}
