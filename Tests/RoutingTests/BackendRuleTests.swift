import GatewayAPI
import Routing
import Testing

/// Which backends are valid, and which share of the connections they get.
struct BackendRuleTests {
    static let gateway = World.ownClass + World.gateway("app/gw", "{name: tcp, port: 5432, protocol: TCP}")
    static let oneEndpoint = "addressType: IPv4\nports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.1]}]"

    static func world(_ backends: String, _ objects: String = "") throws -> World {
        try World(
            gateway + World.route("app/r", "parentRefs: [{name: gw}], rules: [{backendRefs: [\(backends)]}]")
                + World.service("app/db", "ports: [{port: 1}]") + World.slice("app/db-1", of: "db", oneEndpoint)
                + objects
        )
    }

    @Test(arguments: [
        ("{name: db, port: 1}", ["db 100 % 1 endpoints"]),
        (
            "{name: db, port: 1, weight: 70}, {name: gone, port: 1, weight: 30}",
            ["db 70 % 1 endpoints", "gone 30 % rejected backendNotFound"]
        ),
        (
            "{name: db, port: 1, weight: 2}, {name: gone, port: 1}",
            ["db 66.7 % 1 endpoints", "gone 33.3 % rejected backendNotFound"]
        ),
        (
            "{name: db, port: 1, weight: 0}, {name: db, port: 1, weight: 0}",
            ["db 0 % 1 endpoints", "db 0 % 1 endpoints"]
        ),
        (
            "{name: db, port: 1, weight: 1000000}, {name: gone, port: 1}",
            ["db > 99.9 % 1 endpoints", "gone < 0.1 % rejected backendNotFound"]
        ),
        ("{name: db, port: 2}", ["db 100 % rejected backendNotFound"]),
        ("{kind: Pod, name: db}", ["db 100 % rejected invalidKind"]),
        ("{name: db, namespace: other, port: 1}", ["db 100 % rejected refNotPermitted"]),
    ])
    func shares(backends: String, shares: [String]) throws {
        #expect(try Self.world(backends).routing.shares("app/gw") == shares)
    }

    /// A port that cannot be read may be the one that is meant.
    @Test func aPortThatIsNoNumber() throws {
        let odd = World.service("app/odd", "ports: [{port: five}, {port: 5}]")
        #expect(try Self.world("{name: odd, port: 7}", odd).routing.shares("app/gw") == ["odd 100 % unknown service"])
        let listeners = "{name: a, port: five, protocol: TCP}, {name: b, port: 6, protocol: TCP}"
        for (parent, accepted) in [
            ("port: 7", Truth.unknown(.parent)), ("sectionName: a, port: 7", .unknown(.parent)),
            ("sectionName: b, port: 7", .no(.noMatchingParent)), ("sectionName: c", .no(.noMatchingParent)),
        ] {
            let world = try World(
                World.ownClass + World.gateway("app/gw", listeners)
                    + World.route("app/r", "parentRefs: [{name: gw, \(parent)}], \(AttachmentRuleTests.backend)"))
            #expect(world.routing.routes[0].parents[0].accepted == accepted, "\(parent)")
        }
    }

    @Test func allWeightsZeroRejectEverything() throws {
        let routing = try Self.world("{name: db, port: 1, weight: 0}").routing
        let gateway = try routing.gateway("app/gw")
        #expect(routing.traffic(of: gateway.listeners[0], gateway)?.rejectsAll == true)
        #expect(try routing.routeConditions("app/r") == ["Accepted=True", "ResolvedRefs=True"])
    }

