import Applying
import Diagnostics
import GatewayAPI
import Nodes
import Routing
import Testing
import YAML

/// The waiting machine on a simulated clock: what is seen when, and how that ends.
struct WaitMachineTests {
    /// A cluster as it is at one moment, with the one route that is waited for.
    struct Scene {
        var generation: Int64 = 1
        var uid = "u1"
        /// What controllers say, entries as YAML; the parents `gw` and, where there are two, `gw2`.
        var entries: [String] = []
        var parents = "{name: gw, sectionName: tcp}"
        var backends = "{name: pg, port: 5432}"
        var hasGateway = true
        var gatewayStatus = """
            {conditions: [{type: Accepted, status: 'True'}, {type: Programmed, status: 'True'}], listeners: [{name: tcp, \
            supportedKinds: [{kind: TCPRoute}], conditions: [{type: Programmed, status: 'True'}]}]}
            """
        var isClassKnown = true
        var hasService = true
        var hasEndpoints = true
        var others = ""

        func input() throws -> RoutingInput {
            var documents = [
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: TCPRoute
                metadata: {name: pg, namespace: db, uid: \(uid), generation: \(generation), creationTimestamp: '2026-01-01T00:00:00Z'}
                spec: {parentRefs: [\(parents)], rules: [{backendRefs: [\(backends)]}]}
                status: {parents: [\(entries.joined(separator: ", "))]}
                """
            ]
            if isClassKnown {
                documents.append(
                    "{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: c}, spec: {controllerName: example.com/c}}"
                )
            }
            if hasGateway {
                for name in ["gw", "gw2"] {
                    documents.append(
                        """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: Gateway
                        metadata: {name: \(name), namespace: db}
                        spec: {gatewayClassName: c, listeners: [{name: tcp, port: 5432, protocol: TCP}]}
                        status: \(gatewayStatus)
                        """)
                }
            }
            if hasService {
                documents.append(
                    "{apiVersion: v1, kind: Service, metadata: {name: pg, namespace: db}, spec: {ports: [{port: 5432}]}}"
                )
            }
            if hasEndpoints {
                documents.append(
                    """
                    {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: pg-1, namespace: db, labels: \
                    {kubernetes.io/service-name: pg}}, addressType: IPv4, ports: [{port: 5432}], endpoints: [{addresses: [10.0.0.1]}]}
                    """)
            }
            if !others.isEmpty { documents.append(others) }
            var input = RoutingInput()
            let stream = YAMLReader.read(
                SourceFile(name: "scene.yaml", text: documents.joined(separator: "\n---\n")))
            try #require(stream.diagnostics.isEmpty, "\(stream.diagnostics.map(\.message))")
            for document in stream.documents { input.add(try #require(RoutingObject(document.root.value))) }
            for path: WritableKeyPath<RoutingInput, Bool> in [
                \.routes.isComplete, \.gateways.isComplete, \.services.isComplete, \.slices.isComplete,
                \.grants.isComplete, \.namespaces.isComplete,
            ] { input[keyPath: path] = true }
            input.classes.isComplete = isClassKnown
            return input
        }
    }

    enum Event {
        case change((inout Scene) -> Void)
        case deleted
        case watch(Bool)
    }

    /// An entry with Accepted and ResolvedRefs, both of a generation.
    static func entry(
        _ accepted: String, _ observed: Int?, refs: String = "True", reason: String = "Accepted",
        refsReason: String = "ResolvedRefs", gateway: String = "gw", controller: String = "example.com/c",
        more: String = ""
    ) -> String {
        let seen = observed.map { ", observedGeneration: \($0)" } ?? ""
        return """
            {parentRef: {name: \(gateway), sectionName: tcp}, controllerName: \(controller), conditions: [{type: Accepted, status: \
            '\(accepted)', reason: \(reason), message: m\(seen)}, {type: ResolvedRefs, status: '\(refs)', reason: \(refsReason), message: \
            r\(seen)}\(more)]}
            """
    }

    struct Sequence: Sendable, CustomTestStringConvertible {
        let name: String
        let goal: Goal
        let scene: @Sendable () -> Scene
        let events: @Sendable () -> [(Double, Event)]
        let expected: String
        var testDescription: String { name }

        init(
            _ name: String, _ expected: String, goal: Goal = .ready,
            _ scene: @escaping @Sendable (inout Scene) -> Void = { _ in },
            _ events: @escaping @Sendable () -> [(Double, Event)] = { [] }
        ) {
            (self.name, self.expected, self.goal, self.events) = (name, expected, goal, events)
            self.scene = {
                var start = Scene()
                scene(&start)
                return start
            }
        }
    }

    /// Sets what the one controller says.
    static func says(_ entries: String...) -> Event { .change { $0.entries = entries } }

    static let sequences: [Sequence] = [
        Sequence("late", "0 at 3", events: { [(1, says(entry("True", 1)))] }),
        Sequence(
            "a new generation", "0 at 5",
            { ($0.generation, $0.entries) = (2, [entry("True", 1)]) }, { [(3, says(entry("True", 2)))] }),
        Sequence("never again", "8 at 30: stale", { ($0.generation, $0.entries) = (2, [entry("True", 1)]) }),
        Sequence("refused", "7 at 3: no", events: { [(1, says(entry("False", 1, reason: "no")))] }),
        Sequence(
            "refused, then not", "0 at 4",
            events: { [(1, says(entry("False", 1, reason: "no"))), (2, says(entry("True", 1)))] }),
        Sequence(
            "flips each second", "8 at 30: flapping",
            events: {
                (1...29).map {
                    ($0 % 2 == 0 ? 1.0 * Double($0) : Double($0), says(entry($0 % 2 == 0 ? "False" : "True", 1)))
                }
            }),
        Sequence("nobody answers", "8 at 30: silent NoAnswer"),
        Sequence("no Gateway", "8 at 30: silent NoGateway", { $0.hasGateway = false }),
        Sequence(
            "the Gateway comes", "0 at 8", { $0.hasGateway = false },
            { [(5, .change { $0.hasGateway = true }), (6, says(entry("True", 1)))] }),
        Sequence(
            "kinds lack TCPRoute", "7 at 2: NoTCPRouteSupport",
            {
                $0.gatewayStatus =
                    "{listeners: [{name: tcp, supportedKinds: [{kind: TLSRoute}], conditions: [{type: Programmed, status: 'True'}]}]}"
            }),
        Sequence(
            "no grant", "7 at 2: RefNotPermitted apply this: data",
            {
                $0.backends = "{name: pg, namespace: data, port: 5432}"
                $0.entries = [entry("True", 1, refs: "False", refsReason: "RefNotPermitted")]
            }),
        Sequence(
            "the controller lags", "0 at 6",
            { $0.entries = [entry("True", 1, refs: "False", refsReason: "BackendNotFound")] },
            { [(4, says(entry("True", 1)))] }),
        Sequence(
            "partly invalid", "7 at 2: FallBack",
            {
                $0.generation = 2
                $0.entries = [
                    entry(
                        "True", 1,
                        more:
                            ", {type: PartiallyInvalid, status: 'True', reason: FallBack, message: Fall Back, observedGeneration: 2}"
                    )
                ]
            }),
        Sequence(
            "only another controller", "8 at 30: silent NoAnswer",
            { $0.entries = [entry("True", 1, controller: "example.com/other")] }),
        Sequence(
            "the class is not known: the worst counts", "7 at 2: no",
            {
                $0.isClassKnown = false
                $0.entries = [entry("True", 1), entry("False", 1, reason: "no", controller: "example.com/other")]
            }),
        Sequence(
            "one of two parents", "7 at 2: no",
            {
                $0.parents = "{name: gw, sectionName: tcp}, {name: gw2, sectionName: tcp}"
                $0.entries = [entry("True", 1), entry("False", 1, reason: "no", gateway: "gw2")]
            }),
        Sequence("deleted", "5 at 3", events: { [(3, .deleted)] }),
        Sequence("made anew", "5 at 3", events: { [(3, .change { $0.uid = "u2" })] }),
        Sequence(
            "the Gateway goes", "8 at 30: silent NoGateway", { $0.entries = [entry("True", 1)] },
            { [(1, .change { $0.hasGateway = false })] }),
        Sequence(
            "the watch is lost", "0 at 8", { $0.entries = [entry("True", 1)] },
            { [(1, .watch(false)), (6, .watch(true))] }),
        Sequence(
            "changed meanwhile", "0 at 4", { ($0.generation, $0.entries) = (2, [entry("True", 1)]) },
            {
                [
                    (1, .change { ($0.generation, $0.entries) = (3, [entry("True", 2)]) }),
                    (2, says(entry("True", 3))),
                ]
            }),
        Sequence("no generation, the first", "0 at 2", { $0.entries = [entry("True", nil)] }),
        Sequence(
            "no generation, the second", "8 at 30: stale", { ($0.generation, $0.entries) = (2, [entry("True", nil)]) }),
        Sequence(
            "an older route serves", "7 at 2: Shadowed",
            {
                $0.entries = [entry("True", 1)]
                $0.others = older
            }),
        Sequence(
            "an older route serves, accepted is enough", "0 at 2", goal: .accepted,
            {
                $0.entries = [entry("True", 1)]
                $0.others = older
            }),
        Sequence(
            "endpoints come", "0 at 9",
            {
                $0.entries = [entry("True", 1)]
                $0.hasEndpoints = false
            }, { [(7, .change { $0.hasEndpoints = true })] }),
        Sequence(
            "the port is taken", "7 at 2: PortUnavailable",
            {
                $0.entries = [entry("True", 1)]
                $0.gatewayStatus =
                    "{listeners: [{name: tcp, conditions: [{type: Accepted, status: 'False', reason: PortUnavailable}]}]}"
            }),
        Sequence(
            "the listener is programmed late", "0 at 5",
            {
                $0.entries = [entry("True", 1)]
                $0.gatewayStatus = "{listeners: [{name: tcp, conditions: [{type: Programmed, status: 'False'}]}]}"
            },
            {
                [
                    (
                        3,
                        .change {
                            $0.gatewayStatus =
                                "{listeners: [{name: tcp, conditions: [{type: Programmed, status: 'True'}]}]}"
                        }
                    )
                ]
            }),
        Sequence("no parent at all", "7 at 2: NoParent", { $0.parents = "" }),
    ]

    private static let older = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: TCPRoute
        metadata: {name: old, namespace: db, uid: x, generation: 1, creationTimestamp: '2024-03-01T00:00:00Z'}
        spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: pg, port: 5432}]}]}
        """

    private static let key = ObjectKey("db", "pg")

    private static func verdict(_ scene: Scene, _ goal: Goal) throws -> RouteVerdict {
        try #require(RouteJudge(Routing(try scene.input()), goal: goal).verdict(on: key))
    }

    @Test(arguments: sequences)
    func sequence(_ sequence: Sequence) throws {
        var limits = WaitMachine.Limits()
        limits.timeout = .seconds(30)
        var scene = sequence.scene()
        var events = sequence.events()
        var machine = WaitMachine([(key: Self.key, uid: "u1")], limits)
        var now = Duration.zero
        machine.observe(try Self.verdict(scene, sequence.goal), at: now)
        while true {
            // A fresh look is answered at once, with what there is.
            while case let reads = machine.advance(to: now), !reads.isEmpty {
                machine.observe(try Self.verdict(scene, sequence.goal), at: now, isFresh: true)
            }
            if machine.isOver(at: now) { break }
            let nextEvent = events.first.map { Duration.seconds($0.0) }
            let next = [nextEvent, machine.next(after: now)].compactMap(\.self).min()
            now = try #require(next, "nothing follows any more")
            guard let due = nextEvent, due <= now else { continue }
            switch events.removeFirst().1 {
            case .change(let change):
                change(&scene)
                machine.observe(try Self.verdict(scene, sequence.goal), at: now)
            case .deleted: machine.remove(Self.key)
            case .watch(let isConnected): machine.setConnected(isConnected, at: now)
            }
        }
        #expect(try Self.words(machine, now) == sequence.expected)
    }

    /// The exit code, the second, and why.
    private static func words(_ machine: WaitMachine, _ now: Duration) throws -> String {
        let result = try #require(machine.results.first)
        let time = "at \(now.components.seconds)"
        let worst = result.verdict?.worst
        switch result.end {
        case .ready: return "0 \(time)"
        case .gone: return "5 \(time)"
        case .rejected:
            let grant = worst?.grants.first.map { " \(worst?.help ?? "") \($0.namespace)" } ?? ""
            return "7 \(time): \(worst?.reason ?? "")\(grant)"
        case nil:
            if result.isFlapping { return "8 \(time): flapping" }
            return
                "8 \(time): \(worst?.verdict == .silent ? "silent \(worst?.reason ?? "")" : worst?.verdict.rawValue ?? "")"
        }
    }

    /// Once one cannot become ready, the others get a bounded last look.
    @Test func aLastLook() throws {
        var limits = WaitMachine.Limits()
        limits.timeout = .seconds(300)
        let other = ObjectKey("db", "other")
        var machine = WaitMachine([(key: Self.key, uid: nil), (key: other, uid: nil)], limits)
        var scene = Scene()
        scene.entries = [Self.entry("False", 1, reason: "no")]
        machine.observe(try Self.verdict(scene, .ready), at: .zero)
        let reads = machine.advance(to: .seconds(2))
        #expect(reads == [Self.key])
        machine.observe(try Self.verdict(scene, .ready), at: .seconds(2), isFresh: true)
        #expect(machine.advance(to: .seconds(2)) == [])
        #expect(!machine.isOver(at: .seconds(11)))
        #expect(machine.next(after: .seconds(2)) == .seconds(12))
        #expect(machine.isOver(at: .seconds(12)))
        #expect(machine.results.map(\.end) == [.rejected, nil])
    }

    /// A look that finds something else than the watch told starts anew.
    @Test func aFreshLookThatDisagrees() throws {
        var machine = WaitMachine([(key: Self.key, uid: nil)], WaitMachine.Limits())
        var scene = Scene()
        scene.entries = [Self.entry("True", 1)]
        machine.observe(try Self.verdict(scene, .ready), at: .zero)
        #expect(machine.advance(to: .seconds(2)) == [Self.key])
        scene.entries = [Self.entry("False", 1, reason: "no")]
        machine.observe(try Self.verdict(scene, .ready), at: .seconds(2), isFresh: true)
        #expect(machine.advance(to: .seconds(3)) == [])
        #expect(!machine.isOver(at: .seconds(3)))
        #expect(machine.next(after: .seconds(3)) == .seconds(4))
    }
}
