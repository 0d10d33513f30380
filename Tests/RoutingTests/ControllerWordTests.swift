import GatewayAPI
import Routing
import Testing

/// What controllers say of routes, against what is expected of them.
struct ControllerWordTests {
    private static func entry(
        _ status: String, _ seen: Int? = 1, by controller: String = "example.com/foreign", for section: String = "tcp",
        reason: String = "Bad"
    ) -> String {
        let observed = seen.map { ", observedGeneration: \($0)" } ?? ""
        return """
            {parentRef: {namespace: infra, name: gw, sectionName: \(section)}, controllerName: \(controller), conditions: \
            [{type: Accepted, status: '\(status)', reason: \(reason)\(observed)}]}
            """
    }

    /// An old route of which controllers say something, and a young one.
    private static func world(
        _ entries: [String], generation: Int = 1, parents: String = "{namespace: infra, name: gw, sectionName: tcp}",
        gatewayClass: String = "{name: own}, spec: {controllerName: example.com/foreign}"
    ) throws -> World {
        try World(
            """
            {apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: \(gatewayClass)}
            \(World.gateway("infra/gw", PrecedenceRuleTests.listener))
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {namespace: a, name: old, generation: \(generation), creationTimestamp: '2024-01-01T00:00:01Z'}
            spec: {parentRefs: [\(parents)], \(PrecedenceRuleTests.backend)}
            status: {parents: [\(entries.joined(separator: ", "))]}
            \(PrecedenceRuleTests.route("b/young", age: 5))
            """)
    }

    /// A route that its controller will not have keeps nobody from the listener.
    @Test(
        arguments: [
            ([entry("False")], "b/young"), ([entry("True")], "a/old"), ([], "a/old"), ([entry("Unknown")], "a/old"),
            // Not decided yet, of an earlier or a later version, of nobody knows which, or another's word.
            ([entry("False", reason: "Pending")], "a/old"), ([entry("False", 0)], "a/old"),
            ([entry("False", 2)], "a/old"), ([entry("False", nil)], "b/young"),
            ([entry("False", by: "example.com/other")], "a/old"), ([entry("False", for: "other")], "a/old"),
            ([entry("False", by: "example.com/other"), entry("True")], "a/old"),
        ] as [([String], String)])
    func whoServes(entries: [String], server: String) throws {
        let routing = try Self.world(entries).routing
        #expect(try routing.servers("infra/gw") == ["tcp: \(server)"])
        let listener = try routing.gateway("infra/gw").listeners[0]
        let isRefused = server != "a/old"
        #expect(listener.attached.count == (isRefused ? 1 : 2))
        #expect(listener.refused == (isRefused ? [0] : []))
        let parent = routing.routes[0].parents[0]
        #expect(parent.accepted == (isRefused ? .no(.refusedByController) : .yes))
        #expect(parent.refused == (isRefused ? 1 : 0))
    }

    /// A condition without a generation is certainly of the first only.
    @Test func aLaterVersionMayBeAccepted() throws {
        #expect(try Self.world([Self.entry("False", nil)], generation: 2).routing.servers("infra/gw") == ["tcp: a/old"])
    }

    /// One reference that is refused does not take the route off a listener that another one is accepted for.
    @Test func byTheOtherReference() throws {
        let routing = try Self.world(
            [Self.entry("False", for: "nope"), Self.entry("True")],
            parents: "{namespace: infra, name: gw, sectionName: nope}, {namespace: infra, name: gw, sectionName: tcp}"
        ).routing
        #expect(try routing.servers("infra/gw") == ["tcp: a/old"])
    }

    /// Whose word counts is not known: only what all refuse is refused.
    @Test(arguments: [
        ([entry("False"), entry("False", by: "example.com/other")], "b/young"),
        ([entry("False"), entry("True", by: "example.com/other")], "a/old"),
    ])
    func ofAnUnknownClass(entries: [String], server: String) throws {
        var world = try Self.world(entries)
        world.input.classes = Known()
        #expect(try world.routing.servers("infra/gw") == ["tcp: \(server)"])
    }

    /// What our own controller says follows from the routing, and not the other way round.
    @Test func ourOwnWordDoesNotCount() throws {
        let world = try Self.world(
            [Self.entry("False", by: "example.com/own")],
            gatewayClass: "{name: own}, spec: {controllerName: example.com/own}")
        #expect(try world.routing.servers("infra/gw") == ["tcp: a/old"])
    }

    /// A class that is not there, or not accepted, has no controller that would let anybody serve.
    @Test(arguments: [
        ("{name: another}, spec: {controllerName: example.com/foreign}", Reason.classMissing),
        (
            "{name: own}, spec: {controllerName: example.com/foreign}, status: {conditions: [{type: Accepted, status: 'False'}]}",
            .classNotAccepted
        ),
    ])
    func withoutAController(gatewayClass: String, reason: Reason) throws {
        let routing = try Self.world([], gatewayClass: gatewayClass).routing
        #expect(try routing.servers("infra/gw") == ["tcp: -"])
        #expect(try routing.gateway("infra/gw").accepted == .no(reason))
        #expect(routing.routes.allSatisfy { $0.parents[0].accepted == .no(reason) && $0.parents[0].attached == 0 })
    }

    /// A class that nobody looked for is not missing.
    @Test func aClassThatIsNotKnown() throws {
        var world = try Self.world([], gatewayClass: "{name: another}, spec: {controllerName: example.com/foreign}")
        world.input.classes.isComplete = false
        #expect(try world.routing.servers("infra/gw") == ["tcp: a/old"])
    }
}
