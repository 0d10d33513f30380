import SandboxSupport
import TestSupport
import Testing
import Values

/// Which cluster a command works on is said before anything happens: in the first line, in the question, in JSON.
struct ClusterNameTests {
    private static func config(_ server: String) -> String {
        """
        current-context: prod
        contexts: [{name: prod, context: {cluster: c}}]
        clusters: [{name: c, cluster: {server: "\(server)"}}]
        """
    }

    private static let route = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: a}
        spec: {namespace: db, parentRefs: [{name: gw, sectionName: tcp}], rules: [{backendRefs: [{name: pg, port: 5432}]}]}

        """

    /// With a cluster of which nothing is to be said.
    private func withCluster(_ body: (Workspace, String) async throws -> Void) async throws {
        try await withCluster(GatewayScene().cluster, body)
    }

    private func withCluster(_ cluster: TestCluster, _ body: (Workspace, String) async throws -> Void) async throws {
        try await cluster.run { server in
            let workspace = try Workspace()
            try workspace.write("config", Self.config(server.url))
            try workspace.write("m.yaml", Self.route)
            try await body(workspace, server.url)
        }
    }

    @Test func firstLine() async throws {
        try await withCluster { workspace, url in
            let line = "Cluster: context prod (\(url))\n"
            var run = try await workspace.inProcess("plan", "m.yaml", "--kubeconfig", "config", "-q")
            #expect(run.output.hasPrefix(line + "\n+ create TCPRoute db/a"))
            run = try await workspace.inProcess("plan", "m.yaml", "--server", url, "-q")
            #expect(run.output.hasPrefix("Cluster: \(url)\n\n+ create TCPRoute db/a"))
            run = try await workspace.inProcess("plan", "m.yaml", "--offline", "-q")
            #expect(run.output.hasPrefix("Cluster: none was asked; this is from the state alone\n\n+ create"))
            run = try await workspace.inProcess("diff", "m.yaml", "--kubeconfig", "config")
            #expect(run.errors.hasPrefix(line))
            #expect(run.output.hasPrefix("--- /dev/null\n"))
            run = try await workspace.inProcess("apply", "m.yaml", "--kubeconfig", "config")
            #expect(run.errors.hasPrefix(line + "\n+ create TCPRoute db/a"))
            // Also where there is nothing to do.
            run = try await workspace.inProcess("apply", "m.yaml", "--kubeconfig", "config")
            #expect(run.errors == line)
            run = try await workspace.inProcess("destroy", "-y", "--kubeconfig", "config")
            #expect(run.errors.hasPrefix(line + "\n- delete TCPRoute db/a"))
        }
    }

    @Test(arguments: [
        ["plan", "m.yaml"], ["diff", "m.yaml"], ["plan", "m.yaml", "--out", "plan.json"], ["apply", "m.yaml"],
        ["plan", "--destroy"], ["destroy", "-y"],
    ])
    func json(arguments: [String]) async throws {
        let cluster = try await TestCluster()
        let uid = await cluster.uid
        try await withCluster(cluster) { workspace, url in
            if arguments.contains("--destroy") || arguments.contains("-y") {
                try await workspace.succeed("apply", "m.yaml", "--kubeconfig", "config")
            }
            let run = try await workspace.inProcess(arguments + ["--kubeconfig", "config", "-o", "json"])
            let json = try run.json
            #expect(json["cluster"] == .string("\(url) (uid \(uid))"))
            #expect(json["context"] == "prod")
            #expect(json["server"] == .string(url))
            #expect(json["clusterUID"] == .string(uid))
            if arguments.contains("--out") { #expect(try workspace.json("plan.json")["context"] == "prod") }
        }
    }

    /// A saved plan is shown with the cluster that it is applied to, as that is reached now.
    @Test func savedPlan() async throws {
        try await withCluster { workspace, url in
            try await workspace.succeed("plan", "m.yaml", "--kubeconfig", "config", "--out", "plan.json")
            let run = try await workspace.inProcess("apply", "plan.json", "--server", url)
            #expect(run.errors.hasPrefix("Cluster: \(url)\n\n+ create TCPRoute db/a"))
            #expect(run.status == 0)
        }
    }

    /// Where no UID tells clusters apart, the address does.
    @Test func savedPlanOfAnotherCluster() async throws {
        let silent: TestCluster.Fault.Step = { request, _ in
            request.path == "/api/v1/namespaces/kube-system" ? .failure(403, "Forbidden", "User \"a\" cannot get") : nil
        }
        try await TestCluster(before: silent).run { one in
            try await TestCluster(before: silent).run { other in
                let workspace = try Workspace()
                try workspace.write("m.yaml", Self.route)
                try await workspace.succeed("plan", "m.yaml", "--server", one.url, "--out", "plan.json")
                let run = try await workspace.inProcess("apply", "plan.json", "--server", other.url, "-q")
                #expect(
                    run.errors == """
                        error: the plan was made for \(one.url), not for \(other.url)
                          help: make the plan anew for this cluster

                        """)
                #expect(run.output == "")
                #expect(other.requests.allSatisfy { $0.method == "GET" })
            }
        }
    }

    @Test(.enabled(if: Tools.script != nil, "the program 'script' is not installed"))
    func question() async throws {
        try await withCluster { workspace, url in
            let script = try #require(Tools.script)
            for (command, question) in [
                ("apply m.yaml -q", "Apply this plan to context prod (\(url))? [y/N] "),
                ("destroy -q", "Delete these routes from context prod (\(url))? [y/N] "),
            ] {
                if command.hasPrefix("destroy") {
                    try await workspace.succeed("apply", "m.yaml", "--kubeconfig", "config")
                }
                let run = try await workspace.run(
                    script,
                    ["-q", "-e", "-c", "'\(Tools.openmcf)' \(command) --kubeconfig config", "/dev/null"], input: "n\n")
                #expect(run.output.contains(question), "\(run.testDescription)")
                #expect(run.status == 1)
            }
        }
    }
}
