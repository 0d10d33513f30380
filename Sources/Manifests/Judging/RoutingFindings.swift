internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Values

/// What routing finds in routes that are valid by themselves: against each other, against objects in the input, and
/// against those of a cluster.
struct RoutingFindings {
    private let routes: [JudgedRoute]
    private let context: RoutingContext
    /// What else is known: the objects of a cluster, or the routes that the state has.
    private let surroundings: RoutingInput
    private var routing = Routing(RoutingInput())
    /// The number of each judged route, by the number that routing gives it; nil for those of others.
    private var numbers: [Int?] = []
    private var findings: [RouteFinding] = []
    private var permitted: [Permission] = []

    /// A backend of another namespace that a grant in the input allows.
    struct Permission: Hashable {
        /// The number of the route.
        let route: Int
        let path: FieldPath?
    }

    /// - Parameters:
    ///   - left: numbers of routes that are not looked at.
    ///   - surroundings: what else is known; where a judged route is among it, its age counts.
    init(
        _ routes: [JudgedRoute], without left: Set<Int> = [], _ context: RoutingContext, in surroundings: RoutingInput
    ) {
        (self.routes, self.context, self.surroundings) = (routes, context, surroundings)
        var groups: [String?: [Int]] = [:]
        for (number, route) in routes.enumerated() where route.view != nil && !left.contains(number) {
            groups[route.context, default: []].append(number)
        }
        for group in groups.values { judge(group) }
    }

    /// The findings in the order of the routes, and the grants that are there.
    var result: (findings: [RouteFinding], permitted: Set<Permission>) {
        (findings.sorted { $0.route < $1.route }, Set(permitted))
    }

    /// Judges the routes of one cluster.
    private mutating func judge(_ group: [Int]) {
        var input = surroundings
        input.fill(from: context.input)
        var byKey: [ObjectKey: Int] = [:]
        for number in group {
            guard var view = routes[number].view else { continue }
            if let known = input.routes.objects[view.key] { view.age = known.age }
            input.routes.objects[view.key] = view
            byKey[view.key] = number
        }
        judgeUnseen(group, input, byKey)
        guard
            !context.isEmpty || !surroundings.gateways.objects.isEmpty || surroundings.gateways.isComplete
                || !surroundings.services.objects.isEmpty
        else { return }
        routing = Routing(input)
        numbers = routing.routes.map { byKey[$0.view.key] }
        for (position, route) in routing.routes.enumerated() where numbers[position] != nil {
            for parent in route.parents { judge(parent, of: position) }
            for (rule, backends) in route.rules.enumerated() {
                for (index, backend) in backends.enumerated() { judge(backend, rule, index, of: position) }
            }
        }
        for gateway in routing.gateways { judgeShared(gateway) }
    }

    /// Judges what meets at parents that are not known; routes that exist already come first.
    private mutating func judgeUnseen(_ group: [Int], _ input: RoutingInput, _ byKey: [ObjectKey: Int]) {
        var unseen = UnseenParents(known: Set(input.gateways.objects.keys))
        let others = input.routes.objects.values.filter { byKey[$0.key] == nil }.sorted { $0.key < $1.key }
        for (index, other) in others.enumerated() { _ = unseen.enter(other, as: -1 - index) }
        for number in group {
            guard let view = routes[number].view else { continue }
            for clash in unseen.enter(view, as: number) {
                let isOthers = clash.first.route < 0
                if isOthers, input.routes.objects[view.key]?.age != .planned { continue }
                let finding =
                    isOthers
                    ? RouteFinding.shadowed(clash.claim, by: others[-1 - clash.first.route], view, listener: nil)
                    : RouteFinding.sharedListener(clash.claim, clash.first, routes)
                if let finding { findings.append(finding) }
            }
        }
    }

    // MARK: Parents

