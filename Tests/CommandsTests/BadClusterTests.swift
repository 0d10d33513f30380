import TestSupport
import Testing
import Values

/// A cluster that is not there, or is none: exit code 4, one message with the address, no state.
struct BadClusterTests {
    private static let path = "/apis/gateway.networking.k8s.io"
    private static let origin = "Check the address; it comes from --server."

    /// Runs the commands that ask a cluster, as text and as JSON, and expects the same message and exit code.
    private func expect(_ arguments: [String], _ message: String, _ status: Int32 = 4) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        for command in ["plan", "apply"] {
            let run = try await workspace.inProcess([command, "tcproute.yaml", "-q"] + arguments)
            #expect(run.errors.replacing(workspace.home, with: "~") == message)
            #expect(run.output == "")
            #expect(run.status == status)
        }
        let run = try await workspace.inProcess(["apply", "tcproute.yaml", "-q", "-o", "json"] + arguments)
        let text = try run.json["error"]?["message"]?.string ?? ""
        #expect(message.contains("error: \(text)\n"))
        #expect(run.status == status)
        #expect(workspace.files.filter { $0 != ".openmcf/state.json.lock" } == ["tcproute.yaml"])
    }

    @Test func connectionRefused() async throws {
        try await expect(
            ["--server", "http://127.0.0.1:1"],
            """
            error: cannot reach http://127.0.0.1:1: connection refused
              help: Is the API server running, and is that its address? It comes from --server.

            """)
    }

    @Test func unknownName() async throws {
        try await expect(
            ["--server", "https://no.such.host.invalid"],
            """
            error: cannot reach https://no.such.host.invalid: the name 'no.such.host.invalid' cannot be resolved
              help: Is the API server running, and is that its address? It comes from --server.

            """)
    }

    @Test func webPage() async throws {
        try await ScriptedServer.run([.answer(200, "<html>Sign in</html>", ["content-type": "text/html"])]) { server in
            try await expect(
                ["--server", server.url],
                """
                error: \(server.url) is no Kubernetes API server: it answered GET \(Self.path) with a web page
                  help: \(Self.origin) A login page or a proxy may stand in between.

                """)
        }
    }

    @Test func serverThatNeverAnswers() async throws {
        try await ScriptedServer.run([.hang]) { server in
            try await expect(
                ["--server", server.url, "--request-timeout", "1"],
                """
                error: \(server.url) accepted the connection and did not answer within 1 s
                  help: The server may be overloaded; try again. If it never answers, check the address: it comes from \
                --server.

                """)
        }
    }

    @Test func credentialsThatAreNotAccepted() async throws {
        try await ScriptedServer.run([.failure(401, "Unauthorized", "Unauthorized")]) { server in
            let run = try await runApply(server)
            #expect(run.errors.contains(server.url))
            #expect(run.errors.contains("Unauthorized"))
            #expect(run.status == 4)
        }
    }

    @Test func rightsThatAreMissing() async throws {
        let message = "forbidden: User \"system:anonymous\" cannot get path \"/apis\""
        try await ScriptedServer.run([.failure(403, "Forbidden", message)]) { server in
            let run = try await runApply(server)
            #expect(run.errors.contains(message))
            #expect(run.status == 4)
        }
    }

    @Test func serverWithoutTheAPI() async throws {
        let answer = { @Sendable (request: SeenRequest) -> Reply in
            request.path == "/apis"
                ? .json(["kind": "APIGroupList", "groups": [["name": "apps"]]])
                : .answer(404, "404 page not found\n", ["content-type": "text/plain"])
        }
        try await ScriptedServer.run(answering: answer) { server in
            let run = try await runApply(server)
            #expect(
                run.errors.hasPrefix(
                    "error: \(server.url) does not serve TCPRoutes (tcproutes.gateway.networking.k8s.io)\n"))
            #expect(run.errors.contains("install Gateway API"))
            #expect(run.status == 1)
        }
    }

    @Test func serverThatKnowsNothing() async throws {
        try await ScriptedServer.run([.answer(404, "404 page not found\n", [:])]) { server in
            let run = try await runApply(server)
            #expect(
                run.errors.hasPrefix(
                    "error: \(server.url) knows no such path: it answered GET /apis with '404 page not found'\n"))
            #expect(run.status == 4)
        }
    }

    private func runApply(_ server: ScriptedServer) async throws -> Run {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        return try await workspace.inProcess("apply", "tcproute.yaml", "-q", "--server", server.url)
    }

    @Test func noCluster() async throws {
        let places = """
            KUBECONFIG: not set
            ~/.kube/config: no such file
            the pod's service account: KUBERNETES_SERVICE_HOST is not set, so this is no pod
            """
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        var run = try await workspace.inProcess("apply", "tcproute.yaml", "-q")
        #expect(
            run.errors.replacing(workspace.home, with: "~")
                == "error: no cluster is configured\n  help: use --sandbox, --server URL or a kubeconfig; these were looked at:\n"
                + places.split(separator: "\n").map { "          \($0)\n" }.joined())
        #expect(run.output == "")
        #expect(run.status == 4)
        // A plan uses the state alone, and says so.
        run = try await workspace.inProcess("plan", "tcproute.yaml")
        #expect(run.status == 0)
        #expect(
            run.output.replacing(workspace.home, with: "~").contains(
                "warning: no cluster is configured, so this plan is from the state alone "
                    + "(\(places.replacing("\n", with: "; ")))\n"))
        // Also quietly, and also a diff, which then compares with what was last applied.
        for arguments in [["plan", "-q"], ["diff", "-q"], ["diff", "-o", "json"]] {
            run = try await workspace.inProcess(arguments + ["-f", "tcproute.yaml"])
            #expect(
                (run.output + run.errors).contains("no cluster is configured, so this plan is from the state alone"))
            #expect(!run.output.contains("live/"))
        }
        #expect(workspace.files == ["tcproute.yaml"])
    }

    @Test func aDiffWithoutAClusterIsNotTitledLive() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox")
        try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5433")
        let run = try await workspace.inProcess("diff", "tcproute.yaml", "--offline")
        #expect(
            run.output.hasPrefix(
                "--- state/app-ns/postgres-route.yaml\n+++ desired/app-ns/postgres-route.yaml\n"))
        #expect(run.errors == "Cluster: none was asked; this is from the state alone\n")
        #expect(run.status == 1)
    }

    @Test func aPlanWithoutAClusterIsNotSaved() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        var run = try await workspace.inProcess("plan", "tcproute.yaml", "--out", "plan.json", "-q")
        #expect(
            run.errors == """
                error: no cluster is configured, so the plan was not saved: nothing could apply it
                  help: name a cluster with --sandbox, --server or a kubeconfig, or leave out --out

                """)
        #expect(run.status == 4)
        run = try await workspace.inProcess("plan", "tcproute.yaml", "--out", "plan.json", "--offline")
        #expect(
            run.errors.hasPrefix(
                "error: --out saves a plan to apply, and one that is made with --offline cannot be applied\n"))
        #expect(run.status == 64)
        #expect(workspace.files == ["tcproute.yaml"])
    }

    @Test(arguments: [
        (
            ["--token", "s3cret"], "no cluster is configured that --token could be about"
        ),
        (
            ["--as", "jane", "--insecure-skip-tls-verify"],
            "no cluster is configured that --as and --insecure-skip-tls-verify could be about"
        ),
    ])
    func aFlagAboutAClusterMeansOne(arguments: [String], message: String) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let run = try await workspace.inProcess(["plan", "tcproute.yaml", "-q"] + arguments)
        #expect(run.errors.hasPrefix("error: \(message)\n"), "\(run.testDescription)")
        #expect(run.output == "")
        #expect(run.status == 4)
    }

    @Test(arguments: ["--kubeconfig", "--server", "--token", "--as"])
    func theSandboxIsNoCluster(flag: String) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        var run = try await workspace.inProcess("plan", "tcproute.yaml", "--sandbox", flag, "x")
        #expect(run.errors.hasPrefix("error: --sandbox and \(flag) exclude each other\n"))
        #expect(run.status == 64)
        run = try await workspace.inProcess("plan", "tcproute.yaml", "--offline", flag, "x")
        #expect(run.errors.hasPrefix("error: --offline asks no cluster; leave out \(flag)\n"))
        #expect(run.status == 64)
    }

    @Test func aCertificateThatIsNotCheckedIsWarnedOfOnEachRun() async throws {
        try await ScriptedServer.run(answering: { _ in .failure(403, "Forbidden", "no") }, .loopback) { server in
            let workspace = try Workspace()
            try workspace.addExample("tcproute.yaml")
            let run = try await workspace.inProcess(
                "plan", "tcproute.yaml", "-q", "--server", server.url, "--insecure-skip-tls-verify")
            #expect(
                run.errors.hasPrefix(
                    "warning: the certificate of \(server.url) is not checked: whoever is in between can read and "
                        + "change everything, the credentials included\n"))
        }
    }

    @Test(arguments: [
        (
            ["--server", "nonsense://x"],
            "'nonsense://x' is no server URL: the scheme 'nonsense' is neither 'https' nor 'http'"
        ),
        (["--kubeconfig", "missing"], "the kubeconfig 'missing' does not exist"),
        (["--kubeconfig", "folder"], "cannot read 'folder': Is a directory"),
        (["--kubeconfig", "tab"], "the kubeconfig 'tab' cannot be used"),
        (["--kubeconfig", "list"], "the kubeconfig 'list' cannot be used"),
        (["--kubeconfig", "config"], "the kubeconfig 'config' cannot be used"),
        (["--kubeconfig", "config", "--kube-context", "stagin"], "there is no context 'stagin' in config"),
        (["--kubeconfig", "config", "--kube-context", "production"], "the kubeconfig 'config' cannot be used"),
        (["--server", "https://127.0.0.1:1", "--token-file", "missing"], "the token file 'missing' does not exist"),
        (
            ["--server", "https://127.0.0.1:1", "--certificate-authority", "missing"],
            "'--certificate-authority' names the file 'missing', which does not exist"
        ),
    ])
    func configurationThatCannotBeUsed(arguments: [String], message: String) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.write("folder/file", "")
        try workspace.write("tab", "a:\n\t- b\n")
        try workspace.write("list", "[]\n")
        try workspace.write(
            "config",
            """
            apiVersion: v1
            kind: Config
            current-context: nope
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            contexts:
            - {name: staging, context: {cluster: c, user: u}}
            - {name: production, context: {cluster: d, user: u}}
            users: [{name: u, user: {}}]

            """)
        let before = workspace.files
        let run = try await workspace.inProcess(["apply", "tcproute.yaml", "-q"] + arguments)
        #expect(run.errors.contains("error: \(message)\n"), "\(run.testDescription)")
        #expect(run.output == "")
        #expect(run.status == 4)
        #expect(workspace.files.filter { $0 != ".openmcf/state.json.lock" } == before)
        if arguments.contains("config"), message.hasSuffix("used") { #expect(run.errors.contains("config:")) }
        if arguments.contains("stagin") {
            #expect(run.errors.contains("  help: Did you mean 'staging'? The contexts are production, staging.\n"))
        }
    }
}
