import TestSupport
import Testing

/// What `status` advises is more than what it says already.
struct StatusHelpTests {
    private static let gateway = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: gw, namespace: db}
        spec: {gatewayClassName: openmcf, listeners: [{name: tcp, port: 0, protocol: TCP}]}

        """

    private static let route = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: a}
        spec: {namespace: db, parentRefs: [{name: gw}], rules: [{backendRefs: [{name: gone, port: 1}]}]}

        """

    @Test func theMessageIsNotRepeated() async throws {
        let workspace = try Workspace()
        try workspace.write("route.yaml", Self.route)
        // The Gateway opens the port once this has let go of it.
        let port = try #require(ClosedPort()).number
        let gateway = Self.gateway.replacing("port: 0", with: "port: \(port)")
        try await ForegroundSandbox.run(["-f", "gateway.yaml"], files: ["gateway.yaml": gateway]) { sandbox in
            let server = ["--server", sandbox.url]
            var run = try await workspace.run(
                Tools.openmcf,
                ["apply", "route.yaml", "-q", "--create-namespace", "--wait", "--timeout", "30s"] + server)
            #expect(run.status == 7, "\(run.testDescription)")
            run = try await workspace.run(Tools.openmcf, ["status"] + server)
            let lines = run.output.split(separator: "\n").map { $0.drop { $0 == " " } }
            #expect(lines.contains("help: correct what the message names"), "\(run.testDescription)")
            #expect(!lines.contains("help: Service db/gone does not exist"))
        }
    }
}