    @Test(arguments: [
        ("{name: gone, port: 1}", "BackendNotFound: Service app/gone does not exist (100 % of connections)"),
        ("{name: gone, port: 1, weight: 0}", "BackendNotFound: Service app/gone does not exist"),
        ("{name: db, port: 7}", "BackendNotFound: Service app/db has no TCP port 7; it has 1 (100 % of connections)"),
        ("{name: db, port: 1}, {kind: Pod, name: p}", "InvalidKind: Pod app/p is no Service (50 % of connections)"),
        (
            "{name: named, port: 1}",
            "UnsupportedValue: Service app/named is of type ExternalName (100 % of connections)"
        ),
        ("{name: udp, port: 1}", "BackendNotFound: Service app/udp has no TCP port 1 (100 % of connections)"),
        // Existence is not told without a grant, and that reason comes first.
        (
            "{name: gone, port: 1}, {name: gone, namespace: other, port: 1}",
            "RefNotPermitted: Service app/gone does not exist (50 % of connections); Service other/gone needs a ReferenceGrant in namespace other (50 % of connections)"
        ),
    ])
    func reasons(backends: String, reason: String) throws {
        let services =
            World.service("app/named", "type: ExternalName, externalName: x.io")
            + World.service("app/udp", "ports: [{port: 1, protocol: UDP}]")
        let conditions = try Self.world(backends, services).routing.routeConditions("app/r")
        #expect(conditions == ["Accepted=True", "ResolvedRefs=False \(reason)"])
    }

    @Test(arguments: [
        (
            "{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: app}", "{group: '', kind: Service}", "other",
            true
        ),
        (
            "{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: app}",
            "{group: '', kind: Service, name: pg}", "other", true
        ),
        (
            "{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: app}",
            "{group: '', kind: Service, name: else}", "other", false
        ),
        (
            "{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: app}", "{group: x.io, kind: Service}",
            "other", false
        ),
        (
            "{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: app}", "{group: '', kind: Pod}", "other",
            false
        ),
        (
            "{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: other}", "{group: '', kind: Service}",
            "other", false
        ),
        (
            "{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: app}", "{group: '', kind: Service}",
            "other", false
        ),
        ("{group: '', kind: TCPRoute, namespace: app}", "{group: '', kind: Service}", "other", false),
        (
            "{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: app}", "{group: '', kind: Service}", "app",
            false
        ),
    ])
    func grants(from: String, to: String, namespace: String, isPermitted: Bool) throws {
        let grant = """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: ReferenceGrant
            metadata: {namespace: \(namespace), name: grant}
            spec: {from: [{group: x.io, kind: A, namespace: b}, \(from)], to: [{group: x.io, kind: B}, \(to)]}

            """
        let service = World.service("other/pg", "ports: [{port: 1}]")
        let conditions = try Self.world("{name: pg, namespace: other, port: 1}", grant + service).routing
            .routeConditions("app/r")
        #expect(conditions.last == "ResolvedRefs=True" ? isPermitted : !isPermitted)
    }

    @Test(arguments: [
        ("ports: [{port: 1}]", "ports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.1]}]", ["10.0.0.1:9"]),
        // By name, not by targetPort; each slice has a number of its own.
        (
            "ports: [{name: a, port: 1, targetPort: 5}, {name: b, port: 2}]",
            "ports: [{name: b, port: 8}, {name: a, port: 9}]\nendpoints: [{addresses: [10.0.0.1]}]", ["10.0.0.1:9"]
        ),
        ("ports: [{name: a, port: 1}]", "ports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.1]}]", []),
        ("ports: [{port: 1}]", "ports: [{port: 9, protocol: UDP}]\nendpoints: [{addresses: [10.0.0.1]}]", []),
        (
            "ports: [{port: 1}], clusterIP: None", "ports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.1]}]",
            ["10.0.0.1:9"]
        ),
        (
            "ports: [{port: 1}]",
            "ports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.1], conditions: {ready: false}}, {addresses: [10.0.0.2], conditions: {}}, {addresses: [10.0.0.3], conditions: {ready: true, terminating: true}}]",
            ["10.0.0.2:9"]
        ),
        (
            "ports: [{port: 1}]", "ports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.1]}, {addresses: [10.0.0.1]}]",
            ["10.0.0.1:9"]
        ),
    ])
    func endpoints(service: String, slice: String, ready: [String]) throws {
        let world = try World(
            Self.gateway
                + World.route("app/r", "parentRefs: [{name: gw}], rules: [{backendRefs: [{name: db, port: 1}]}]")
                + World.service("app/db", service) + World.slice("app/s", of: "db", "addressType: IPv4\n" + slice)
                + World.slice(
                    "app/t", of: "else", "addressType: IPv4\nports: [{port: 3}]\nendpoints: [{addresses: [10.9.9.9]}]"))
        let target = try #require(world.routing.targets.first)
        #expect(target.ready.map { "\($0.address):\($0.port)" } == ready)
    }

