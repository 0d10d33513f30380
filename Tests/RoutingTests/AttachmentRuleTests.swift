import GatewayAPI
import Routing
import Testing

/// Which listeners a route attaches to, and why not to others.
struct AttachmentRuleTests {
    static let backend = "rules: [{backendRefs: [{name: db, port: 1}]}]"
    static let service = World.service("app/db", "ports: [{port: 1}]")

    /// The conditions of a route `app/r` for listeners of the Gateway `infra/gw`, or of another one.
    static func conditions(
        _ listeners: String, _ spec: String, gateway: String = "infra/gw", more: String = ""
    ) throws
        -> [String]
    {
        let world = try World(
            World.ownClass + World.gateway(gateway, listeners) + World.route("app/r", "\(spec), \(backend)") + service
                + more)
        return try world.routing.routeConditions("app/r")
    }

    static let all = "allowedRoutes: {namespaces: {from: All}}"

    @Test(arguments: [
        ("{namespace: infra, name: gw}", "attached to a :1, b :2"),
        ("{namespace: infra, name: gw, sectionName: b}", "attached to b :2"),
        ("{namespace: infra, name: gw, port: 1}", "attached to a :1"),
        ("{namespace: infra, name: gw, sectionName: a, port: 1}", "attached to a :1"),
    ])
    func sectionNameAndPortNameCandidates(parent: String, message: String) throws {
        let world = try World(
            World.ownClass
                + World.gateway(
                    "infra/gw",
                    "{name: a, port: 1, protocol: TCP, \(Self.all)}, {name: b, port: 2, protocol: TCP, \(Self.all)}")
                + World.route("app/r", "parentRefs: [\(parent)], \(Self.backend)") + Self.service)
        let routing = world.routing
        #expect(routing.conditions(of: 0, routing.routes[0].parents[0]).first?.message == message)
        #expect(try routing.routeConditions("app/r") == ["Accepted=True", "ResolvedRefs=True"])
    }

