import FoundationEssentials
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

/// `--kustomize-dir` and `--overlay`, through programs that stand in for kustomize, and through the real kubectl.
struct KustomizeTests {
    private static let build = """
        #!/bin/sh
        echo "$0 $*" >> calls
        /bin/cat tcproute.yaml

        """

    /// A workspace with a base, two overlays, and a folder `bin` with programs.
    private static func workspace(_ programs: [String: String]) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.write("deploy/base/kustomization.yaml", "resources: [route.yaml]\n")
        try workspace.write("deploy/base/route.yaml", Repository.read("examples/tcproute.yaml") ?? "")
        for (name, namespace) in [("dev", "dev-ns"), ("prod", "prod-ns")] {
            try workspace.write(
                "deploy/overlays/\(name)/kustomization.yaml",
                """
                resources: [../../base]
                patches:
                - target: {kind: KubernetesTcpRoute}
                  patch: '[{"op": "replace", "path": "/spec/namespace/value", "value": "\(namespace)"}]'

                """)
        }
        for (name, text) in programs { try workspace.addProgram(name, text) }
        return workspace
    }

    /// Runs openmcf where only the stand-ins are to be found.
    private static func run(_ workspace: Workspace, _ arguments: String...) async throws -> Run {
        try await workspace.run(Tools.openmcf, arguments, environment: workspace.ownPath())
    }

    @Test(arguments: [
        (["kustomize", "kubectl"], "kustomize build -- deploy/overlays/dev\n"),
        (["kubectl"], "kubectl kustomize -- deploy/overlays/dev\n"),
    ])
    func theProgramThatIsThere(programs: [String], call: String) async throws {
        let workspace = try Self.workspace(
            Dictionary(uniqueKeysWithValues: programs.map { ($0, Self.build) }))
        let run = try await Self.run(workspace, "render", "--kustomize-dir", "deploy/", "--overlay", "dev")
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(run.output.contains("name: postgres-route"))
        #expect(workspace.read("calls")?.hasSuffix("/bin/" + call) == true)
    }

    @Test(arguments: [
        (
            ["--kustomize-dir", "deploy", "--overlay", "prd"],
            """
            deploy/overlays/prd: error: there is no overlay 'prd' [kustomize-failed]
              help: did you mean 'prod'? there are dev, prod

            """
        ),
        (
            ["--kustomize-dir", "deploy/base", "--overlay", "dev"],
            """
            deploy/base/overlays/dev: error: there is no overlay 'dev' [kustomize-failed]
              help: there are none in deploy/base/overlays

            """
        ),
        (
            ["--kustomize-dir", "deploy"],
            """
            deploy: error: the directory has no kustomization.yaml [kustomize-failed]
              help: name one of its overlays with --overlay: dev, prod

            """
        ),
        (
            ["--kustomize-dir", "bin"],
            """
            bin: error: the directory has no kustomization.yaml [kustomize-failed]
              help: name a directory with a kustomization.yaml, or one with overlays in 'overlays/'

            """
        ),
        (
            ["--kustomize-dir", "nope"],
            """
            nope: error: there is no such directory [kustomize-failed]
              help: check --kustomize-dir; it is relative to the current directory

            """
        ),
        (
            ["--kustomize-dir", "deploy/base"],
            """
            deploy/base: error: 'kustomize build deploy/base' failed with exit code 1 [kustomize-failed]
              help: accumulating resources: no such file
                    look again

            """
        ),
    ])
    func problems(arguments: [String], expected: String) async throws {
        let workspace = try Self.workspace([
            "kustomize":
                "#!/bin/sh\necho 'Error: accumulating resources: no such file' >&2\necho 'look again' >&2\nexit 1\n"
        ])
        let run = try await workspace.run(
            Tools.openmcf, ["validate", "-q"] + arguments, environment: workspace.ownPath())
        #expect(run.output == expected)
        #expect(run.status == 3)
    }

    @Test func withoutAProgram() async throws {
        let workspace = try Self.workspace([:])
        let run = try await Self.run(workspace, "validate", "-q", "--kustomize-dir", "deploy/base")
        #expect(
            run.output == """
                deploy/base: error: neither 'kustomize' nor 'kubectl' is installed, and one of them is needed to build \
                this [kustomize-failed]
                  help: https://kubectl.docs.kubernetes.io/installation/kustomize tells how to install it

                """)
    }

    /// Problems are shown in what kustomize built, and its warnings are passed on.
    @Test func problemsInWhatWasBuilt() async throws {
        let workspace = try Self.workspace([
            "kustomize": "#!/bin/sh\necho '# Warning: old field' >&2\necho 'kind: 5'\n"
        ])
        var run = try await Self.run(workspace, "validate", "--kustomize-dir", "deploy/base")
        #expect(run.output.hasPrefix("<kustomize deploy/base>:1:7: error: kind must be a string [wrong-type]\n"))
        #expect(run.errors == "# Warning: old field\n")
        run = try await Self.run(workspace, "validate", "-q", "--kustomize-dir", "deploy/base")
        #expect(run.errors == "")
    }

    @Test func tooMuchOutput() async throws {
        let workspace = try Self.workspace(["kustomize": "#!/bin/sh\nexec /usr/bin/yes 'a: b'\n"])
        let run = try await Self.run(workspace, "validate", "-q", "--kustomize-dir", "deploy/base")
        #expect(
            run.output
                == "deploy/base: error: 'kustomize build deploy/base' wrote more than 32 MiB [kustomize-failed]\n")
    }

    /// A signal that ends openmcf ends kustomize, and what that started.
    @Test(arguments: [SIGINT, SIGTERM])
    func interrupted(signal number: Int32) async throws {
        let workspace = try Self.workspace([
            "kustomize": "#!/bin/sh\n/bin/sleep 300 &\necho $! > pid.new\n/bin/mv pid.new pid\nwait\n"
        ])
        let program = try workspace.start(
            Tools.openmcf, ["validate", "--kustomize-dir", "deploy/base"],
            environment: workspace.ownPath())
        try await workspace.waitFor("pid", program)
        try await Task.sleep(for: .milliseconds(100))
        program.signal(number)
        #expect(try await program.wait().status == 130)
        let text = try #require(workspace.read("pid")).filter { $0 != "\n" }
        let pid = try #require(pid_t(text))
        let deadline = ContinuousClock.now + .seconds(10)
        while Self.isAlive(pid), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
        #expect(!Self.isAlive(pid))
    }

    /// Whether a process runs; one that is dead and waits for its parent to notice does not.
    private static func isAlive(_ pid: pid_t) -> Bool {
        guard kill(pid, 0) == 0 else { return false }
        guard let stat = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/stat")) else { return false }
        return !String(decoding: stat, as: UTF8.self).contains(") Z ")
    }

    @Test(.enabled(if: Tools.kubectl != nil, "kubectl is not installed"))
    func realOverlays() async throws {
        let workspace = try Self.workspace([:])
        for (overlay, namespace) in [("dev", "dev-ns"), ("prod", "prod-ns")] {
            let run = try await workspace.openmcf("render", "--kustomize-dir", "deploy", "--overlay", overlay)
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(run.output.contains("namespace: \(namespace)\n"))
        }
        try workspace.write("deploy/overlays/dev/kustomization.yaml", "resources: [nope.yaml]\n")
        let run = try await workspace.openmcf("validate", "-q", "--kustomize-dir", "deploy", "--overlay", "dev")
        #expect(run.output.contains("failed with exit code 1 [kustomize-failed]\n  help: "), "\(run.testDescription)")
        #expect(run.output.contains("nope.yaml"))
        #expect(run.status == 3)
    }
}
