import TestSupport
import Testing
import Values

@testable import KubernetesClient

/// The first words with a server: a connection, its version, its clock.
struct ContactTests {
    /// A clock that shows whole seconds is right as long as it may be.
    @Test(arguments: [
        (1000.2, 1000.4, 0), (999.9, 1001.5, 0), (1000.9, 1002.0, 0), (999.0, 999.5, 1), (900.0, 901.0, 99),
        (1001.5, 1002.0, -1), (1100.0, 1101.0, -99),
    ])
    func clockOffset(sent: Double, received: Double, offset: Int) {
        // 1000 seconds after the beginning of 1970.
        #expect(
            KubernetesClient.offset("Thu, 01 Jan 1970 00:16:40 GMT", sent: sent, received: received) == offset)
    }

    @Test func noClock() { #expect(KubernetesClient.offset("noon", sent: 0, received: 1) == nil) }

    @Test(arguments: [
        (Reply.json(["gitVersion": "v1.36.2"], headers: ["date": "Thu, 01 Jan 1970 00:16:40 GMT"]), "v1.36.2", true),
        (.json(["gitVersion": "v1.36.2"]), "v1.36.2", false),
        (
            .failure(401, "Unauthorized", "", details: [:], ["date": "Thu, 01 Jan 1970 00:16:40 GMT"]),
            "unauthenticated",
            true
        ),
        (.json(["kind": "Status"]), "not-kubernetes", false),
    ])
    func greeting(reply: Reply, outcome: String, hasClock: Bool) async throws {
        try await ScriptedServer.run([reply]) { server in
            let credentials = Credentials(token: .fixed(Secret("t")))
            try await server.withClient(credentials: credentials) { client in
                let greeting = await client.greet()
                switch greeting.version {
                case .success(let version): #expect(version.gitVersion == outcome)
                case .failure(let error): #expect(error.code.rawValue == outcome)
                }
                #expect((greeting.clockOffset != nil) == hasClock)
                _ = await client.greet(isIdentified: false)
            }
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer t", nil])
            #expect(Set(server.lines) == ["GET /version"])
        }
    }

    /// A probe goes the way of a request, and tells more.
    @Test func probe() async throws {
        let authority = TestCertificate.authority("root")
        let options = ScriptedServer.Options(chain: [authority.server(["api.test"])])
        try await ScriptedServer.run(options, script: kind200) { server in
            var settings = try settings(server.port, trusting: [authority], name: "api.test")
            var probe = try await withHTTPTransport(settings) { await $0.probe() }
            #expect(probe.address == "127.0.0.1")
            #expect(probe.port == server.port)
            #expect(probe.tlsVersion == "TLS 1.3")
            #expect(probe.certificates.map(\.subject) == ["CN=server", "CN=root"])
            #expect(probe.certificates.map(\.validUntil) == [2_524_607_999, 2_524_607_999])
            #expect(probe.failure == nil)
            settings.tls.serverName = "b.test"
            probe = try await withHTTPTransport(settings) { await $0.probe() }
            #expect(probe.failure?.stage == .serverTLS)
            #expect(probe.address == "127.0.0.1")
            #expect(server.requests.isEmpty)
        }
    }

    @Test func cancelledProbe() async throws {
        // Nobody answers there: the documentation's own network.
        var settings = TransportSettings(server: try ServerURL(parsing: "https://192.0.2.1:6443"))
        settings.limits.connecting = .seconds(600)
        let start = ContinuousClock.now
        let probe = try await withHTTPTransport(settings) { transport in
            let task = Task { await transport.probe() }
            try await Task.sleep(for: .milliseconds(20))
            task.cancel()
            return await task.value
        }
        #expect(probe.failure != nil)
        #expect(ContinuousClock.now - start < .seconds(300))
    }
}
