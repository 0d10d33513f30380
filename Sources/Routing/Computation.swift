internal import GatewayAPI

extension Routing {
    /// Computes everything; the time grows linearly with the objects and the attachments.
    package init(_ input: RoutingInput) {
        var computation = Computation(input)
        computation.judgeRoutes()
        self = computation.finished()
    }
}

/// The steps of a computation: Gateways, then routes oldest first, then what the attached routes mean for the
/// listeners.
private struct Computation {
    private let input: RoutingInput
    private let routeViews: [RouteView]
    private let gatewayNumbers: [ObjectKey: Int]
    /// The Gateways that routes with `useDefaultGateways` attach to.
    private let defaults: [Int]
    private var judges: [AttachmentJudge]
    private var backends: BackendJudge
    private var attachments: Attachments
    private var routes: [RouteResult] = []
    /// How many parents were judged.
    private var effort = 0

    init(_ input: RoutingInput) {
        self.input = input
        routeViews = Self.ordered(input.routes.objects, age: \.age)
        let gateways = Self.ordered(input.gateways.objects, age: \.age)
        gatewayNumbers = Self.numbers(gateways.map(\.key))
        defaults = gateways.indices.filter { gateways[$0].isDefault }
        judges = gateways.map { AttachmentJudge($0, input) }
        backends = BackendJudge(input)
        attachments = Attachments(judges.map { $0.result.listeners.count })
    }

    /// The views by precedence; their keys are sorted, since views are large.
    private static func ordered<View>(_ views: [ObjectKey: View], age: (View) -> ObjectAge) -> [View] {
        let ranks = views.map { Rank(age: age($0.value), key: $0.key) }.sorted()
        return ranks.compactMap { views[$0.key] }
    }

    private static func numbers(_ keys: [ObjectKey]) -> [ObjectKey: Int] {
        Dictionary(zip(keys, 0...), uniquingKeysWith: { first, _ in first })
    }

    mutating func judgeRoutes() {
        routes.reserveCapacity(routeViews.count)
        for (number, view) in routeViews.enumerated() {
            var result = RouteResult(view: view)
            result.parents.reserveCapacity(view.parents.count)
            for (index, reference) in view.parents.enumerated() {
                result.parents.append(judge(reference, at: index, of: view, number))
            }
            if view.usesDefaultGateways {
                let named = Set(result.parents.compactMap(\.gateway))
                for gateway in defaults where !named.contains(gateway) {
                    result.parents.append(attach(view, number, to: gateway))
                }
            }
            result.rules = view.rules.map { backends.judge($0, of: view.key.namespace) }
            routes.append(result)
        }
    }

    private mutating func judge(
        _ reference: ParentReference, at index: Int, of view: RouteView, _ number: Int
    ) -> ParentResult {
        guard reference.isGateway else {
            return ParentResult(index: index, gateway: nil, accepted: .unknown(.controllersChoice))
        }
        let key = reference.key(from: view.key.namespace)
        if let gateway = gatewayNumbers[key] {
            return attach(view, number, to: gateway, reference, at: index)
        }
        let isMissing = if case .missing = input.gateways[key] { true } else { false }
        return ParentResult(
            index: index, gateway: nil, accepted: isMissing ? .no(.parentMissing) : .unknown(.parent))
    }

    /// Attaches a route to a Gateway: by a reference, or to all listeners of a default one.
    private mutating func attach(
        _ view: RouteView, _ number: Int, to gateway: Int, _ reference: ParentReference? = nil, at index: Int? = nil
    ) -> ParentResult {
        effort += 1
        var parent = ParentResult(index: index, gateway: gateway, accepted: .yes)
        judges[gateway].judge(&parent, reference, from: view.key.namespace, input.namespaces)
        judges[gateway].heed(view, &parent, reference)
        attachments.add(number, parent, gateway)
        return parent
    }

    func finished() -> Routing {
        let classes = input.classes.objects.values.sorted { $0.name < $1.name }.map {
            ClassResult(
                view: $0, isOwn: $0.controller == input.ownController, accepted: $0.accepted(input.ownController))
        }
        var listeners = GatewayJudge(input, routes)
        let gateways = judges.enumerated().map { number, judge in
            listeners.judge(judge.result) { attachments.routes(number, $0) }
        }
        return Routing(
            routes: routes, gateways: gateways, classes: classes, targets: backends.targets,
            services: input.services.objects, routeNumbers: Self.numbers(routeViews.map(\.key)),
            gatewayNumbers: gatewayNumbers, effort: effort + backends.effort + listeners.effort)
    }
}

/// The one rule of precedence: the older object comes first, the bytes of `namespace/name` settle ties.
private struct Rank: Comparable {
    /// Objects of unknown age come after those of a known one, planned ones last.
    private let group: Int
    private let seconds: Int64
    let key: ObjectKey

    init(age: ObjectAge, key: ObjectKey) {
        self.key = key
        (group, seconds) =
            switch age {
            case .created(let seconds): (0, seconds)
            case .unknown: (1, 0)
            case .planned: (2, 0)
            }
    }

    static func < (left: Rank, right: Rank) -> Bool {
        if left.group != right.group { return left.group < right.group }
        return left.seconds == right.seconds ? left.key < right.key : left.seconds < right.seconds
    }
}

/// The routes of each listener, in the order in which they are entered.
private struct Attachments {
    private var attached: [[Int]]
    private var possible: [[Int]]
    private var refused: [[Int]]
    /// The position of each Gateway's first listener.
    private let starts: [Int]

    init(_ listenerCounts: [Int]) {
        var starts: [Int] = []
        var count = 0
        for listeners in listenerCounts {
            starts.append(count)
            count += listeners
        }
        self.starts = starts
        attached = Array(repeating: [], count: count)
        possible = attached
        refused = attached
    }

    /// Enters a route at the listeners of a Gateway, at each once.
    mutating func add(_ route: Int, _ parent: ParentResult, _ gateway: Int) {
        let start = starts[gateway]
        for listener in Bits(parent.attached) where attached[start + listener].last != route {
            attached[start + listener].append(route)
        }
        for listener in Bits(parent.possible) where possible[start + listener].last != route {
            possible[start + listener].append(route)
        }
        for listener in Bits(parent.refused) where refused[start + listener].last != route {
            refused[start + listener].append(route)
        }
    }

    func routes(_ gateway: Int, _ listener: Int) -> GatewayJudge.Routes {
        let place = starts[gateway] + listener
        return .init(attached: attached[place], possible: possible[place], refused: refused[place])
    }
}
