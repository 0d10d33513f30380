import SandboxSupport
import TestSupport
import Testing
import Values

/// `openmcf doctor`: what a user sees, as text and as JSON, and the exit code.
struct DoctorTests {
    private static func route(_ name: String, in namespace: String) -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: \(name)}
        spec: {namespace: \(namespace), parentRefs: [{name: gw}], rules: [{backendRefs: [{name: b, port: 1}]}]}
        ---

        """
    }

    private static func kubeconfig(_ server: String) -> String {
        """
        current-context: prod
        contexts: [{name: prod, context: {cluster: c, user: me, namespace: db}}]
        clusters: [{name: c, cluster: {server: "\(server)"}}]
        users: [{name: me, user: {token: s3cret}}]
        """
    }

    @Test func healthyCluster() async throws {
        try await DoctorAnswers().cluster().run { server in
            let workspace = try Workspace()
            try workspace.write("config", Self.kubeconfig(server.url))
            var run = try await workspace.inProcess("doctor", "--kubeconfig", "config")
            #expect(
                run.output.replacing(server.url, with: "http://A").replacing(":\(server.port)", with: ":1") == """
                    ok       configuration   http://A, from context prod of config
                                             http://A is plain http: nothing of user 'me' of config is sent there, no \
                    token, password or certificate, and no plugin is run, as with kubectl
                    ok       credentials     none
                    ok       name            127.0.0.1 is an address: no name to look up
                    ok       proxy           none: the server is reached directly
                    ok       connection      127.0.0.1:1 accepts connections
                    ok       tls             none: http://A is plain http, on this machine
                    ok       server          Kubernetes v1.36.2
                    ok       authentication  the server takes this client for 'jane'
                                             in the groups dev, system:authenticated
                    ok       api             gateway.networking.k8s.io serves TCPRoute v1 and v1alpha2; v1alpha2 is used
                                             Gateway API v1.6 deprecates TCPRoute v1alpha2 in favour of v1; \
                    --api-version v1 uses that, and allows one rule per route
                    ok       bundle          Gateway API v1.6.1, experimental channel
                    ok       namespace       db: exists
                    ok       permissions     db: get, list, create, patch and delete are allowed
                    skipped  clock           the server's answer has no Date

                    13 checks: 12 ok, 1 skipped.

                    """)
            #expect(run.errors == "")
            #expect(run.status == 0)
            run = try await workspace.inProcess("doctor", "--kubeconfig", "config", "-o", "json")
            let json = try run.json
            #expect(json["context"] == "prod")
            #expect(json["server"] == .string(server.url))
            #expect(json["healthy"] == true)
            #expect(json["summary"] == ["ok": 12, "warning": 0, "failed": 0, "skipped": 1])
            let permissions = json["checks"]?.array?.first { $0["name"] == "permissions" }
            #expect(
                permissions == [
                    "name": "permissions", "outcome": "ok", "namespace": "db",
                    "detail": "get, list, create, patch and delete are allowed",
                    "facts": ["verbs": ["get": true, "list": true, "create": true, "patch": true, "delete": true]],
                ])
            #expect(!run.output.contains("s3cret"))
        }
    }

    @Test func noCluster() async throws {
        let workspace = try Workspace()
        var run = try await workspace.inProcess("doctor")
        #expect(
            run.output.replacing(workspace.home, with: "~") == """
                failed   configuration   no cluster is configured
                                         help: use --sandbox, --server URL or a kubeconfig; these were looked at:
                                                 KUBECONFIG: not set
                                                 ~/.kube/config: no such file
                                                 the pod's service account: KUBERNETES_SERVICE_HOST is not set, so \
                this is no pod
                skipped  not looked at, since 'configuration' failed: credentials, name, proxy, connection, tls, \
                server, authentication, api, bundle, namespace, permissions, clock

                13 checks: 1 failed, 12 skipped.

                """)
        #expect(run.errors == "")
        #expect(run.status == 4)
        run = try await workspace.inProcess("doctor", "-o", "json")
        #expect(try run.json["cluster"] == .null)
        #expect(try run.json["healthy"] == false)
        #expect(try run.json["checks"]?.array?.count == 13)
        #expect(run.status == 4)
    }

    /// A configuration that cannot be used, each with its first line.
    @Test(arguments: [
        (["--kubeconfig", "nowhere"], "the kubeconfig 'nowhere' does not exist"),
        (["--kubeconfig", "broken"], "broken:2:11: 'contexts' is a list"),
        (
            ["--kubeconfig", "unsigned"],
            "unsigned:3:74: 'certificate-authority' names the file 'no.crt', which does not exist"
        ),
        (["--kubeconfig", "config", "--context", "stage"], "there is no context 'stage' in config"),
        (["--server", "https://"], "'https://' is no server URL: it names no host"),
    ])
    func configuration(arguments: [String], detail: String) async throws {
        let workspace = try Workspace()
        try workspace.write("config", Self.kubeconfig("https://127.0.0.1:1"))
        try workspace.write("broken", "kind: Config\ncontexts: x\n")
        let unsigned = Self.kubeconfig("https://a").replacing(
            "\"https://a\"", with: "https://a, certificate-authority: no.crt")
        try workspace.write("unsigned", unsigned)
        let run = try await workspace.inProcess(["doctor"] + arguments)
        #expect(run.output.hasPrefix("failed   configuration   \(detail)\n"), "\(run.testDescription)")
        // Whatever it is, there is something to do about it.
        #expect(run.output.contains("\n                         help: "))
        #expect(run.errors == "")
        #expect(run.status == 4)
    }

    /// A plugin that fails is told, and what needs no credentials is looked at all the same.
    @Test func plugin() async throws {
        let answers = DoctorAnswers()
        try await ScriptedServer.run(
            answering: { answers.reply(to: $0) ?? DoctorAnswers.unknown }, .loopback
        ) { server in
            let workspace = try Workspace()
            try workspace.write("ca.crt", TestCertificate.loopback.pem)
            try workspace.write(
                "config",
                """
                current-context: prod
                contexts: [{name: prod, context: {cluster: c, user: me}}]
                clusters: [{name: c, cluster: {server: "\(server.url)", certificate-authority: ca.crt}}]
                users:
                - name: me
                  user:
                    exec:
                      apiVersion: client.authentication.k8s.io/v1
                      command: no-such-plugin
                      interactiveMode: Never
                      installHint: Install it from https://plugin.test.
                """)
            let run = try await workspace.inProcess("doctor", "--kubeconfig", "config")
            #expect(
                run.output.contains(
                    """
                    failed   credentials     the plugin 'no-such-plugin' of user 'me' of config is not installed: no \
                    folder of PATH has it
                                             help: Install it from https://plugin.test.
                    ok       name            127.0.0.1 is an address: no name to look up

                    """), "\(run.output)")
            #expect(
                run.output.contains(
                    """
                    ok       server          Kubernetes v1.36.2
                    skipped  clock           the server's answer has no Date
                    skipped  not looked at, since 'credentials' failed: authentication, api, bundle, namespace, \
                    permissions

                    13 checks: 6 ok, 1 failed, 6 skipped.

                    """), "\(run.output)")
            #expect(server.lines == ["GET /version"])
            #expect(run.status == 4)
        }
    }

    /// The exit code is that of an apply which meets the first failure.
    @Test(arguments: [
        (DoctorAnswers { $0.user = .failure(401, "Unauthorized", "no") }, "authentication", Int32(4)),
        (DoctorAnswers { $0.groups = .answer(404, "404 page not found\n", [:]) }, "api", 1),
        (DoctorAnswers { $0.deniedVerbs = ["patch"] }, "permissions", 4),
        (DoctorAnswers { $0.deniedVerbs = ["delete"] }, nil, 0),
    ])
    func exitCode(answers: DoctorAnswers, failure: String?, status: Int32) async throws {
        try await answers.cluster().run { server in
            let workspace = try Workspace()
            try workspace.write("m.yaml", Self.route("a", in: "db"))
            let run = try await workspace.inProcess("doctor", "m.yaml", "--server", server.url, "-o", "json")
            let failed = try run.json["checks"]?.array?.first { $0["outcome"] == "failed" }
            #expect(failed?["name"]?.string == failure)
            #expect(run.status == status)
        }
    }

    @Test func manifestsNameTheNamespaces() async throws {
        try await DoctorAnswers { $0.deniedVerbs = ["patch"] }.cluster().run { server in
            let workspace = try Workspace()
            let namespaces = ["a1", "a2", "a3", "a4", "a5", "a6", "db"]
            let routes = namespaces.map { Self.route("r", in: $0) }.joined()
            try workspace.write("m.yaml", routes)
            let run = try await workspace.inProcess("doctor", "-f", "m.yaml", "--server", server.url)
            #expect(run.output.hasPrefix("ok       manifests       7 routes\n"))
            #expect(run.output.contains("\nok       namespace       db: exists\n"))
            #expect(run.output.contains("\nfailed   namespace       a1: the namespace 'a1' does not exist\n"))
            #expect(run.output.contains("\n                         help: kubectl create namespace a6\n"))
            #expect(
                run.output.contains("\nfailed   permissions     a6: patch of tcproutes is not allowed\n"))
            #expect(run.status == 1)
        }
    }

    /// Namespaces of which the same is to be said share a line.
    @Test func manyNamespaces() async throws {
        let workspace = try Workspace()
        let routes = (1...7).map { Self.route("r", in: "n\($0)") }.joined()
        try workspace.write("m.yaml", routes)
        let run = try await workspace.inProcess("doctor", "m.yaml", "--sandbox")
        #expect(
            run.output.contains(
                "\nok       namespace       n1, n2, n3, n4, n5 and 2 more: does not exist yet; an apply makes it\n"))
        #expect(run.status == 0)
    }

    @Test func invalidManifests() async throws {
        let workspace = try Workspace()
        try workspace.write("m.yaml", Self.route("a", in: "db").replacing("port: 1", with: "port: x"))
        let run = try await workspace.inProcess("doctor", "-f", "m.yaml", "--sandbox")
        #expect(
            run.output.hasPrefix(
                """
                failed   manifests       the manifests have an error
                                         help: 'openmcf validate -f m.yaml' shows where.
                ok       configuration   http://127.0.0.1:
                """))
        #expect(run.status == 3)
    }
}
