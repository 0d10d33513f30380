import TestSupport
import Testing
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `openmcf sandbox` with `--tls` and `--token-auth-file`, and its kubeconfig.
struct SandboxSecurityTests {
    private static let users = "root-secret,root,1,system:masters\nguest-secret,guest,2\n"

    private func withSandbox(_ body: (ForegroundSandbox, Workspace) async throws -> Void) async throws {
        let workspace = try Workspace()
        try workspace.write("users.csv", Self.users)
        try await ForegroundSandbox.run(["--tls", "--token-auth-file", "users.csv"], in: workspace) { sandbox in
            try await body(sandbox, workspace)
        }
        #expect(workspace.read("data/token") == nil)
    }

    @Test func theKubeconfigIsReadyAndHasNoSecret() async throws {
        try await withSandbox { sandbox, workspace in
            let authority = try #require(workspace.read("data/ca.crt"))
            let run = try await workspace.openmcf("sandbox", "kubeconfig", "--data-dir", "data")
            #expect(run.status == 0, "\(run.testDescription)")
            // Whether base64 needs quotation marks depends on the authority.
            #expect(
                run.output.replacing("\"", with: "") == """
                    apiVersion: v1
                    kind: Config
                    clusters:
                    - name: sandbox
                      cluster:
                        server: https://127.0.0.1:\(sandbox.port)
                        certificate-authority-data: \(Base64.encode(Array(authority.utf8)))
                    users:
                    - name: sandbox
                      user:
                        tokenFile: \(workspace.folder)/data/token
                    contexts:
                    - name: sandbox
                      context:
                        cluster: sandbox
                        user: sandbox
                    current-context: sandbox

                    """)
            let named = try await workspace.openmcf(
                "sandbox", "kubeconfig", "--data-dir", "data", "--token-file", "mine", "--server", "https://build:8443")
            #expect(named.output.contains("tokenFile: \(workspace.folder)/mine\n"))
            #expect(named.output.contains("server: https://build:8443\n"))
            #expect(named.errors.hasPrefix("warning: the token file '\(workspace.folder)/mine' cannot be read"))
        }
    }

    /// A file of users in the place of one token would have every client turned away.
    @Test(arguments: [
        "root-secret,root,1,system:masters\nguest-secret,guest,2\n", "root-secret,root,1\n", "one\ntwo\n", "", "\n",
        "a b\n", "\"quoted\"\n", "schl\u{FC}ssel\n",
    ])
    func aFileThatIsNoTokenIsRefused(_ text: String) async throws {
        try await withSandbox { _, workspace in
            try workspace.write("mine", text)
            let run = try await workspace.openmcf(
                "sandbox", "kubeconfig", "--data-dir", "data", "--token-file", "mine")
            #expect(run.status == 1)
            #expect(run.output == "")
            #expect(
                run.errors == """
                    error: the file '\(workspace.folder)/mine' is to hold one token and nothing else
                      help: Of a file of users ('--token-auth-file') copy the first column of one line, without quotation \
                    marks, to a file of its own.

                    """)
        }
    }

    @Test func aTokenWithSpaceAroundItIsTaken() async throws {
        try await withSandbox { _, workspace in
            try workspace.write("mine", " eyJhbGciOi-._~+/12==\r\n")
            let run = try await workspace.openmcf(
                "sandbox", "kubeconfig", "--data-dir", "data", "--token-file", "mine")
            #expect((run.status, run.errors) == (0, ""))
        }
    }

    /// Clients keep tokens to themselves where others could read them.
    @Test func tokensWithoutEncryptionAreWarnedOf() async throws {
        let workspace = try Workspace()
        try workspace.write("users.csv", Self.users)
        let sandbox = try await ForegroundSandbox.start(
            ["--token-auth-file", "users.csv", "--data-dir", "data"], in: workspace)
        let plain = try await workspace.openmcf("sandbox", "kubeconfig", "--data-dir", "data")
        #expect(plain.status == 0)
        #expect(
            plain.errors == """
                warning: kubectl and openmcf send no token over plain http, so this sandbox takes them for nobody: \
                start the sandbox with --tls, or name an https URL of it with --server

                """)
        let behind = try await workspace.openmcf(
            "sandbox", "kubeconfig", "--data-dir", "data", "--server", "https://build:8443")
        #expect((behind.status, behind.errors) == (0, ""))
        sandbox.program.signal(SIGTERM)
        let run = try await sandbox.program.wait()
        #expect(
            run.errors.hasPrefix(
                """
                warning: kubectl and openmcf send no token over plain http, so this sandbox takes them for nobody: \
                start the sandbox with --tls as well

                """), "\(run.testDescription)")
        #expect(
            run.output.contains(
                "\ncurl -H \"Authorization: Bearer $(cat data/token)\" http://127.0.0.1:\(sandbox.port)/api/v1/namespaces\n"
            ), "\(run.testDescription)")
    }

    @Test func openmcfUsesIt() async throws {
        try await withSandbox { _, workspace in
            try workspace.addExample("tcproute.yaml")
            let kubeconfig = try await workspace.openmcf("sandbox", "kubeconfig", "--data-dir", "data")
            try workspace.write("sandbox.kubeconfig", kubeconfig.output)
            let apply = try await workspace.openmcf(
                "apply", "tcproute.yaml", "--create-namespace", "--kubeconfig", "sandbox.kubeconfig")
            #expect(apply.status == 0, "\(apply.testDescription)")
            try workspace.write("guest", "guest-secret\n")
            let refused = try await workspace.openmcf(
                "get", "-A", "--kubeconfig", "sandbox.kubeconfig", "--token-file", "guest")
            #expect(refused.status == 4)
            #expect(refused.errors.contains("guest"), "\(refused.testDescription)")
        }
    }

    /// Commands in the folder need neither a token nor an authority.
    @Test func theOwnerOfTheFolderNeedsNothing() async throws {
        let workspace = try Workspace()
        try workspace.write("users.csv", Self.users)
        try workspace.addExample("tcproute.yaml")
        try await ForegroundSandbox.run(
            ["--tls", "--token-auth-file", "users.csv"], in: workspace, dataDirectory: ".openmcf/sandbox"
        ) { _ in
            let apply = try await workspace.openmcf("apply", "tcproute.yaml", "--sandbox")
            #expect(apply.status == 0, "\(apply.testDescription)")
        }
    }

    @Test(.enabled(if: Tools.kubectl != nil, "kubectl is not installed"))
    func kubectlUsesIt() async throws {
        let kubectl = try #require(Tools.kubectl)
        try await withSandbox { _, workspace in
            let kubeconfig = try await workspace.openmcf("sandbox", "kubeconfig", "--data-dir", "data")
            try workspace.write("sandbox.kubeconfig", kubeconfig.output)
            let flags = ["--kubeconfig", "sandbox.kubeconfig"]
            let made = try await workspace.run(kubectl, flags + ["create", "namespace", "team"])
            #expect(made.output == "namespace/team created\n", "\(made.testDescription)")
            let asked = try await workspace.run(kubectl, flags + ["auth", "can-i", "get", "secrets", "--as", "jane"])
            #expect(asked.output == "no\n", "\(asked.testDescription)")
            let who = try await workspace.run(
                kubectl, flags + ["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"])
            #expect(who.output == "sandbox-owner", "\(who.testDescription)")
        }
    }

    @Test(.enabled(if: Tools.curl != nil, "curl is not installed"))
    func curlTrustsTheAuthority() async throws {
        let curl = try #require(Tools.curl)
        try await withSandbox { sandbox, workspace in
            for host in ["127.0.0.1", "localhost"] {
                let run = try await workspace.run(
                    curl, ["-sS", "-4", "--cacert", "data/ca.crt", "https://\(host):\(sandbox.port)/healthz"])
                #expect(run.output == "ok", "\(run.testDescription)")
            }
            let stranger = try await workspace.run(curl, ["-sS", "https://127.0.0.1:\(sandbox.port)/healthz"])
            #expect(stranger.status == 60, "\(stranger.testDescription)")
        }
    }

    /// Python checks certificates more strictly than others.
    @Test(.enabled(if: Tools.python != nil, "python3 is not installed"))
    func pythonTrustsTheAuthority() async throws {
        let python = try #require(Tools.python)
        let program = """
            import json, ssl, sys, urllib.request
            context = ssl.create_default_context(cafile="data/ca.crt")
            context.verify_flags |= ssl.VERIFY_X509_STRICT
            request = urllib.request.Request(sys.argv[1], headers={"Authorization": "Bearer root-secret"})
            print(json.load(urllib.request.urlopen(request, context=context))["kind"])
            """
        try await withSandbox { sandbox, workspace in
            let run = try await workspace.run(
                python, ["-c", program, "https://127.0.0.1:\(sandbox.port)/api/v1/namespaces"])
            #expect(run.output == "NamespaceList\n", "\(run.testDescription)")
        }
    }

    @Test(arguments: [
        ([], "--tls and --token-auth-file FILE"), (["--tls"], "--token-auth-file FILE"),
        (["--token-auth-file", "users.csv"], "--tls"),
    ])
    func otherMachinesAreNotLetInUnasked(_ flags: [String], _ missing: String) async throws {
        let workspace = try Workspace()
        for host in ["0.0.0.0", "::", "192.0.2.1", "build.example"] {
            let run = try await workspace.inProcess(["sandbox", "--host", host] + flags)
            #expect(run.status == 64)
            #expect(
                run.errors.hasPrefix(
                    "error: --host \(host) lets other machines in: give \(missing) as well, or leave --host out\n"),
                "\(run.testDescription)")
        }
    }

    @Test func aFileOfTokensThatIsNoneEndsTheStart() async throws {
        let workspace = try Workspace()
        try workspace.write("users.csv", "token-without-a-user\n")
        let run = try await workspace.inProcess("sandbox", "--token-auth-file", workspace.folder + "/users.csv")
        #expect(run.status == 1)
        #expect(
            run.errors == """
                error: the tokens in 'users.csv' cannot be read: line 1: a line has a token, a user name and a uid, and \
                this one has one column
                  help: A line is TOKEN,USER,UID or TOKEN,USER,UID,"GROUP,GROUP"; there are no comments.

                """)
    }

    @Test func thereIsNoKubeconfigOfWhatDoesNotRun() async throws {
        let workspace = try Workspace()
        let run = try await workspace.inProcess("sandbox", "kubeconfig", "--data-dir", workspace.folder + "/data")
        #expect(run.status == 4)
        #expect(
            run.errors == """
                error: no sandbox serves 'data'
                  help: start one with 'openmcf sandbox --data-dir data', or name its folder with '--data-dir'

                """)
    }
}
