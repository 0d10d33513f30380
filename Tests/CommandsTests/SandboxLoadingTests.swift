import TestSupport
import Testing
import Values

/// `openmcf sandbox -f`.
struct SandboxLoadingTests {
    static let gateway = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata:
          name: edge
        spec:
          gatewayClassName: tcp
          listeners:
            - name: db
              protocol: TCP
              port: 5432
        """
    static let route = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: db
        spec:
          namespace: team
          parentRefs:
            - name: edge
              namespace: default
              sectionName: db
          rules:
            - backendRefs:
                - name: db
                  port: 5432
        """

    @Test func itServesWhatTheFilesHold() async throws {
        let files = ["objects/gateway.yaml": Self.gateway, "objects/route.yaml": Self.route]
        try await ForegroundSandbox.run(["-f", "objects"], files: files) { sandbox in
            let group = "/apis/gateway.networking.k8s.io/v1/namespaces"
            let gateway = try await sandbox.get(group + "/default/gateways/edge")
            #expect(gateway["spec"]?["listeners"]?.array?.first?["port"] == 5432)
            let route = try await sandbox.get(group + "/team/tcproutes/db")
            #expect(route["spec"]?["parentRefs"]?.array?.first?["sectionName"] == "db")
            #expect(route["metadata"]?["managedFields"]?.array?.first?["manager"] == "openmcf-sandbox")
        }
    }

    @Test(arguments: [
        (
            Self.gateway.replacing("port: 5432", with: "port: 70000"),
            """
            file.yaml:10:13: error: the sandbox refuses this: Invalid value: 70000: spec.listeners[0].port in body should \
            be less than or equal to 65535 [refused-object]
              10 |       port: 70000
                 |             ^^^^^

            error: the sandbox cannot start with an object

            """
        ),
        (
            Self.gateway.replacing("gatewayClassName", with: "gatewayClasName"),
            """
            file.yaml:6:20: error: the sandbox refuses this: there is no such field [refused-object]
              6 |   gatewayClasName: tcp
                |                    ^^^
              help: did you mean 'gatewayClassName'?

            error: the sandbox cannot start with an object

            """
        ),
        (
            Self.gateway.replacing("kind: Gateway", with: "kind: Deployment"),
            """
            file.yaml:2:7: error: the sandbox refuses this: the sandbox does not serve Deployment of \
            gateway.networking.k8s.io/v1 [refused-object]
              2 | kind: Deployment
                |       ^^^^^^^^^^
              help: it serves ConfigMap, Event, Namespace, Secret, Service, Lease, EndpointSlice, GatewayClass, Gateway, \
            ReferenceGrant, TCPRoute, Route

            error: the sandbox cannot start with an object

            """
        ),
        (
            Self.route.replacing("port: 5432", with: "port: 70000"),
            """
            file.yaml:14:17: error: port must be at most 65535, not 70000 [out-of-range]
              14 |           port: 70000
                 |                 ^^^^^
              help: allowed is 1 to 65535

            error: the manifests have an error

            """
        ),
    ])
    func anErrorEndsTheStartAtItsLine(_ text: String, _ expected: String) async throws {
        let workspace = try Workspace()
        try workspace.write("file.yaml", text)
        let run = try await workspace.inProcess(
            "sandbox", "--port", "0", "--port-file", workspace.folder + "/port", "--data-dir",
            workspace.folder + "/data", "-f", "file.yaml")
        #expect(run.errors == expected)
        #expect(run.status == 3)
        #expect(workspace.read("port") == nil)
    }
}
