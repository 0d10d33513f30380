import TestSupport
import Testing

/// `openmcf graph`: the picture of manifests and what stands beside them, in each format.
struct GraphTests {
    private static let manifests = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: pg}
        spec:
          namespace: app
          parentRefs: [{name: gw, sectionName: tcp}]
          rules: [{backendRefs: [{name: db, port: 5432}]}]
        ---
        apiVersion: v1
        kind: List
        items:
        - apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: {name: gw, namespace: app}
          spec: {gatewayClassName: any, listeners: [{name: tcp, port: 5432, protocol: TCP}]}
        - {apiVersion: v1, kind: Service, metadata: {name: db, namespace: app}, spec: {ports: [{port: 5432}]}}

        """

    @Test(arguments: [
        (["graph", "m.yaml"], "Gateway app/gw\n└─ tcp :5432\n"),
        (["graph", "m.yaml", "-o", "mermaid"], "flowchart LR\n"),
        (["graph", "m.yaml", "-o", "dot"], "digraph routing {\n"), (["graph", "m.yaml", "-o", "svg"], "<svg xmlns="),
        (["graph", "m.yaml", "-o", "html"], "<!doctype html>\n"),
    ])
    func formats(arguments: [String], start: String) async throws {
        let workspace = try Workspace()
        try workspace.write("m.yaml", Self.manifests)
        let run = try await workspace.inProcess(arguments)
        #expect(run.output.hasPrefix(start))
        #expect(run.output.contains("app/db:5432"))
        #expect(
            run.errors == """
                note: not applied, but the routes are judged against them: 1 Gateway, 1 Service [not-applied]


                """)
        #expect(run.status == 0)
    }

    @Test func invalidManifests() async throws {
        let workspace = try Workspace()
        try workspace.write("m.yaml", Self.manifests.replacing("sectionName: tcp", with: "sectionName: 5"))
        let run = try await workspace.inProcess("graph", "m.yaml", "-o", "svg")
        #expect(run.output == "")
        #expect(
            run.errors.contains("\nm.yaml:6:40: error: sectionName must be a string, not the integer 5 [wrong-type]\n"))
        #expect(run.status == 3)
    }
}
