import GatewayAPI
import Routing
import Testing
import Values

/// What becomes of listeners and Gateways.
struct GatewayRuleTests {
    static let route = World.route("app/r", "parentRefs: [{name: gw}], rules: [{backendRefs: [{name: db, port: 1}]}]")

    static func routing(
        _ listeners: String, _ more: String = "", change: (inout RoutingInput) -> Void = { _ in }
    ) throws
        -> Routing
    {
        var world = try World(World.ownClass + World.gateway("app/gw", listeners, more) + route)
        change(&world.input)
        return world.routing
    }

    @Test(arguments: [
        ("HTTP", "tcp: -"), ("HTTPS", "tcp: -"), ("TLS", "tcp: -"), ("UDP", "tcp: app/r"), ("TCP", "tcp: -"),
    ])
    func protocolsThatSharePort(other: String, server: String) throws {
        let routing = try Self.routing(
            "{name: tcp, port: 1, protocol: TCP}, {name: o, port: 1, protocol: \(other)}, {name: free, port: 2, protocol: TCP}"
        )
        #expect(try routing.servers("app/gw").first == server)
        #expect(try routing.servers("app/gw").last == "free: app/r")
        guard server == "tcp: -" else { return }
        #expect(
            try routing.listenerConditions("app/gw", "tcp") == [
                "Accepted=False ProtocolConflict: o :1 has the port too", "ResolvedRefs=True",
                "Programmed=False Invalid: the listener is not accepted",
                "Conflicted=True ProtocolConflict: o :1 has the port too",
            ])
        #expect(try routing.gatewayConditions("app/gw") == ["Accepted=True ListenersNotValid", "Programmed=True"])
        // Routes attach and are counted all the same.
        #expect(try routing.gateway("app/gw").listeners[0].attached.count == 1)
    }

    @Test func noDistinctListener() throws {
        let routing = try Self.routing("{name: tcp, port: 1, protocol: TCP}, {name: o, port: 1, protocol: TLS}")
        #expect(
            try routing.gatewayConditions("app/gw") == [
                "Accepted=False ListenersNotValid: not valid: tcp :1, o :1",
                "Programmed=False Invalid: no listener takes connections",
            ])
    }

    @Test func unsupportedProtocol() throws {
        let routing = try Self.routing("{name: a, port: 1, protocol: UDP}, {name: b, port: 2, protocol: TCP}")
        #expect(
            try routing.listenerConditions("app/gw", "a") == [
                "Accepted=False UnsupportedProtocol: protocol UDP is not supported, only TCP", "ResolvedRefs=True",
                "Programmed=False Invalid: the listener is not accepted",
            ])
        #expect(try routing.gatewayConditions("app/gw") == ["Accepted=True ListenersNotValid", "Programmed=True"])
    }

    @Test(arguments: [
        (PortState.open, ["Accepted=True", "ResolvedRefs=True", "Programmed=True"]),
        (.pending, ["Accepted=True", "ResolvedRefs=True", "Programmed=False Pending: port 1 is not open"]),
        (
            .taken,
            [
                "Accepted=False PortUnavailable: another process listens on port 1", "ResolvedRefs=True",
                "Programmed=False Invalid: the listener is not accepted",
            ]
        ),
        (
            .privileged,
            [
                "Accepted=False PortUnavailable: only privileged processes may listen on port 1", "ResolvedRefs=True",
                "Programmed=False Invalid: the listener is not accepted",
            ]
        ),
        (
            .unusable("too many open files"),
            [
                "Accepted=False PortUnavailable: port 1 cannot be listened on: too many open files",
                "ResolvedRefs=True", "Programmed=False Invalid: the listener is not accepted",
            ]
        ),
    ])
    func ports(state: PortState, conditions: [String]) throws {
        let routing = try Self.routing("{name: a, port: 1, protocol: TCP}") {
            $0.ports[PortKey(ObjectKey("app", "gw"), 1)] = state
        }
        #expect(try routing.listenerConditions("app/gw", "a") == conditions)
        #expect(try routing.servers("app/gw") == [state == .open ? "a: app/r" : "a: -"])
    }

    /// On one address the older Gateway keeps a port.
    @Test func twoGatewaysOnOneAddress() throws {
        let listener = "{name: a, port: 1, protocol: TCP}"
        var world = try World(
            World.ownClass + World.gateway("app/gw", listener, age: 5) + World.gateway("app/older", listener, age: 2))
        #expect(try world.routing.gatewayConditions("app/gw").first == "Accepted=True")
        world.input.sharesAddress = true
        #expect(try world.routing.gatewayConditions("app/older").first == "Accepted=True")
        #expect(
            try world.routing.listenerConditions("app/gw", "a").first
                == "Accepted=False PortUnavailable: the older Gateway app/older has port 1")
    }

    @Test func aListenerWithoutRoutesIsFine() throws {
        let world = try World(World.ownClass + World.gateway("app/gw", "{name: a, port: 1, protocol: TCP}"))
        #expect(
            try world.routing.listenerConditions("app/gw", "a") == [
                "Accepted=True", "ResolvedRefs=True", "Programmed=True",
            ])
        #expect(try world.routing.gateway("app/gw").listeners[0].attached.isEmpty)
        #expect(try world.routing.servers("app/gw") == ["a: -"])
    }

    @Test(arguments: [
        (
            ", addresses: [{type: Hostname, value: x.io}]",
            [
                "Accepted=False UnsupportedAddress: only addresses of type IPAddress are supported",
                "Programmed=False Invalid: no listener takes connections",
            ]
        ),
        (
            ", addresses: [{value: 10.1.1.1}]",
            ["Accepted=True", "Programmed=False AddressNotUsable: an address of the Gateway cannot be used"]
        ),
        (", addresses: [{value: 127.0.0.1}]", ["Accepted=True", "Programmed=True"]),
        (", addresses: [{value: '0:0:0:0:0:0:0:1'}, {type: IPAddress}]", ["Accepted=True", "Programmed=True"]),
        (
            ", infrastructure: {parametersRef: {group: x.io, kind: Thing, name: t}}",
            [
                "Accepted=False InvalidParameters: Thing 't' is not understood",
                "Programmed=False Invalid: no listener takes connections",
            ]
        ),
    ])
    func addressesAndParameters(more: String, conditions: [String]) throws {
        let routing = try Self.routing("{name: a, port: 1, protocol: TCP}", more) { input in
            input.usableAddresses = Set(["127.0.0.1", "::1"].compactMap { IPAddress($0) })
        }
        #expect(try routing.gatewayConditions("app/gw") == conditions)
        #expect(
            try routing.servers("app/gw") == [conditions == ["Accepted=True", "Programmed=True"] ? "a: app/r" : "a: -"])
    }

    /// Its listeners are well, but there is nothing to take connections for.
    @Test func aListenerOfAGatewayThatIsRefused() throws {
        let routing = try Self.routing(
            "{name: a, port: 1, protocol: TCP}", ", infrastructure: {parametersRef: {group: x.io, kind: T, name: t}}")
        #expect(
            try routing.listenerConditions("app/gw", "a") == [
                "Accepted=True", "ResolvedRefs=True", "Programmed=False Invalid: the Gateway is not accepted",
            ])
    }

    /// A Gateway is reconciled only where its class is there, ours and accepted.
    @Test(arguments: [
        ("", false), ("{metadata: {name: own}, spec: {controllerName: example.com/own}}", true),
        ("{metadata: {name: own}, spec: {controllerName: example.com/other}}", false),
        (
            "{metadata: {name: own}, spec: {controllerName: example.com/own, parametersRef: {group: x.io, kind: P, name: p}}}",
            false
        ),
    ])
    func classes(text: String, isOwn: Bool) throws {
        let object =
            text.isEmpty
            ? "" : "---\n{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, \(text.dropFirst())\n"
        let world = try World(object + World.gateway("app/gw", "{name: a, port: 1, protocol: TCP}") + Self.route)
        #expect(try world.routing.gatewayConditions("app/gw").isEmpty == !isOwn)
        #expect(try world.routing.listenerConditions("app/gw", "a").isEmpty == !isOwn)
        #expect(try world.routing.routeConditions("app/r").isEmpty == !isOwn)
    }

    @Test func conditionsOfAClass() throws {
        let parameters = ", parametersRef: {group: x.io, kind: P, name: p}"
        func conditions(_ more: String) throws -> [String] {
            let routing = try World(
                "{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: c}, spec: {controllerName: example.com/own\(more)}}\n"
            ).routing
            return routing.conditions(of: routing.classes[0]).map(\.text)
        }
        #expect(try conditions("") == ["Accepted=True", "SupportedVersion=True"])
        #expect(
            try conditions(parameters)
                == ["Accepted=False InvalidParameters: P 'p' is not understood", "SupportedVersion=True"])
        #expect(Routing.supportedFeatures == Routing.supportedFeatures.sorted())
    }

    /// What a live object says of itself beats what is expected of it.
    @Test(arguments: [
        (
            "listeners: [{name: a, supportedKinds: [{kind: HTTPRoute}], attachedRoutes: 0, conditions: []}]", "",
            Truth.no(.controllerWithoutTCPRoutes)
        ),
        (
            "listeners: [{name: a, supportedKinds: [], attachedRoutes: 0, conditions: []}]", "",
            .no(.controllerWithoutTCPRoutes)
        ),
        // Of an older generation.
        (
            "listeners: [{name: a, supportedKinds: [], attachedRoutes: 0, conditions: [{type: Accepted, status: 'True', observedGeneration: 1}]}]",
            "", .yes
        ),
        ("listeners: [{name: a, attachedRoutes: 0, conditions: []}]", "", .yes),
        ("", "supportedFeatures: [{name: Gateway}, {name: HTTPRoute}]", .no(.controllerWithoutTCPRoutes)),
        ("", "supportedFeatures: [{name: Gateway}, {name: TCPRoute}]", .yes),
        (
            "listeners: [{name: a, supportedKinds: [{kind: TCPRoute}], attachedRoutes: 0, conditions: []}]",
            "supportedFeatures: [{name: Gateway}]", .yes
        ),
        ("", "conditions: [{type: Accepted, status: 'False'}]", .no(.classNotAccepted)),
        ("", "", .yes),
    ])
    func liveStatementsAboutRoutes(gateway: String, gatewayClass: String, accepted: Truth) throws {
        let world = try World(Self.live(gateway, gatewayClass) + Self.route, isComplete: false, own: nil)
        #expect(world.routing.routes[0].parents[0].accepted == accepted)
    }

    @Test(arguments: [
        ("conditions: [{type: Accepted, status: 'False'}]", Truth.no(.gatewayNotAccepted), Truth.yes, "a: -"),
        ("conditions: [{type: Accepted, status: 'False', observedGeneration: 1}]", .yes, .yes, "a: app/r?"),
        (
            "listeners: [{name: a, conditions: [{type: Programmed, status: 'False', observedGeneration: 2}]}]", .yes,
            .no(.listenerNotProgrammed), "a: -"
        ),
        ("listeners: [{name: a, conditions: [{type: Programmed, status: 'Unknown'}]}]", .yes, .yes, "a: app/r?"),
    ])
    func liveStatementsAboutGateways(status: String, accepted: Truth, programmed: Truth, server: String) throws {
        let routing = try World(Self.live(status, "") + Self.route, isComplete: false, own: nil).routing
        let gateway = try routing.gateway("app/gw")
        #expect(gateway.accepted == accepted)
        #expect(gateway.listeners[0].programmed == programmed)
        #expect(try routing.servers("app/gw") == [server])
    }

    static func live(_ gateway: String, _ gatewayClass: String) -> String {
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: own, generation: 1}
        spec: {controllerName: example.com/foreign}
        status: {\(gatewayClass)}
        ---
        apiVersion: gateway.networking.k8s.io/v1beta1
        kind: Gateway
        metadata: {namespace: app, name: gw, generation: 2}
        spec: {gatewayClassName: own, later: {x: 1}, listeners: [{name: a, port: 1, protocol: TCP, later: 5}]}
        status: {\(gateway)}

        """
    }

    @Test func aLongMessageIsCut() throws {
        let listeners = (0..<64).map { "{name: listener-\($0)-with-a-long-name, port: \($0 + 1), protocol: HTTP}" }
        let routing = try Self.routing(listeners.joined(separator: ", "))
        let message = try #require(routing.conditions(of: 0, routing.routes[0].parents[0]).first?.message)
        #expect(message.unicodeScalars.count == 1024)
        #expect(message.hasSuffix("…"))
    }
}
