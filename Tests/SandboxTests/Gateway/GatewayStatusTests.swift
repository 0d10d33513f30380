import Synchronization
import TestSupport
import Testing
import Values

@testable import Sandbox

/// What the controller of the sandbox says of Gateways that cannot be as they were asked for, and when it ends.
struct GatewayStatusTests {
    private static let path = TestGateway.namespace + "/gateways/gw"

    @Test func aPortThatIsTakenIsSaidAndTriedAgain() async throws {
        let taken = Mutex<PlainServer?>(try PlainServer.naming("another"))
        let port = try #require(taken.withLock { $0?.port })
        let backend = try PlainServer.naming("db")
        defer { backend.stop() }
        let told = Told()
        var settings = GatewayOptions()
        settings.onProblem = { problem in told.add(problem) }
        let objects = [gateway([("tcp", port)]), gatewayRoute([("db", 1)]), service("db", at: backend.port)]
        try await TestGateway.run(objects, settings) { sandbox in
            try await sandbox.expect(Self.path, "status.listeners[0].conditions[0].reason", "PortUnavailable")
            try await sandbox.expect(
                Self.path, "status.listeners[0].conditions[0].message",
                .string("another process listens on port \(port)"))
            try await sandbox.expect(Self.path, "status.conditions[1].status", "False")
            taken.withLock { server in
                server?.stop()
                server = nil
            }
            try await sandbox.expect(port: port, answers: "db")
            try await sandbox.expect(Self.path, "status.listeners[0].conditions[0].reason", "Accepted")
        }
        #expect(
            told.all == [
                "listener tcp :\(port) of Gateway default/gw takes no connections: another process listens on port \(port)"
            ])
    }

    @Test(arguments: ["HTTP", "UDP", "example.com/own"])
    func aProtocolThatIsNotCarriedIsRefused(name: String) async throws {
        let port = try freePort()
        try await TestGateway.run([gateway([("other", port)], protocol: name)]) { sandbox in
            try await sandbox.expect(Self.path, "status.listeners[0].conditions[0].reason", "UnsupportedProtocol")
            try await sandbox.expect(Self.path, "status.conditions[0].reason", "ListenersNotValid")
            try await expectRefusal(port: port)
        }
    }

    @Test func theOlderOfTwoGatewaysHasThePort() async throws {
        let port = try freePort()
        try await TestGateway.run([gateway([("tcp", port)], name: "a"), gateway([("tcp", port)], name: "b")]) {
            sandbox in
            try await sandbox.expect(
                TestGateway.namespace + "/gateways/b", "status.listeners[0].conditions[0].message",
                .string("the older Gateway default/a has port \(port)"))
            try await sandbox.expect(TestGateway.namespace + "/gateways/a", "status.conditions[1].status", "True")
            await sandbox.delete(TestGateway.namespace + "/gateways/a")
            try await sandbox.expect(TestGateway.namespace + "/gateways/b", "status.conditions[1].status", "True")
        }
    }

    @Test func nothingSaysProgrammedOnceTheSandboxHasEnded() async throws {
        try await withTemporaryFolder { folder in
            let port = try freePort()
            let api = try await TestGateway.start(folder, [gateway([("tcp", port)])]) { sandbox in
                try await sandbox.expect(Self.path, "status.conditions[1].status", "True")
            }
            let after = await api.send("GET", Self.path)
            #expect(after["status.conditions[1].type"] == "Programmed")
            #expect(after["status.conditions[1].status"] == "False")
            #expect(after["status.listeners[0].conditions[2].status"] == "False")
            try await expectRefusal(port: port)
        }
    }

    @Test func nothingIsWrittenWithoutAChange() async throws {
        let port = try freePort()
        try await TestGateway.run([gateway([("tcp", port)]), gatewayRoute([("db", 1)])]) { sandbox in
            try await sandbox.expect(Self.path, "status.listeners[0].attachedRoutes", 1)
            let before = await sandbox.api.send("GET", Self.path).version
            // A Service that no route names changes nothing about the Gateway.
            await sandbox.create(TestGateway.services, service("unrelated"))
            try await Task.sleep(for: .milliseconds(200))
            #expect(await sandbox.api.send("GET", Self.path).version == before)
        }
    }

    @Test func anotherControllersClassIsLeftAlone() async throws {
        let port = try freePort()
        let other: Value = [
            "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": ["name": "other"],
            "spec": ["controllerName": "example.com/other"],
        ]
        let foreign = gateway([("tcp", port)], of: "other")
        try await TestGateway.run([other, foreign, gateway([("tcp", port)], name: "own")]) { sandbox in
            try await sandbox.expect(TestGateway.namespace + "/gateways/own", "status.conditions[1].status", "True")
            let found = await sandbox.api.send("GET", Self.path)
            #expect(found["status.conditions[0].message"] == "Waiting for controller")
            #expect(found["status.listeners"] == nil)
            let own = await sandbox.api.send("GET", TestGateway.group + "/gatewayclasses/openmcf")
            #expect(own["status.conditions[0].reason"] == "Accepted")
            #expect(
                own["status.supportedFeatures"]
                    == [["name": "Gateway"], ["name": "ReferenceGrant"], ["name": "TCPRoute"]])
        }
    }

    /// Ports take open files as connections do, so there is a bound to them; a port that is given back is had by another.
    @Test func noMorePortsAreOpenThanAllowed() async throws {
        let ports = try [freePort(), freePort()].sorted()
        var settings = GatewayOptions()
        settings.maximumListeners = 1
        try await TestGateway.run([gateway([("a", ports[0]), ("b", ports[1])])], settings) { sandbox in
            try await sandbox.expect(
                Self.path, "status.listeners[1].conditions[0].message",
                .string(
                    "port \(ports[1]) cannot be listened on: no more than 1 ports may be open, by the limit of open files (ulimit -n)"
                ))
            try await sandbox.expect(Self.path, "status.listeners[0].conditions[0].status", "True")
            await sandbox.merge(Self.path, ["spec": gateway([("b", ports[1])])["spec"] ?? .null])
            try await sandbox.expect(Self.path, "status.listeners[0].conditions[0].status", "True")
        }
    }

    /// What a Gateway says that it has is what it has: nothing where its address cannot be used.
    @Test(
        arguments: [
            ("127.0.0.1", "127.0.0.1", "127.0.0.1"), ("127.0.0.1", "192.0.2.77", nil),
            ("0.0.0.0", "127.0.0.1", "127.0.0.1"),
            ("0.0.0.0", "192.0.2.77", nil), ("0.0.0.0", nil, "127.0.0.1"),
        ] as [(String, String?, String?)])
    func addresses(listening: String, wanted: String?, status: String?) async throws {
        var settings = GatewayOptions()
        settings.address = listening
        var object = gateway([("tcp", try freePort())])
        if let wanted { object.set("spec", object["spec"]?.setting("addresses", [["value": .string(wanted)]])) }
        try await TestGateway.run([object], settings) { sandbox in
            try await sandbox.expect(
                Self.path, "status.conditions[1].reason", status == nil ? "AddressNotUsable" : "Programmed")
            let found = await sandbox.api.send("GET", Self.path)
            #expect(found["status.addresses[0].value"] == status.map(Value.string))
        }
    }

    /// Nothing says Programmed where nothing listens: not once the class is gone, nor once it is another controller's.
    @Test(arguments: [true, false]) func aGatewayThatIsNotOursAnyMore(isClassDeleted: Bool) async throws {
        let port = try freePort()
        let classes = ["own": GatewayController.name, "other": "example.com/other"].map { name, controller -> Value in
            [
                "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass",
                "metadata": ["name": .string(name)],
                "spec": ["controllerName": .string(controller)],
            ]
        }
        try await TestGateway.run(classes + [gateway([("tcp", port)], of: "own"), gatewayRoute([("db", 1)])]) {
            sandbox in
            try await sandbox.expect(Self.path, "status.conditions[1].status", "True")
            if isClassDeleted {
                await sandbox.delete(TestGateway.group + "/gatewayclasses/own")
            } else {
                await sandbox.merge(Self.path, ["spec": ["gatewayClassName": "other"]])
            }
            try await sandbox.expect(Self.path, "status.conditions[1].status", "Unknown")
            let found = await sandbox.api.send("GET", Self.path)
            #expect(found["status.conditions[0].message"] == "Waiting for controller")
            #expect(found["status.listeners"] == nil)
            #expect(found["status.addresses"] == nil)
            try await sandbox.expect(TestGateway.namespace + "/tcproutes/route", "status.parents", [])
            try await expectRefusal(port: port)
            // What its next controller says is left alone.
            let status: Value = ["status": ["addresses": [["type": "IPAddress", "value": "192.0.2.1"]]]]
            await sandbox.merge(Self.path + "/status", status)
            await sandbox.create(TestGateway.services, service("unrelated"))
            try await Task.sleep(for: .milliseconds(200))
            #expect(await sandbox.api.send("GET", Self.path)["status.addresses[0].value"] == "192.0.2.1")
        }
    }

    // MARK: Backends

    @Test func aBackendThatNamesNothingIsTold() async throws {
        let told = Told()
        var settings = GatewayOptions()
        settings.backends = try ["gone=5432", "db:6000=5432"].map { try #require(ServiceStandIn($0)) }
        settings.onProblem = { problem in told.add(problem) }
        let broken = service("odd", more: ["openmcf.org/backend": "no port"])
        try await TestGateway.run([gateway([("tcp", try freePort())]), service("db"), broken], settings) { _ in }
        #expect(
            told.all == [
                "Service default/odd: the annotation openmcf.org/backend must be a list of [PORT=][HOST:]PORT, not 'no port'",
                "--backend names Service default/db, which has no TCP port 6000; it has 5432",
                "--backend names Service default/gone, which does not exist; it counts once the Service does",
            ])
    }

    @Test(arguments: [
        ("db=5432", "default/db", Int64?.none, "127.0.0.1", Int64(5432)),
        ("team/db:5432=6000", "team/db", 5432, "127.0.0.1", 6000),
        ("db=localhost:80", "default/db", nil, "localhost", 80),
        ("db=[::1]:80", "default/db", nil, "::1", 80),
    ])
    func backendsAreRead(text: String, service: String, port: Int64?, host: String, target: Int64) throws {
        let found = try #require(ServiceStandIn(text))
        #expect("\(found.service)" == service)
        #expect(found.place.servicePort == port)
        #expect((found.place.host, found.place.port) == (host, target))
    }

    @Test(arguments: [
        "", "db", "db=", "=80", "db=0", "db=65536", "db=+1", "a/b/c=80", "db:x=80", "DB=80", "db=::1:80", "db=[::1]",
        "/db=80", "db=http://x:80", "db=1.2.3.4.5 :80", "db==80",
    ])
    func whatIsNoBackendIsRefused(text: String) { #expect(ServiceStandIn(text) == nil) }

    /// A backend that refuses ends its client at once.
    @Test func aDeadBackendIsAResetAndNotAHang() async throws {
        let (port, closed) = (try freePort(), try #require(ClosedPort()))
        try await TestGateway.run([
            gateway([("tcp", port)]), gatewayRoute([("db", 1)]), service("db", at: UInt16(closed.number)),
        ]) { _ in
            let end = try await onThread { try PlainSocket.connected(to: port, timeout: 5).receive(1).end }
            #expect(end == .reset || end == .end)
        }
    }

    @Test func theDemoAnswersForServicesThatAreMissing() async throws {
        var settings = GatewayOptions()
        settings.isDemo = true
        let (port, own) = (try freePort(), try PlainServer.naming("own"))
        defer { own.stop() }
        try await TestGateway.run(
            [
                gateway([("tcp", port)]), gatewayRoute([("missing", 1)]), service("there", at: own.port),
            ], settings
        ) { sandbox in
            let greeting = try await onThread {
                let client = try PlainSocket.connected(to: port)
                try client.send("echo\n")
                return String(decoding: client.receive(13).bytes, as: UTF8.self)
            }
            #expect(greeting == "missing\necho\n")
            await sandbox.merge(
                TestGateway.namespace + "/tcproutes/route",
                ["spec": gatewayRoute([("there", 1)])["spec"] ?? .null])
            // A Service that exists is left alone.
            try await sandbox.expect(port: port, answers: "own")
        }
    }
}

extension Value {
    fileprivate func setting(_ key: String, _ value: Value) -> Value {
        var result = self
        result.set(key, value)
        return result
    }
}

/// Sentences that were told, in order.
private final class Told: Sendable {
    private let sentences = Mutex<[String]>([])

    var all: [String] { sentences.withLock { $0 } }

    func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
}