    @Test(arguments: [
        ("sectionName: x", "no listener 'x'"), ("port: 9", "no listener with port 9"),
        ("sectionName: a, port: 2", "no listener 'a' with port 2"),
        ("sectionName: x, port: 1", "no listener 'x' with port 1"),
    ])
    func noCandidateIsNoMatchingParent(selector: String, message: String) throws {
        #expect(
            try Self.conditions(
                "{name: a, port: 1, protocol: TCP, \(Self.all)}, {name: b, port: 2, protocol: TCP, \(Self.all)}",
                "parentRefs: [{namespace: infra, name: gw, \(selector)}]")
                == ["Accepted=False NoMatchingParent: \(message); infra/gw has a :1, b :2", "ResolvedRefs=True"])
    }

    @Test(arguments: [
        ("{name: a, port: 1, protocol: HTTP, \(all)}", "a :1 is HTTP, not TCP"),
        ("{name: a, port: 1, protocol: UDP, \(all)}", "a :1 is UDP, not TCP"),
        (
            "{name: a, port: 1, protocol: TCP, allowedRoutes: {namespaces: {from: All}, kinds: [{kind: HTTPRoute}, {kind: TLSRoute}]}}",
            "a :1 takes only HTTPRoute, TLSRoute"
        ),
        (
            "{name: a, port: 1, protocol: TCP, allowedRoutes: {namespaces: {from: All}, kinds: [{group: x.io, kind: TCPRoute}]}}",
            "a :1 takes only TCPRoute"
        ),
        ("{name: a, port: 1, protocol: TCP}", "a :1 takes routes only from its own namespace infra"),
        (
            "{name: a, port: 1, protocol: TCP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {tier: edge}}}}}",
            "a :1 takes routes only from namespaces with 'tier=edge', which app is not"
        ),
        (
            "{name: a, port: 1, protocol: TCP}, {name: b, port: 2, protocol: HTTP}",
            "a :1 takes routes only from its own namespace infra; b :2 is HTTP, not TCP"
        ),
    ])
    func noListenerThatTakesIt(listeners: String, message: String) throws {
        let namespace = "---\n{apiVersion: v1, kind: Namespace, metadata: {name: app, labels: {tier: back}}}\n"
        #expect(
            try Self.conditions(listeners, "parentRefs: [{namespace: infra, name: gw}]", more: namespace)
                == ["Accepted=False NotAllowedByListeners: \(message)", "ResolvedRefs=True"])
    }

    @Test(arguments: [
        ("{matchLabels: {tier: edge}}", true), ("{matchLabels: {tier: back}}", false),
        ("{matchExpressions: [{key: tier, operator: In, values: [edge, x]}]}", true),
        ("{matchExpressions: [{key: tier, operator: NotIn, values: [edge]}]}", false),
        ("{matchExpressions: [{key: other, operator: NotIn, values: [edge]}]}", true),
        ("{matchExpressions: [{key: tier, operator: Exists}]}", true),
        ("{matchExpressions: [{key: tier, operator: DoesNotExist}]}", false),
        ("{matchExpressions: [{key: tier, operator: Like}]}", false),
        ("{matchLabels: {kubernetes.io/metadata.name: app}}", true), ("{}", true),
        ("{matchLabels: {tier: edge, a: b}}", false),
    ])
    func selectors(selector: String, admits: Bool) throws {
        let namespace = "---\n{apiVersion: v1, kind: Namespace, metadata: {name: app, labels: {tier: edge}}}\n"
        let listeners =
            "{name: a, port: 1, protocol: TCP, allowedRoutes: {namespaces: {from: Selector, selector: \(selector)}}}"
        let found = try Self.conditions(listeners, "parentRefs: [{namespace: infra, name: gw}]", more: namespace)
        #expect(found.first?.hasPrefix("Accepted=\(admits ? "True" : "False NotAllowed")") == true)
    }

    /// A missing, foreign or other parent has no status entry; a grant for parents is never asked for.
    @Test func parentsWithoutAnEntry() throws {
        let spec = "parentRefs: [{name: nowhere}, {group: '', kind: Service, name: db}, {kind: ListenerSet, name: s}]"
        let world = try World(World.ownClass + World.route("app/r", "\(spec), \(Self.backend)") + Self.service)
        let routing = world.routing
        #expect(try routing.routeConditions("app/r").isEmpty)
        #expect(
            routing.routes[0].parents.map(\.accepted)
                == [.no(.parentMissing), .unknown(.controllersChoice), .unknown(.controllersChoice)])
        // Nothing is complete: the Gateway may be there.
        let partial = try World(World.route("app/r", "\(spec), \(Self.backend)"), isComplete: false).routing
        #expect(partial.routes[0].parents[0].accepted == .unknown(.parent))
    }

    @Test(arguments: [
        ("protocol: TCP", ["TCPRoute"], "ResolvedRefs=True"),
        (
            "protocol: TCP, allowedRoutes: {kinds: [{kind: TCPRoute}, {kind: HTTPRoute}]}", ["TCPRoute"],
            "ResolvedRefs=False InvalidRouteKinds: allowedRoutes.kinds names kinds that do not fit"
        ),
        (
            "protocol: TCP, allowedRoutes: {kinds: [{kind: HTTPRoute}]}", [],
            "ResolvedRefs=False InvalidRouteKinds: allowedRoutes.kinds names kinds that do not fit"
        ),
        ("protocol: HTTP", [], "ResolvedRefs=True"),
    ])
    func supportedKinds(listener: String, kinds: [String], condition: String) throws {
        let routing = try World(World.ownClass + World.gateway("app/gw", "{name: a, port: 1, \(listener)}")).routing
        #expect(try routing.gateway("app/gw").listeners[0].supportedKinds.map(\.kind) == kinds)
        #expect(try routing.listenerConditions("app/gw", "a").contains(condition))
    }

    @Test(arguments: [
        ("useDefaultGateways: All", ["a/default", "b/default"]), ("useDefaultGateways: None", []),
        (
            "useDefaultGateways: All, parentRefs: [{namespace: a, name: default, sectionName: t}]",
            ["a/default", "b/default"]
        ),
        ("parentRefs: [{namespace: b, name: plain}]", ["b/plain"]),
    ])
    func defaultGateways(spec: String, attached: [String]) throws {
        let listener = "{name: t, port: 1, protocol: TCP, \(Self.all)}"
        let world = try World(
            World.ownClass + World.gateway("a/default", listener, ", defaultScope: All")
                + World.gateway("b/default", listener, ", defaultScope: All", age: 2)
                + World.gateway("b/plain", listener, age: 3)
                + World.gateway("b/none", listener, ", defaultScope: None", age: 4)
                + World.route("app/r", "\(spec), \(Self.backend)") + Self.service)
        let routing = world.routing
        let parents = routing.routes[0].parents.compactMap(\.gateway)
        #expect(parents.map { routing.gateways[$0].view.key.description } == attached)
        #expect(try routing.gatewayConditions("a/default").contains("DefaultGateway=True"))
        #expect(try !routing.gatewayConditions("b/plain").contains("DefaultGateway=True"))
    }

    /// What the specification leaves to a controller is no finding about another one.
    @Test(arguments: [
        ("{name: a, port: 1, protocol: TLS, tls: {mode: Terminate}, \(all)}", Truth.unknown(.controllersChoice)),
        ("{name: a, port: 1, protocol: TLS, tls: {mode: Passthrough}, \(all)}", .no(.notAllowedByListeners)),
        ("{name: a, port: 1, protocol: example.com/tcp, \(all)}", .unknown(.controllersChoice)),
        ("{name: a, port: 1, protocol: HTTP, \(all)}", .no(.notAllowedByListeners)),
        ("{name: a, port: 1, protocol: TCP, allowedRoutes: {namespaces: {from: Later}}}", .unknown(.namespaceLabels)),
        (
            "{name: a, port: 1, protocol: TCP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {a: b}}}}}",
            .unknown(.namespaceLabels)
        ),
        ("{name: a, port: 1, protocol: TCP, \(all)}", .yes),
    ])
    func otherControllers(listeners: String, accepted: Truth) throws {
        let route = World.route("app/r", "parentRefs: [{namespace: infra, name: gw}], \(Self.backend)")
        let world = try World(World.gateway("infra/gw", listeners) + route, isComplete: false, own: nil)
        let routing = world.routing
        #expect(routing.routes[0].parents[0].accepted == accepted)
        #expect(try routing.routeConditions("app/r").isEmpty)
    }
}
