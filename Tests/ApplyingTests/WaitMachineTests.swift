import Applying
import Diagnostics
import Documents
import GatewayAPI
import Routing
import Testing
import Values
import YAML

/// The waiting machine on a simulated clock: what is seen when, and how that ends.
struct WaitMachineTests {
    /// A cluster as it is at one moment, with the one route that is waited for.
    struct Scene: Sendable {
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

    enum Event: Sendable {
        case change(@Sendable (inout Scene) -> Void)
        case deleted
        case watch(Bool)
    }

    struct Timed: Sendable {
        let second: Double
        let event: Event

        init(_ second: Double, _ event: Event) { (self.second, self.event) = (second, event) }
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
        let expected: String
        let scene: Scene
        let events: [Timed]
        let goal: Goal
        var testDescription: String { name }

        init(
            _ name: String, _ expected: String, _ scene: Scene = Scene(), events: [Timed] = [], goal: Goal = .ready
        ) {
            (self.name, self.expected, self.scene, self.events, self.goal) = (name, expected, scene, events, goal)
        }

        init(_ name: String, _ expected: String, _ scene: Scene, _ events: [Timed]) {
            self.init(name, expected, scene, events: events)
        }
    }

    static let sequences: [Sequence] = answers + gateways + controllers + changes + traffic

    /// When the controller answers, and what.
    private static let answers: [Sequence] = [
        Sequence("late", "0 at 3", events: [at(1, entry("True", 1))]),
        Sequence("a new generation", "0 at 5", generation(2, entry("True", 1)), [at(3, entry("True", 2))]),
        Sequence("never again", "8 at 30: stale", generation(2, entry("True", 1))),
        Sequence("refused", "7 at 3: Bad", events: [at(1, no)]),
        Sequence("refused, then not", "0 at 4", events: [at(1, no), at(2, entry("True", 1))]),
        Sequence(
            "flips each second", "8 at 30: flapping",
            events: (1...29).map { at(Double($0), $0.isMultiple(of: 2) ? no : entry("True", 1)) }),
        Sequence("nobody answers", "8 at 30: silent NoAnswer"),
        Sequence("no generation, the first", "0 at 2", generation(1, entry("True", nil))),
        Sequence("no generation, the second", "8 at 30: stale", generation(2, entry("True", nil))),
    ]

    private static let gateways: [Sequence] = [
        Sequence("no Gateway", "8 at 30: silent NoGateway", scene { $0.hasGateway = false }),
        Sequence(
            "the Gateway comes", "0 at 8", scene { $0.hasGateway = false },
            [Timed(5, .change { $0.hasGateway = true }), at(6, entry("True", 1))]),
        Sequence(
            "the Gateway goes", "8 at 30: silent NoGateway", generation(1, entry("True", 1)),
            [Timed(1, .change { $0.hasGateway = false })]),
        Sequence(
            "kinds lack TCPRoute", "7 at 2: NoTCPRouteSupport",
            scene {
                $0.gatewayStatus = """
                    {listeners: [{name: tcp, supportedKinds: [{kind: TLSRoute}], conditions: [{type: Programmed, status: 'True'}]}]}
                    """
            }),
        Sequence(
            "the port is taken", "7 at 2: PortUnavailable",
            scene {
                $0.entries = [entry("True", 1)]
                $0.gatewayStatus =
                    "{listeners: [{name: tcp, conditions: [{type: Accepted, status: 'False', reason: PortUnavailable}]}]}"
            }),
        Sequence(
            "the listener is programmed late", "0 at 5",
            scene {
                $0.entries = [entry("True", 1)]
                $0.gatewayStatus = "{listeners: [{name: tcp, conditions: [{type: Programmed, status: 'False'}]}]}"
            },
            [
                Timed(
                    3,
                    .change {
                        $0.gatewayStatus =
                            "{listeners: [{name: tcp, conditions: [{type: Programmed, status: 'True'}]}]}"
                    })
            ]),
    ]