    private mutating func judge(_ parent: ParentResult, of position: Int) {
        guard let number = parent.gateway else { return judgeMissing(parent, of: position) }
        let gateway = routing.gateways[number]
        let text = ParentText(routing.routes[position].view, parent.index)
        switch parent.accepted.reason {
        case nil:
            judgeClass(gateway, text, of: position)
            judgeAttached(parent, gateway, text, of: position)
        case .noMatchingParent?: reportNoListener(parent, gateway, text, of: position)
        case .controllerWithoutTCPRoutes?:
            report(
                .noTCPRouteSupport,
                "the controller of \(text.parent) does no TCPRoutes, as its status says: the route will get no connections",
                of: position, at: text.path,
                help: "use a Gateway of another class, or install what the controller needs for TCPRoutes",
                related: [place(gateway, "status", "this is what it says")])
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
        let names = routing.gateways.map(\.view.key)
        let meant = text.key.flatMap { wanted in
            Suggestion.nearest(to: wanted.description, among: names.map(\.description))
        }
        report(
            .noSuchGateway, "there is no \(text.parent) in the cluster: the route will get no connections",
            of: position,
            at: text.namePath,
            help: meant.map { "did you mean '\($0)'?" } ?? "create it, or name another; a route may also come first")
    }

    /// A class that is certainly not there: no controller looks at the Gateway.
    private mutating func judgeClass(_ gateway: GatewayResult, _ text: ParentText, of position: Int) {
        guard case .missing = surroundings.classes[ObjectKey("", gateway.view.className)],
            context.manifest(GatewayClassSchema.kind, ObjectKey("", gateway.view.className)) == nil
        else { return }
        report(
            .gatewayNotAccepted, "\(text.parent) has the class '\(gateway.view.className)', which does not exist",
            of: position, at: text.path, help: "no controller looks at it: install the class, or name one that exists",
            related: [place(gateway, "spec.gatewayClassName", "this is its class")])
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
            "\(text.parent) has no listener \(routing.meaning(of: parent, route)); it has \(gateway.listenerList)",
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

    /// The route is attached: what keeps the listeners from serving anybody.
    private mutating func judgeAttached(
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
    private mutating func judgeShared(_ gateway: GatewayResult) {
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

    // MARK: Backends

    private mutating func judge(_ backend: BackendResult, _ rule: Int, _ index: Int, of position: Int) {
        let route = routing.routes[position].view
        let key = backend.reference.key(from: route.key.namespace)
        if key.namespace != route.key.namespace, backend.reference.isService, backend.verdict != .unknown(.grant) {
            let path = WarningReport.backend(rule, index, "namespace")
            if let number = numbers[position] { permitted.append(Permission(route: number, path: path)) }
        }
        guard backend.verdict == .no(.backendNotFound), let service = routing.services[key],
            let port = backend.reference.port
        else { return judgeLoss(backend, rule, index, of: position) }
        let ports = service.ports.filter { $0.protocolName == "TCP" }.map(\.number)
        let help =
            ports.count == 1
            ? "did you mean \(ports[0])?" : ports.isEmpty ? "add the port to the Service" : "name one of its ports"
        let related = context.manifest(ServiceSchema.kind, key).map {
            RouteFinding.Related.object($0, "spec.ports", "its ports are here")
        }
        report(
            .noSuchPort,
            "\(routing.problem(backend, in: route.key.namespace)): connections to port \(port) are rejected",
            of: position, at: WarningReport.backend(rule, index, "port"), help: help, related: [related])
    }

    /// A backend that gets no connection, though what names it is right: it is missing, forbidden, or has nobody behind
    /// it.
    private mutating func judgeLoss(_ backend: BackendResult, _ rule: Int, _ index: Int, of position: Int) {
        let route = routing.routes[position].view
        guard backend.reference.isService else { return }
        // Only the first rule serves.
        let loss = rule == 0 ? "\(backend.shareText) of connections will be rejected: " : ""
        let namePath = WarningReport.backend(rule, index, "name")
        let key = backend.reference.key(from: route.key.namespace)
        switch routing.fate(of: backend, isOwn: true) {
        case .rejected(.noEndpoints):
            guard backend.reference.weight > 0 else { return }
            report(
                .noEndpoints, "\(loss)Service \(key) has no ready endpoints", of: position, at: namePath,
                help:
                    "start what is behind it: kubectl -n \(key.namespace) get endpointslices -l kubernetes.io/service-name=\(key.name)"
            )
        case .rejected(.backendNotFound):
            let names = routing.services.keys.filter { $0.namespace == key.namespace }.map(\.name).sorted()
            let meant = Suggestion.nearest(to: key.name, among: names)
            report(
                .noSuchService, "\(loss)Service \(key) does not exist", of: position, at: namePath,
                help: meant.map { "did you mean '\($0)'?" } ?? "create it, or name another")
        case .rejected(.refNotPermitted):
            let grant = RequiredGrant(from: route.key.namespace, to: backend.reference, in: key.namespace)
            report(
                .noGrant, "\(loss)no ReferenceGrant in namespace '\(key.namespace)' allows Service \(key)",
                of: position,
                at: WarningReport.backend(rule, index, "namespace"), help: "apply this:\n" + grant.text)
        default: return
        }
    }

    // MARK: Reporting

    private mutating func report(
        _ code: DiagnosticCode, _ message: String, of position: Int, at path: FieldPath, help: String,
        related: [RouteFinding.Related?] = []
    ) {
        guard let number = numbers[position] else { return }
        findings.append(
            RouteFinding(
                route: number, code: code, message: message, path: path, help: help,
                related: related.compactMap(\.self)))
    }

    /// A place in the document of a Gateway.
    private func place(_ gateway: GatewayResult, _ path: FieldPath, _ text: String) -> RouteFinding.Related? {
        context.manifest(GatewaySchema.kind, gateway.view.key).map { .object($0, path, text) }
    }

    /// A listener in the document of its Gateway.
    private static func listener(_ number: Int) -> FieldPath {
        FieldPath([.key("spec"), .key("listeners"), .index(number)])
    }
}

extension ListenerResult {
    /// The condition by which its controller says that it takes no connections.
    fileprivate var refusingCondition: String? {
        if accepted == .no(.listenerNotAccepted) { return "Accepted" }
        return programmed == .no(.listenerNotProgrammed) ? "Programmed" : nil
    }
}

extension GatewayResult {
    /// The first of its listeners, and how many more there are.
    fileprivate var listenerList: String {
        let more = listeners.count > 8 ? " and \(listeners.count - 8) more" : ""
        return listeners.prefix(8).map(\.text).joined(separator: ", ") + more
    }
}

/// Why a listener takes no TCPRoutes of a namespace; the nearest to taking them is the greatest.
private enum ListenerRefusal: Int, Comparable {
    case byProtocol, byKind, byNamespace

    init(_ listener: ListenerView) {
        if !listener.isTCP {
            self = .byProtocol
        } else {
            self = listener.kinds.isEmpty || listener.kinds.contains(.tcpRoute) ? .byNamespace : .byKind
        }
    }

    static func < (left: ListenerRefusal, right: ListenerRefusal) -> Bool { left.rawValue < right.rawValue }

    var code: DiagnosticCode {
        switch self {
        case .byProtocol: .listenerProtocol
        case .byKind: .listenerKinds
        case .byNamespace: .listenerNamespaces
        }
    }

    /// The field of the listener that says so.
    var field: FieldPath {
        switch self {
        case .byProtocol: "protocol"
        case .byKind: "allowedRoutes.kinds"
        case .byNamespace: "allowedRoutes.namespaces"
        }
    }

    func help(_ namespace: String) -> String {
        switch self {
        case .byProtocol: "name a listener with protocol TCP, or add one to the Gateway"
        case .byKind: "add 'kind: TCPRoute' to the listener's allowedRoutes.kinds"
        case .byNamespace: "let the listener's allowedRoutes.namespaces admit namespace '\(namespace)'"
        }
    }
}
