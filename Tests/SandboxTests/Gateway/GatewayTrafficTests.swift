import TestSupport
import Testing
import Values

@testable import Sandbox

/// Connections through the Gateways of a sandbox, as objects change: what users of small gateways suffer from.
struct GatewayTrafficTests {
    /// A reload that cuts connections is the commonest complaint of all.
    @Test func aChangeOfEndpointsCutsNoConnection() async throws {
        let port = try freePort()
        let (old, new) = (try PlainServer.echo(), try PlainServer.naming("new"))
        defer { [old, new].forEach { $0.stop() } }
        try await TestGateway.run([
            gateway([("tcp", port)]), gatewayRoute([("db", 1)]), service("db", at: old.port),
        ]) { sandbox in
            let client = try await onThread { try PlainSocket.connected(to: port) }
            try await onThread { try client.send("one") }
            #expect(await text(client, 3) == "one")
            await sandbox.lead("db", to: new.port)
            try await sandbox.expect(port: port, answers: "new")
            try await onThread { try client.send("two") }
            #expect(await text(client, 3) == "two")
            // The listener is the same one: a new one would count from 0.
            let metrics = await sandbox.controller.metrics()
            #expect(
                !metrics.contains(
                    "connections_accepted_total{gateway=\"default/gw\",listener=\"tcp\",port=\"\(port)\"} 1\n"))
        }
    }

    @Test func aRemovedListenerClosesAtOnceAndNothingElseEnds() async throws {
        let (stays, goes) = (try freePort(), try freePort())
        let server = try PlainServer.echo()
        defer { server.stop() }
        try await TestGateway.run([
            gateway([("stays", stays), ("goes", goes)]), gatewayRoute([("db", 1)]), service("db", at: server.port),
        ]) { sandbox in
            let clients = try await onThread { try [stays, goes].map { try PlainSocket.connected(to: $0) } }
            for client in clients { try await onThread { try client.send("a") } }
            for client in clients { #expect(await text(client, 1) == "a") }
            let listeners = gateway([("stays", stays)])["spec"]?["listeners"] ?? .null
            await sandbox.merge(TestGateway.namespace + "/gateways/gw", ["spec": ["listeners": listeners]])
            try await sandbox.expect(TestGateway.namespace + "/gateways/gw", "status.listeners[1]", nil)
            try await expectRefusal(port: goes)
            // What was open on the removed one may end by itself.
            for client in clients { try await onThread { try client.send("b") } }
            for client in clients { #expect(await text(client, 1) == "b") }
        }
    }

    @Test func aFINIsPassedOnAndTheAnswerComesBack() async throws {
        let port = try freePort()
        let server = try PlainServer { peer in
            let request = peer.receive(.max)
            try? peer.send("got \(request.bytes.count)")
        }
        defer { server.stop() }
        try await TestGateway.run([
            gateway([("tcp", port)]), gatewayRoute([("db", 1)]), service("db", at: server.port),
        ]) { _ in
            let answer = try await onThread {
                let client = try PlainSocket.connected(to: port)
                try client.send("hello")
                client.endWriting()
                return client.receiveText()
            }
            #expect(answer == "got 5")
        }
    }

    @Test func weightsAreSharesOfConnections() async throws {
        let port = try freePort()
        let servers = try ["a", "b"].map { try PlainServer.naming($0) }
        defer { servers.forEach { $0.stop() } }
        try await TestGateway.run([
            gateway([("tcp", port)]), gatewayRoute([("a", 70), ("b", 20), ("gone", 10)]),
            service("a", at: servers[0].port), service("b", at: servers[1].port),
        ]) { sandbox in
            // The share of a Service that is missing is rejected, and goes to nobody else.
            let answers = try await sandbox.answers(of: port, connections: 100)
            #expect(abs(answers["a", default: 0] - 70) <= 2, "\(answers)")
            #expect(abs(answers["b", default: 0] - 20) <= 2, "\(answers)")
            #expect(abs(answers["", default: 0] - 10) <= 2, "\(answers)")
        }
    }

    @Test(arguments: [[("db", Int64(0))], [("db", 0), ("other", 0)]])
    func whereAllWeightsAreZeroEverythingIsRejected(backends: [(String, Int64)]) async throws {
        let port = try freePort()
        let server = try PlainServer.naming("db")
        defer { server.stop() }
        try await TestGateway.run([
            gateway([("tcp", port)]), gatewayRoute(backends.map { (service: $0.0, weight: $0.1) }),
            service("db", at: server.port), service("other", at: server.port),
        ]) { sandbox in
            let answers = try await sandbox.answers(of: port, connections: 5)
            #expect(answers == ["": 5])
            // A weight says nothing against the reference.
            try await sandbox.expect(
                TestGateway.namespace + "/tcproutes/route", "status.parents[0].conditions[1].reason", "ResolvedRefs")
        }
    }

    /// Controllers that sent such connections to another port, or called the Service missing.
    @Test func aPortThatTheServiceLacksIsNamedAndGetsNothing() async throws {
        let port = try freePort()
        let server = try PlainServer.naming("db")
        defer { server.stop() }
        try await TestGateway.run([
            gateway([("tcp", port)]), gatewayRoute([("db", 1)]), service("db", port: 6000, at: server.port),
        ]) { sandbox in
            let path = TestGateway.namespace + "/tcproutes/route"
            try await sandbox.expect(path, "status.parents[0].conditions[1].reason", "BackendNotFound")
            let message = await sandbox.api.send("GET", path)["status.parents[0].conditions[1].message"]
            #expect(message?.string?.contains("5432") == true, "\(String(describing: message))")
            #expect(try await sandbox.answers(of: port, connections: 3) == ["": 3])
        }
    }

    @Test func aGrantCountsAndItsRemovalTooWithoutARestart() async throws {
        let port = try freePort()
        let server = try PlainServer.naming("db")
        defer { server.stop() }
        var elsewhere = service("db", at: server.port)
        elsewhere.withMember("metadata") { $0?.set("namespace", "data") }
        let route = gatewayRoute([("db", 1)], in: "data")
        try await TestGateway.run([gateway([("tcp", port)]), elsewhere, route]) { sandbox in
            let path = TestGateway.namespace + "/tcproutes/route"
            try await sandbox.expect(path, "status.parents[0].conditions[1].reason", "RefNotPermitted")
            try await sandbox.expect(port: port, answers: "")
            let grants = "/apis/gateway.networking.k8s.io/v1beta1/namespaces/data/referencegrants"
            await sandbox.create(
                grants,
                [
                    "apiVersion": "gateway.networking.k8s.io/v1beta1", "kind": "ReferenceGrant",
                    "metadata": ["name": "routes"],
                    "spec": [
                        "from": [
                            [
                                "group": "gateway.networking.k8s.io", "kind": "TCPRoute", "namespace": "default",
                            ]
                        ],
                        "to": [["group": "", "kind": "Service"]],
                    ],
                ])
            try await sandbox.expect(port: port, answers: "db")
            await sandbox.delete(grants + "/routes")
            try await sandbox.expect(port: port, answers: "")
        }
    }

    @Test func theClientsAddressIsToldWhereAServiceAsksForIt() async throws {
        let port = try freePort()
        let server = try PlainServer { peer in
            let line = peer.receive(10)
            try? peer.send(String(decoding: line.bytes, as: UTF8.self))
        }
        defer { server.stop() }
        try await TestGateway.run([
            gateway([("tcp", port)]), gatewayRoute([("db", 1)]),
            service("db", at: server.port, more: ["openmcf.org/proxy-protocol": "v1"]),
        ]) { sandbox in try await sandbox.expect(port: port, answers: "PROXY TCP4") }
    }

    @Test func endpointSlicesAreUsedAsTheyAre() async throws {
        let port = try freePort()
        try await TestGateway.run([gateway([("tcp", port)]), gatewayRoute([("db", 1)]), service("db")]) { sandbox in
            try await sandbox.expect(port: port, answers: "")
            let slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
            let slice: Value = [
                "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                "metadata": ["name": "db-1", "labels": ["kubernetes.io/service-name": "db"]],
                "addressType": "IPv4", "ports": [["name": "db", "port": 5432]],
                "endpoints": [["addresses": ["127.0.0.1"]]],
            ]
            // As a real server has it: such manifests would work here and nowhere else.
            let refused = await sandbox.api.send("POST", slices, JSONWriter.text(slice))
            #expect(refused.code == 422)
            #expect(refused.message.contains("may not be in the loopback range"), "\(refused.message)")
        }
    }

    /// kubectl and `openmcf status` see where connections go, and nothing is left when that is over.
    @Test func clientsSeeWhatStandsInForAService() async throws {
        let port = try freePort()
        let server = try PlainServer.naming("db")
        defer { server.stop() }
        try await TestGateway.run([
            gateway([("tcp", port)]), gatewayRoute([("db", 1)]), service("db", at: server.port),
        ]) { sandbox in
            let slice = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/db-openmcf-5432-000"
            try await sandbox.expect(slice, "endpoints[0].addresses[0]", "127.0.0.1")
            try await sandbox.expect(slice, "ports[0].port", .int(Int64(server.port)))
            await sandbox.merge(
                TestGateway.services + "/db", ["metadata": ["annotations": ["openmcf.org/backend": .null]]])
            try await sandbox.expect(slice, "code", 404)
            try await sandbox.expect(port: port, answers: "")
        }
    }

    private func text(_ client: PlainSocket, _ count: Int) async -> String? {
        try? await onThread { String(decoding: client.receive(count).bytes, as: UTF8.self) }
    }
}