    /// Who answers, and for which parent.
    private static let controllers: [Sequence] = [
        Sequence(
            "only another controller", "8 at 30: silent NoAnswer",
            generation(1, entry("True", 1, controller: "example.com/other"))),
        Sequence(
            "the class is not known: the worst counts", "7 at 2: Bad",
            scene {
                $0.isClassKnown = false
                $0.entries = [entry("True", 1), entry("False", 1, reason: "Bad", controller: "example.com/other")]
            }),
        Sequence(
            "one of two parents", "7 at 2: Bad",
            scene {
                $0.parents = "{name: gw, sectionName: tcp}, {name: gw2, sectionName: tcp}"
                $0.entries = [entry("True", 1), entry("False", 1, reason: "Bad", gateway: "gw2")]
            }),
        Sequence("no parent at all", "7 at 0: NoParent", scene { $0.parents = "" }),
    ]

    private static let changes: [Sequence] = [
        Sequence("deleted", "5 at 3", events: [Timed(3, .deleted)]),
        Sequence("made anew", "5 at 3", events: [Timed(3, .change { $0.uid = "u2" })]),
        Sequence(
            "the watch is lost", "0 at 8", generation(1, entry("True", 1)),
            [Timed(1, .watch(false)), Timed(6, .watch(true))]),
        Sequence(
            "changed meanwhile", "0 at 4", generation(2, entry("True", 1)),
            [
                Timed(
                    1,
                    .change {
                        $0.generation = 3
                        $0.entries = [entry("True", 2)]
                    }),
                at(2, entry("True", 3)),
            ]),
    ]

    /// What stands behind the route, and beside it.
    private static let traffic: [Sequence] = [
        Sequence(
            "no grant", "7 at 2: RefNotPermitted apply this: data",
            scene {
                $0.backends = "{name: pg, namespace: data, port: 5432}"
                $0.entries = [entry("True", 1, refs: "False", refsReason: "RefNotPermitted")]
            }),
        Sequence(
            "the controller lags", "0 at 6",
            generation(1, entry("True", 1, refs: "False", refsReason: "BackendNotFound")), [at(4, entry("True", 1))]),
        Sequence(
            "partly invalid", "7 at 2: FallBack",
            generation(
                2,
                entry(
                    "True", 1,
                    more:
                        ", {type: PartiallyInvalid, status: 'True', reason: FallBack, message: Fall Back, observedGeneration: 2}"
                ))),
        Sequence(
            "an older route serves", "7 at 2: Shadowed",
            scene {
                $0.entries = [entry("True", 1)]
                $0.others = older
            }),
        Sequence(
            "an older route serves, accepted is enough", "0 at 2",
            scene {
                $0.entries = [entry("True", 1)]
                $0.others = older
            }, goal: .accepted),
        Sequence(
            "endpoints come", "0 at 9",
            scene {
                $0.entries = [entry("True", 1)]
                $0.hasEndpoints = false
            }, [Timed(7, .change { $0.hasEndpoints = true })]),
    ]

    private static let no = entry("False", 1, reason: "Bad")

    private static func scene(_ change: (inout Scene) -> Void) -> Scene {
        var scene = Scene()
        change(&scene)
        return scene
    }

    private static func generation(_ generation: Int64, _ entry: String) -> Scene {
        scene {
            $0.generation = generation
            $0.entries = [entry]
        }
    }

    /// What the one controller says from a second on.
    private static func at(_ second: Double, _ entry: String) -> Timed {
        Timed(second, .change { $0.entries = [entry] })
    }

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
        var scene = sequence.scene
        var events = sequence.events
        var machine = WaitMachine([(key: Self.key, uid: "u1")], limits)
        var now = Duration.zero
        machine.observe(try Self.verdict(scene, sequence.goal), at: now)
        while true {
            // A fresh look is answered at once, with what there is.
            while case let reads = machine.advance(to: now), !reads.isEmpty {
                machine.observe(try Self.verdict(scene, sequence.goal), at: now, isFresh: true)
            }
            if machine.isOver(at: now) { break }
            let nextEvent = events.first.map { Duration.seconds($0.second) }
            let next = [nextEvent, machine.next(after: now)].compactMap(\.self).min()
            now = try #require(next, "nothing follows any more")
            guard let due = nextEvent, due <= now else { continue }
            switch events.removeFirst().event {
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
        scene.entries = [Self.entry("False", 1, reason: "Bad")]
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
        scene.entries = [Self.entry("False", 1, reason: "Bad")]
        machine.observe(try Self.verdict(scene, .ready), at: .seconds(2), isFresh: true)
        #expect(machine.advance(to: .seconds(3)) == [])
        #expect(!machine.isOver(at: .seconds(3)))
        #expect(machine.next(after: .seconds(3)) == .seconds(4))
    }
}
