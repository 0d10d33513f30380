import TestSupport
import Testing
import Values

/// Other clients and openmcf work on the same objects.
///
/// Runs where kubectl is installed.
@Suite(.enabled(if: Tools.kubectl != nil, "kubectl is not installed"))
struct KubectlTests {
    private func withSandbox(
        _ body: (ForegroundSandbox, Workspace, ([String]) async throws -> Run) async throws -> Void
    ) async throws {
        let kubectl = try #require(Tools.kubectl)
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ForegroundSandbox.run { sandbox in
            let server = sandbox.url
            try await body(sandbox, workspace) { arguments in
                try await workspace.run(kubectl, ["--server", server] + arguments)
            }
        }
    }

    private func openmcf(
        _ workspace: Workspace, _ sandbox: ForegroundSandbox, _ arguments: String...
    ) async throws -> Run {
        try await workspace.run(Tools.openmcf, arguments + ["--server", sandbox.url])
    }

    @Test func kubectlSeesWhatOpenmcfApplied() async throws {
        try await withSandbox { sandbox, workspace, kubectl in
            var run = try await kubectl(["create", "namespace", "app-ns"])
            try #require(run.output == "namespace/app-ns created\n", "\(run.testDescription)")
            run = try await openmcf(workspace, sandbox, "apply", "tcproute.yaml")
            try #require(run.status == 0, "\(run.testDescription)")
            run = try await kubectl(["get", "tcproutes", "-A", "-o", "name"])
            #expect(run.output == "tcproute.gateway.networking.k8s.io/postgres-route\n", "\(run.testDescription)")
            run = try await kubectl([
                "-n", "app-ns", "get", "tcproute", "postgres-route", "-o", "json", "--show-managed-fields",
            ])
            let live = try run.json
            let state = try workspace.json(".openmcf/state.json")["routes"]?.array?.first
            #expect(live["spec"] == state?["object"]?["spec"])
            #expect(live["metadata"]?["uid"] == state?["uid"])
            #expect(live["metadata"]?["resourceVersion"] == state?["resourceVersion"])
            #expect(live["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string } == ["openmcf"])
        }
    }

