import FoundationEssentials
import SandboxSupport
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

/// Credential plugins as the program itself runs them: streams, folders, the terminal and the end.
struct CredentialPluginTests {
    private static let answer =
        #"printf '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"s3cret"}}'"#

    /// A folder with a manifest, and a kubeconfig in `kube/` whose user has a plugin, the script `kube/bin/plugin`.
    private func workspace(_ server: ScriptedServer, plugin script: String, more: String = "") throws -> Workspace {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.addProgram("plugin", "#!/bin/sh\n" + script + "\n")
        try FileManager.default.createDirectory(
            atPath: workspace.folder + "/kube", withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: workspace.folder + "/bin", toPath: workspace.folder + "/kube/bin")
        let authority = Data(TestCertificate.loopback.pem.utf8).base64EncodedString()
        try workspace.write(
            "kube/config",
            """
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "\(server.url)", certificate-authority-data: \(authority)}}]
            users:
              - name: u
                user:
                  exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/plugin, interactiveMode: IfAvailable\(more)}
            """)
        return workspace
    }

    private static func cluster(_ body: @escaping (ScriptedServer) async throws -> Void) async throws {
        try await TestCluster(namespaces: ["app-ns"]).run(.loopback, body)
    }

    /// The command is looked for beside the kubeconfig, and what the plugin says goes to the user as it is.
    @Test func itIsFoundBesideTheKubeconfigAndHeard() async throws {
        try await Self.cluster { server in
            let workspace = try workspace(
                server, plugin: "printf 'go to https://login \\033[1m\\n' >&2; \(Self.answer)")
            let run = try await workspace.openmcf(
                "plan", "tcproute.yaml", "--no-preflight", "-q", "--kubeconfig", "kube/config")
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(run.errors == "go to https://login \u{1B}[1m\n")
            #expect(!run.output.contains("s3cret"))
            #expect(Set(server.requests.map { $0.headers["authorization"] }) == ["Bearer s3cret"])
        }
    }

    @Test func oneThatFailsShowsItsWordsAndItsHint() async throws {
        try await Self.cluster { server in
            let workspace = try workspace(
                server, plugin: "echo 'no session' >&2; exit 7", more: ", installHint: 'Run login first.'")
            let run = try await workspace.openmcf(
                "apply", "tcproute.yaml", "-o", "json", "--kubeconfig", "kube/config")
            #expect(run.status == 4, "\(run.testDescription)")
            let path = try #require(realpath(workspace.folder, nil).map { String(cString: $0) })
            let message =
                "the plugin '\(path)/kube/bin/plugin' of user 'u' of \(path)/kube/config failed with exit code 7"
            let errors = run.errors.replacing(workspace.folder, with: path)
            #expect(
                errors.replacing("of kube/config", with: "of \(path)/kube/config")
                    == "no session\nerror: \(message)\n  help: Run login first.\n")
            #expect(try run.json["error"]?["code"] == "credential-plugin")
            #expect(server.requests.isEmpty)
            #expect(workspace.read(".openmcf/state.json") == nil)
        }
    }

    @Test func oneThatFloodsIsEnded() async throws {
        try await Self.cluster { server in
            let workspace = try workspace(server, plugin: "echo $$ > process; while :; do echo flood; done")
            let run = try await workspace.openmcf("plan", "tcproute.yaml", "-q", "--kubeconfig", "kube/config")
            #expect(run.status == 4, "\(run.testDescription)")
            #expect(run.errors.contains(" wrote more than 1 MiB\n"))
            #expect(try await ends("process", workspace))
        }
    }

    /// Ctrl-C ends the run and the plugin with what it started, also one that will not hear of it.
    @Test(arguments: [SIGINT, SIGTERM])
    func itEndsWithTheRun(signal: Int32) async throws {
        try await Self.cluster { server in
            let workspace = try workspace(
                server, plugin: "trap '' INT TERM; sleep 300 & echo $! > child; echo $$ > process; sleep 300")
            let program = try workspace.start(
                Tools.openmcf, ["plan", "tcproute.yaml", "-q", "--kubeconfig", "kube/config"])
            try await workspace.waitFor("process", program)
            program.signal(signal)
            // It would take five minutes itself.
            let run = try await program.wait(seconds: 60)
            #expect(run.status == 130, "\(run.testDescription)")
            #expect(run.errors == "error: interrupted: nothing was changed\n")
            #expect(try await ends("process", workspace))
            #expect(try await ends("child", workspace))
            #expect(server.requests.isEmpty)
        }
    }

    /// The time of the run ends a plugin that hangs, however long it might take itself.
    @Test func oneThatHangsEndsWithTheTimeOfTheRun() async throws {
        try await Self.cluster { server in
            let workspace = try workspace(server, plugin: "echo $$ > process; sleep 300")
            let run = try await workspace.openmcf(
                "plan", "tcproute.yaml", "-q", "--timeout", "5s", "--kubeconfig", "kube/config")
            #expect(run.status == 8, "\(run.testDescription)")
            #expect(try await ends("process", workspace))
        }
    }

    /// On a terminal a plugin may ask; it reads what is typed, and is told so.
    @Test(
        .enabled(if: Tools.script != nil, "the program 'script' is not installed"),
        arguments: [
            ("Always", true, "interactive true, terminal 0, typed hello"),
            ("IfAvailable", true, "interactive true, terminal 0, typed hello"),
            ("Never", true, "interactive false, terminal 1, typed "),
            ("IfAvailable", false, "interactive false, terminal 1, typed "),
        ])
    func itMayAskOnATerminal(mode: String, isTerminal: Bool, told: String) async throws {
        try await Self.cluster { server in
            let script = """
                case "$KUBERNETES_EXEC_INFO" in *'"interactive":true'*) i=true;; *) i=false;; esac
                test -t 0; t=$?
                read typed
                echo "interactive $i, terminal $t, typed $typed" > told
                \(Self.answer)
                """
            let workspace = try workspace(server, plugin: script)
            try workspace.edit("kube/config", replacing: "IfAvailable", with: mode)
            let arguments = ["plan", "tcproute.yaml", "-q", "--kubeconfig", "kube/config"]
            let command = "'\(Tools.openmcf)' " + arguments.joined(separator: " ")
            let run =
                isTerminal
                ? try await workspace.run(
                    try #require(Tools.script), ["-q", "-e", "-c", command, "/dev/null"], input: "hello\n")
                : try await workspace.run(Tools.openmcf, arguments, input: "hello\n")
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(workspace.read("told") == told + "\n")
        }
    }

    /// Whether the process whose number a file has is gone, waited for.
    private func ends(_ name: String, _ workspace: Workspace) async throws -> Bool {
        let number = try #require(workspace.read(name).flatMap { pid_t($0.split(separator: "\n").first ?? "") })
        for _ in 0..<1000 {
            if kill(number, 0) != 0 { return true }
            let state = (try? Data(contentsOf: URL(filePath: "/proc/\(number)/stat")))
                .flatMap { String(decoding: $0, as: UTF8.self).split(separator: ") ").last }
            if state?.hasPrefix("Z") == true { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        kill(number, SIGKILL)
        return false
    }
}