    @Test func endpointsAreCountedOnceByTheirState() throws {
        let slice = """
            addressType: IPv4
            ports: [{port: 9}]
            endpoints:
              - {addresses: [10.0.0.1], conditions: {ready: false}}
              - {addresses: [10.0.0.1], conditions: {ready: true}}
              - {addresses: [10.0.0.2], conditions: {ready: false, terminating: true}}
              - {addresses: [10.0.0.3], conditions: {ready: false}}
            """
        let world = try World(
            Self.gateway
                + World.route("app/r", "parentRefs: [{name: gw}], rules: [{backendRefs: [{name: db, port: 1}]}]")
                + World.service("app/db", "ports: [{port: 1}]") + World.slice("app/s", of: "db", slice))
        let target = try #require(world.routing.targets.first)
        #expect([target.ready.count, target.notReady, target.terminating] == [1, 1, 1])
    }

    @Test(arguments: [("ipFamilies: [IPv6, IPv4],", "fd00::1"), ("ipFamilies: [IPv4],", "10.0.0.1"), ("", "10.0.0.1")])
    func theFirstFamilyCounts(families: String, address: String) throws {
        let world = try World(
            Self.gateway
                + World.route("app/r", "parentRefs: [{name: gw}], rules: [{backendRefs: [{name: db, port: 1}]}]")
                + World.service("app/db", "\(families) ports: [{port: 1}]")
                + World.slice(
                    "app/a", of: "db", "addressType: IPv4\nports: [{port: 9}]\nendpoints: [{addresses: [10.0.0.1]}]")
                + World.slice(
                    "app/b", of: "db", "addressType: IPv6\nports: [{port: 9}]\nendpoints: [{addresses: ['fd00::1']}]")
                + World.slice(
                    "app/c", of: "db", "addressType: FQDN\nports: [{port: 9}]\nendpoints: [{addresses: [x.io]}]"))
        #expect(world.routing.targets.first?.ready.first?.address == address)
    }

    /// What was not looked for is not missing.
    @Test(arguments: [
        ("{name: db, port: 1}", "", ["db 100 % unknown service"]),
        ("{name: db, namespace: other, port: 1}", "", ["db 100 % unknown grant"]),
        ("{name: db, port: 1}", World.service("app/db", "ports: [{port: 1}]"), ["db 100 % unknown endpoints"]),
        ("{name: db, port: 2}", World.service("app/db", "ports: [{port: 1}]"), ["db 100 % rejected backendNotFound"]),
        (
            "{name: db, port: 1}",
            World.service("app/db", "ports: [{port: 1}]") + World.slice("app/s", of: "db", oneEndpoint),
            ["db 100 % 1 endpoints"]
        ),
        ("{kind: Bucket, group: x.io, name: db}", "", ["db 100 % unknown controllersChoice"]),
        (
            "{name: db, port: 1}", World.service("app/db", "type: ExternalName, externalName: x.io"),
            ["db 100 % unknown controllersChoice"]
        ),
    ])
    func unknownStaysUnknown(backend: String, objects: String, shares: [String]) throws {
        let world = try World(
            World.gateway("app/gw", "{name: tcp, port: 5432, protocol: TCP}")
                + World.route("app/r", "parentRefs: [{name: gw}], rules: [{backendRefs: [\(backend)]}]") + objects,
            isComplete: false, own: nil)
        #expect(try world.routing.shares("app/gw") == shares)
    }
}
