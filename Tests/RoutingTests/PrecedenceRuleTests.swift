import GatewayAPI
import Routing
import Testing

/// Who gets the connections of a listener that several routes attach to.
struct PrecedenceRuleTests {
    static let listener = "{name: tcp, port: 5432, protocol: TCP, allowedRoutes: {namespaces: {from: All}}}"
    static let backend = "rules: [{backendRefs: [{name: db, port: 1}]}]"
    static let gateway = World.ownClass + World.gateway("infra/gw", listener)

    static func route(_ key: String, age: Int?, _ parent: String = "sectionName: tcp") -> String {
        World.route(key, "parentRefs: [{namespace: infra, name: gw, \(parent)}], \(backend)", age: age)
    }

    @Test(
        arguments: [
            ([("a/zoung", 9), ("a/old", 3)], "a/old"), ([("a/x", 3), ("a-b/x", 3)], "a-b/x"),
            ([("a/z", 3), ("a/x", 3)], "a/x"), ([("b/a", 3), ("a/b", 3)], "a/b"), ([("a/x", 3), ("a0/x", 3)], "a/x"),
        ] as [([(String, Int)], String)])
    func theOldestServes(routes: [(String, Int)], server: String) throws {
        let world = try World(Self.gateway + routes.map { Self.route($0.0, age: $0.1) }.joined())
        let routing = world.routing
        #expect(try routing.servers("infra/gw") == ["tcp: \(server)"])
        // All are accepted and counted, no condition tells the loser.
        #expect(try routing.gateway("infra/gw").listeners[0].attached.count == routes.count)
        for (key, _) in routes { #expect(try routing.routeConditions(key).first == "Accepted=True") }
        let loser = try routing.number(of: try #require(routes.map(\.0).first { $0 != server }))
        #expect(
            routing.conditions(of: loser, routing.routes[loser].parents[0]).first?.message
                == "attached to tcp :5432 (the older \(server) serves)")
    }

    @Test func aNamedListenerBeatsNothing() throws {
        let world = try World(
            Self.gateway + Self.route("a/bare", age: 1, "kind: Gateway") + Self.route("a/named", age: 2))
        #expect(try world.routing.servers("infra/gw") == ["tcp: a/bare"])
    }

    @Test(
        arguments: [
            // Routes that do not exist yet: nobody knows which will be first.
            ([("a/x", nil), ("a/z", nil)], "a/x?"), ([("a/x", nil)], "a/x"), ([("a/x", nil), ("a/z", 5)], "a/z"),
        ] as [([(String, Int?)], String)])
    func plannedRoutesAreTheYoungest(routes: [(String, Int?)], server: String) throws {
        var world = try World(Self.gateway + routes.map { Self.route($0.0, age: $0.1) }.joined())
        for (key, view) in world.input.routes.objects where view.age == .unknown {
            world.input.routes.objects[key]?.age = .planned
        }
        #expect(try world.routing.servers("infra/gw") == ["tcp: \(server)"])
    }

    @Test func anUnknownAgeLeavesItOpen() throws {
        let world = try World(Self.gateway + Self.route("a/x", age: 3) + Self.route("a/z", age: nil))
        #expect(try world.routing.servers("infra/gw") == ["tcp: a/x?"])
    }

    @Test func routesThatNobodyListedLeaveItOpen() throws {
        var world = try World(Self.gateway + Self.route("a/x", age: 3), isComplete: false)
        #expect(try world.routing.servers("infra/gw") == ["tcp: a/x?"])
        world.input.routes.completeNamespaces = ["a", "infra"]
        #expect(try world.routing.servers("infra/gw") == ["tcp: a/x?"])
        world.input.routes.isComplete = true
        #expect(try world.routing.servers("infra/gw") == ["tcp: a/x"])
    }

    @Test func aListenerForItsOwnNamespaceNeedsOnlyThatOne() throws {
        let listener = "{name: tcp, port: 5432, protocol: TCP}"
        var world = try World(
            World.ownClass + World.gateway("infra/gw", listener) + Self.route("infra/x", age: 3), isComplete: false)
        #expect(try world.routing.servers("infra/gw") == ["tcp: infra/x?"])
        world.input.routes.completeNamespaces = ["infra"]
        #expect(try world.routing.servers("infra/gw") == ["tcp: infra/x"])
    }

    @Test func aRouteThatMayAttachLeavesItOpen() throws {
        let listener =
            "{name: tcp, port: 1, protocol: TCP, allowedRoutes: {namespaces: {from: Selector, selector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [c]}, {key: x, operator: NotIn, values: [b]}]}}}}"
        let routes = Self.route("a/old", age: 1) + Self.route("b/young", age: 5)
        let known = "---\n{apiVersion: v1, kind: Namespace, metadata: {name: b}}\n"
        var world = try World(World.ownClass + World.gateway("infra/gw", listener) + routes + known)
        world.input.namespaces.isComplete = false
        #expect(try world.routing.servers("infra/gw") == ["tcp: b/young?"])
    }

    @Test func aRouteThatNamesAListenerTwiceCountsOnce() throws {
        let parents =
            "parentRefs: [{namespace: infra, name: gw, sectionName: tcp}, {namespace: infra, name: gw, port: 5432}]"
        let world = try World(Self.gateway + World.route("a/x", "\(parents), \(Self.backend)"))
        #expect(try world.routing.gateway("infra/gw").listeners[0].attached == [0])
        #expect(try world.routing.routeConditions("a/x").count == 4)
    }

    /// What the server's backends reject is rejected: the next route gets none of it.
    @Test func aServerWithoutBackendsKeepsTheListener() throws {
        func route(_ name: String, _ backend: String, age: Int) -> String {
            World.route("a/\(name)", "parentRefs: [{name: gw}], rules: [{backendRefs: [\(backend)]}]", age: age)
        }
        let world = try World(
            World.ownClass + World.gateway("a/gw", Self.listener) + World.service("a/db", "ports: [{port: 1}]")
                + World.slice(
                    "a/db-1", of: "db", "addressType: IPv4\nports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.1]}]")
                + route("old", "{name: gone, port: 1}", age: 1) + route("new", "{name: db, port: 1}", age: 2))
        #expect(try world.routing.servers("a/gw") == ["tcp: a/old"])
        #expect(try world.routing.shares("a/gw") == ["gone 100 % rejected backendNotFound"])
        // No condition tells the loser.
        #expect(try world.routing.routeConditions("a/new") == ["Accepted=True", "ResolvedRefs=True"])
    }

    /// The first rule serves, the references of all count.
    @Test func severalRules() throws {
        let rules = "rules: [{backendRefs: [{name: db, port: 1}]}, {backendRefs: [{name: gone, port: 1}]}]"
        let world = try World(
            World.ownClass + World.gateway("a/gw", Self.listener) + World.service("a/db", "ports: [{port: 1}]")
                + World.route("a/r", "parentRefs: [{name: gw}], \(rules)"))
        #expect(
            try world.routing.routeConditions("a/r")
                == ["Accepted=True", "ResolvedRefs=False BackendNotFound: Service a/gone does not exist"])
        #expect(try world.routing.shares("a/gw") == ["db 100 % rejected noEndpoints"])
    }
}