    @Test func whatKubectlChangesIsDrift() async throws {
        try await withSandbox { sandbox, workspace, kubectl in
            _ = try await kubectl(["create", "namespace", "app-ns"])
            _ = try await openmcf(workspace, sandbox, "apply", "tcproute.yaml")
            var run = try await kubectl([
                "-n", "app-ns", "patch", "tcproute", "postgres-route", "--type", "json", "-p",
                #"[{"op":"replace","path":"/spec/rules/0/backendRefs/0/port","value":5433}]"#,
            ])
            try #require(run.status == 0, "\(run.testDescription)")
            run = try await openmcf(workspace, sandbox, "plan", "tcproute.yaml", "--detailed-exitcode")
            #expect(
                run.output.hasPrefix(
                    """
                    Cluster: \(sandbox.url)

                    ! drift TCPRoute app-ns/postgres-route: changed outside of openmcf
                        spec.rules[0].backendRefs[0].port: 5432 → 5433  (by kubectl-patch)

                    """), "\(run.testDescription)")
            #expect(run.output.hasSuffix("\nRefused: 1 route needs --force-conflicts.\n"))
            #expect(run.status == 5)
            run = try await kubectl(["-n", "app-ns", "delete", "tcproute", "postgres-route", "--wait=false"])
            #expect(run.status == 0, "\(run.testDescription)")
            run = try await openmcf(workspace, sandbox, "apply", "tcproute.yaml", "-o", "json")
            #expect(try run.json["summary"]?["created"] == 1)
        }
    }

    @Test func renderedRoutesAreAppliedByKubectl() async throws {
        try await withSandbox { sandbox, workspace, kubectl in
            _ = try await kubectl(["create", "namespace", "app-ns"])
            try workspace.write(
                "rendered.yaml", try await workspace.openmcf("render", "tcproute.yaml").output)
            var run = try await kubectl(["apply", "--server-side", "-f", "rendered.yaml"])
            #expect(
                run.output == "tcproute.gateway.networking.k8s.io/postgres-route serverside-applied\n",
                "\(run.testDescription)")
            // Equal values conflict with nobody, but the route is not this stack's yet.
            run = try await openmcf(workspace, sandbox, "apply", "tcproute.yaml", "-q")
            #expect(run.errors.contains("is managed by 'kubectl'; it is not touched\n"), "\(run.testDescription)")
            #expect(run.status == 5)
            run = try await openmcf(workspace, sandbox, "apply", "tcproute.yaml", "--adopt", "-o", "json")
            #expect(try run.json["summary"]?["updated"] == 1, "\(run.testDescription)")

            // A change by kubectl with its own manager is refused to openmcf until it is told to force.
            try workspace.edit("rendered.yaml", replacing: "weight: 1", with: "weight: 50")
            run = try await kubectl(["apply", "--server-side", "--field-manager", "other", "-f", "rendered.yaml"])
            #expect(run.errors.contains("conflict"), "\(run.testDescription)")
            run = try await kubectl([
                "apply", "--server-side", "--field-manager", "other", "--force-conflicts", "-f", "rendered.yaml",
            ])
            #expect(run.status == 0, "\(run.testDescription)")
            run = try await openmcf(workspace, sandbox, "apply", "tcproute.yaml", "-q")
            #expect(
                run.errors.contains("differs in backendRefs[0].weight: theirs 50, yours 1\n"), "\(run.testDescription)")
            #expect(run.status == 5)
        }
    }

    /// After an adoption the next change is no conflict, and kubectl still finds what it set and the manifest does not.
    @Test func clientSideAppliedRoutesAreAdopted() async throws {
        try await withSandbox { sandbox, workspace, kubectl in
            _ = try await kubectl(["create", "namespace", "app-ns"])
            let rendered = try await workspace.openmcf("render", "tcproute.yaml").output
            try workspace.write("theirs.yaml", rendered.replacing("  labels:\n", with: "  labels:\n    theirs: kept\n"))
            var run = try await kubectl(["apply", "-f", "theirs.yaml"])
            try #require(run.status == 0, "\(run.testDescription)")
            run = try await openmcf(workspace, sandbox, "apply", "tcproute.yaml", "--adopt", "-o", "json")
            #expect(try run.json["summary"]?["updated"] == 1, "\(run.testDescription)")
            try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5433")
            run = try await openmcf(workspace, sandbox, "apply", "tcproute.yaml", "-o", "json")
            #expect(try run.json["summary"]?["updated"] == 1, "\(run.testDescription)")
            run = try await kubectl([
                "-n", "app-ns", "get", "tcproute", "postgres-route", "-o",
                "jsonpath={.metadata.labels.theirs} {.spec.rules[0].backendRefs[0].port}",
            ])
            #expect(run.output == "kept 5433", "\(run.testDescription)")
        }
    }

    @Test func clientSideApplyWorksToo() async throws {
        try await withSandbox { sandbox, workspace, kubectl in
            _ = try await kubectl(["create", "namespace", "app-ns"])
            try workspace.write(
                "rendered.yaml", try await workspace.openmcf("render", "tcproute.yaml").output)
            var run = try await kubectl(["apply", "-f", "rendered.yaml"])
            #expect(
                run.output == "tcproute.gateway.networking.k8s.io/postgres-route created\n", "\(run.testDescription)")
            try workspace.edit("rendered.yaml", replacing: "port: 5432", with: "port: 5433")
            run = try await kubectl(["diff", "-f", "rendered.yaml"])
            #expect(run.status == 1, "\(run.testDescription)")
            run = try await kubectl(["apply", "-f", "rendered.yaml"])
            #expect(
                run.output == "tcproute.gateway.networking.k8s.io/postgres-route configured\n",
                "\(run.testDescription)")
            let live = try await sandbox.get(ForegroundSandbox.route)
            #expect(live["spec"]?["rules"]?.array?.first?["backendRefs"]?.array?.first?["port"] == 5433)
            run = try await kubectl(["delete", "-f", "rendered.yaml", "--wait=false"])
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(try await sandbox.get(ForegroundSandbox.route)["code"] == 404)
        }
    }

    /// Typed clients send protobuf for the kinds that they know.
    @Test func kubectlMakesServicesAndGateways() async throws {
        try await withSandbox { _, workspace, kubectl in
            #expect(
                try await kubectl(["create", "service", "nodeport", "db", "--tcp=5432:web"]).output
                    == "service/db created\n")
            let patch = #"{"spec":{"ports":[{"port":9,"name":"x"}]}}"#
            #expect(try await kubectl(["patch", "service", "db", "-p", patch]).output == "service/db patched\n")
            let ports = try await kubectl(
                ["get", "service", "db", "-o", "jsonpath={range .spec.ports[*]}{.name} {.port} {.targetPort}|{end}"])
            #expect(ports.output == "x 9 9|5432-web 5432 web|")
            try workspace.write("gateway.yaml", SandboxLoadingTests.gateway)
            #expect(
                try await kubectl(["apply", "-f", "gateway.yaml"]).output
                    == "gateway.gateway.networking.k8s.io/edge created\n")
            let table = try await kubectl(["get", "gateways", "--no-headers"])
            #expect(table.output.split(separator: " ").prefix(2) == ["edge", "tcp"])
            #expect(try await kubectl(["diff", "-f", "gateway.yaml"]).status == 0)
            #expect(try await kubectl(["delete", "service,gateway", "--all"]).status == 0)
        }
    }

    /// For a list kubectl asks in protobuf whether the server validates.
    @Test func kubectlAppliesListsAndAsksWhatItMay() async throws {
        try await withSandbox { _, workspace, kubectl in
            try workspace.write(
                "list.yaml",
                """
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: "1"}}
                  - {apiVersion: v1, kind: Secret, metadata: {name: password}, stringData: {p: x}}

                """)
            let run = try await kubectl(["apply", "-f", "list.yaml"])
            #expect(run.output == "configmap/settings created\nsecret/password created\n", "\(run.testDescription)")
            #expect(try await kubectl(["auth", "can-i", "delete", "tcproutes"]).output == "yes\n")
            let known = try await kubectl(["get", "crd", "-o", "name"])
            #expect(known.output.contains("/tcproutes.gateway.networking.k8s.io\n"), "\(known.testDescription)")
        }
    }
}
