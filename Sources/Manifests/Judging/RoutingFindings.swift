internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Values

/// What routing finds in routes that are valid by themselves: against each other, against objects in the input, and
/// against those of a cluster.
struct RoutingFindings {
    let routes: [JudgedRoute]
    let context: RoutingContext
    /// What else is known: the objects of a cluster, or the routes that the state has.
    private let surroundings: RoutingInput
    private(set) var routing = Routing(RoutingInput())
    /// The number of each judged route, by the number that routing gives it; nil for those of others.
    private(set) var numbers: [Int?] = []
    var findings: [RouteFinding] = []
    var permitted: [Permission] = []
    /// What is meant by names that are not there, as many routes may have the same.
    var meantServices: [ObjectKey: String?] = [:]
    var meantGateways: [ObjectKey: String?] = [:]
    var serviceNames: [String: [ObjectKey]] = [:]

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
        (meantServices, meantGateways, serviceNames) = ([:], [:], [:])
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

    // MARK: Reporting

    mutating func report(
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
    func place(_ gateway: GatewayResult, _ path: FieldPath, _ text: String) -> RouteFinding.Related? {
        context.manifest(GatewaySchema.kind, gateway.view.key).map { .object($0, path, text) }
    }

    /// A listener in the document of its Gateway.
    static func listener(_ number: Int) -> FieldPath {
        FieldPath([.key("spec"), .key("listeners"), .index(number)])
    }
}
