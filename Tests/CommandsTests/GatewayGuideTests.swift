import TestSupport
import Testing
import Values

/// The guide of Gateway API to TCP routing, as README and the quick start have it: with real connections.
struct GatewayGuideTests {
    /// The files of the guide with ports that are free, and those ports.
    private static func guide() throws -> (gateway: String, routes: String, foo: UInt16, bar: UInt16) {
        let (foo, bar) = (try #require(ClosedPort()), try #require(ClosedPort()))
        let gateway = try #require(Repository.read("examples/guide/gateway.yaml"))
        let routes = try #require(Repository.read("examples/guide/routes.yaml"))
        let moved = gateway.replacing("port: 8080", with: "port: \(foo.number)")
            .replacing("port: 8090", with: "port: \(bar.number)")
        #expect(moved != gateway)
        return (moved, routes, UInt16(foo.number), UInt16(bar.number))
    }

    /// What a connection to a port is told; nothing where it is rejected.
    private static func expect(
        _ port: UInt16, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await onThread { try PlainSocket.connected(to: port).receiveText(max(expected.utf8.count, 1)) }
        #expect(answer == expected, sourceLocation: sourceLocation)
    }

    @Test func oneCommandRunsIt() async throws {
        let guide = try Self.guide()
        let files = ["guide/gateway.yaml": guide.gateway, "guide/routes.yaml": guide.routes]
        try await ForegroundSandbox.run(["-f", "guide", "--demo"], files: files) { _ in
            try await Self.expect(guide.foo, "my-foo-service\n")
            try await Self.expect(guide.bar, "my-bar-service\n")
        }
    }

    @Test func itRunsWhenApplySendsTheRoutes() async throws {
        let guide = try Self.guide()
        try await ForegroundSandbox.run(["-f", "gateway.yaml", "--demo"], files: ["gateway.yaml": guide.gateway]) {
            sandbox in
            let workspace = try Workspace()
            try workspace.write("routes.yaml", guide.routes)
            let server = ["-n", "default", "--server", sandbox.url]
            let applied = try await workspace.inProcess(
                ["apply", "routes.yaml", "--wait", "--stable", "100ms", "--timeout", "60s"] + server)
            #expect(applied.status == 0, "\(applied.testDescription)")
            try await Self.expect(guide.foo, "my-foo-service\n")
            try await Self.expect(guide.bar, "my-bar-service\n")
            let status = try await workspace.inProcess(["status"] + server)
            #expect(
                status.output == """
                    ROUTE              PARENT                      VERDICT  DETAIL
                    default/tcp-app-1  default/my-tcp-gateway/foo  ready    serves foo
                      → default/my-tcp-gateway/foo :\(guide.foo): default/my-foo-service:6000 100 % (1 ready endpoint)
                    default/tcp-app-2  default/my-tcp-gateway/bar  ready    serves bar
                      → default/my-tcp-gateway/bar :\(guide.bar): default/my-bar-service:6000 100 % (1 ready endpoint)

                    2 routes: 2 ready.

                    """)
        }
    }

    @Test func aBackendOfThisMachineStandsInForAService() async throws {
        let guide = try Self.guide()
        let server = try PlainServer.naming("mine")
        defer { server.stop() }
        let files = [
            "guide/gateway.yaml": guide.gateway, "guide/routes.yaml": guide.routes, "service.yaml": Self.service,
        ]
        try await ForegroundSandbox.run(
            ["-f", "guide", "-f", "service.yaml", "--backend", "my-foo-service=\(server.port)"], files: files
        ) { _ in
            try await Self.expect(guide.foo, "mine")
            // Nobody is behind the other one.
            try await Self.expect(guide.bar, "")
        }
    }

    private static let service = """
        apiVersion: v1
        kind: Service
        metadata:
          name: my-foo-service
        spec:
          ports:
            - port: 6000
        """

    @Test(arguments: [
        (
            ["--backend", "db"],
            "error: --backend must be [NAMESPACE/]SERVICE[:PORT]=[HOST:]PORT, not 'db'\n"
        ),
        (["--gateway-address", "localhost"], "error: --gateway-address must be an IP address, not 'localhost'\n"),
        (["--max-connections", "0"], "error: --max-connections must be between 1 and 1000000\n"),
        (
            ["--gateway-address", "192.0.2.1"],
            "error: Gateways cannot listen on 192.0.2.1: this machine has no such address\n"
        ),
    ])
    func whatCannotBeIsSaidAtTheStart(arguments: [String], message: String) async throws {
        let workspace = try Workspace()
        let run = try await workspace.run(Tools.openmcf, ["sandbox", "--port-file", "port"] + arguments)
        #expect(run.errors.hasPrefix(message), "\(run.testDescription)")
        #expect(workspace.read("port") == nil)
    }
}
