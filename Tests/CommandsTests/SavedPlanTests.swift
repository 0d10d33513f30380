import TestSupport
import Testing
import Values

@testable import Commands

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What an apply of a saved plan takes beside it, and what it says of one that does not fit.
struct SavedPlanTests {
    private static let lineage = "01234567-89ab-4cde-8f01-23456789abcd"

    private static func workspace() async throws -> Workspace {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed(
            "plan", "tcproute.yaml", "--sandbox", "-q", "--lineage", lineage, "--out", "plan.json")
        return workspace
    }

    /// Every flag of apply is in one of the two: a new one is refused beside a saved plan until it is known to work.
    @Test func eachFlagIsHonouredOrRefused() throws {
        let arguments = try #require(CommandGrammar.command(named: "apply")).arguments
        let refused = arguments.filter { !SavedPlanFlags.isHonoured($0) }
            .map { argument in argument.names.first { $0.hasPrefix("--") } ?? argument.valueName }
        #expect(
            refused == [
                "--manifest", "--recursive", "--kustomize-dir", "--overlay", "--stack-input", "--input-dir",
                "--clipboard",
                "--set", "--namespace", "--gateway-api", "--api-version", "--warn", "--error", "--ignore", "--strict",
                "--lineage", "--prune", "--api",
                // These end a command before it reads anything.
                "--offline", "--version", "--help",
            ])
    }

    @Test(arguments: [
        (["--prune"], "--prune changes", "it", "--prune"),
        (
            ["--lineage", "11111111-89ab-4cde-8f01-23456789abcd"], "--lineage changes", "it",
            "--lineage 11111111-89ab-4cde-8f01-23456789abcd"
        ),
        (["--api", "gateway.apoxy.dev/v1alpha2"], "--api changes", "it", "--api gateway.apoxy.dev/v1alpha2"),
        (["--api-version=v1"], "--api-version changes", "it", "--api-version v1"),
        (["-nother"], "-n changes", "it", "-n other"),
        (
            ["--strict", "--error", "zero-weights"], "--strict and --error change", "them",
            "--strict --error zero-weights"
        ),
        (
            ["--set", "spec.namespace=b", "--set", "metadata.name=c", "-R", "--prune"], "--set, -R and --prune change",
            "them",
            "--set spec.namespace=b --set metadata.name=c -R --prune"
        ),
    ])
    func flagsThatAPlanIsMadeWith(flags: [String], told: String, it: String, repeated: String) async throws {
        let workspace = try await Self.workspace()
        let run = try await workspace.run(Tools.openmcf, ["apply", "plan.json", "--sandbox", "-q"] + flags)
        #expect(
            run.errors == """
                error: a saved plan is applied as it was made: \(told) nothing in it
                  help: make the plan anew with \(it): openmcf plan -f MANIFEST \(repeated) --out plan.json --sandbox

                """)
        #expect(run.status == 64)
        #expect(workspace.read(".openmcf/state.json") == nil)
    }

    /// What takes effect stays, and so does what only repeats what the plan was made with.
    @Test func flagsThatTakeEffect() async throws {
        let workspace = try await Self.workspace()
        try await workspace.succeed(
            "apply", "plan.json", "--sandbox", "--lineage", Self.lineage, "--api-version", "v1alpha2", "--api",
            "gateway.networking.k8s.io", "--adopt", "--force-conflicts", "--create-namespace", "--no-preflight",
            "--parallelism", "2", "-y", "--lock-timeout", "1s", "--timeout", "1m", "-o", "json", "--state",
            ".openmcf/state.json")
    }

    @Test func aPlanThatIsCutOffIsNoManifest() async throws {
        let workspace = try await Self.workspace()
        let plan = try #require(workspace.read("plan.json"))
        for length in [30, 400, plan.count - 3] {
            try workspace.write("cut.json", String(plan.prefix(length)))
            let run = try await workspace.openmcf("apply", "cut.json", "--sandbox", "-o", "json")
            #expect(try run.json["error"]?["code"] == "unreadable-plan", "\(run.testDescription)")
            #expect(run.errors.hasPrefix("error: 'cut.json' cannot be applied: "))
            #expect(
                run.errors.hasSuffix("\n  help: make it anew: openmcf plan -f MANIFEST --out cut.json --sandbox\n"))
            #expect(run.status == 1)
        }
        // With the mark of UTF-8 it is the same plan.
        try workspace.write("marked.json", "\u{FEFF}" + plan)
        try await workspace.succeed("plan", "--show", "marked.json")
        try await workspace.succeed("apply", "marked.json", "--sandbox")
    }

    private static let config = """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: URL}}]
        contexts: [{name: 'prod eu', context: {cluster: c}}]
        current-context: 'prod eu'

        """

    @Test func aPlanForAnotherClusterNamesItsContext() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ForegroundSandbox.run { one in
            try workspace.write("config", Self.config.replacing("URL", with: one.url))
            try await workspace.succeed("plan", "tcproute.yaml", "--kubeconfig", "config", "--out", "plan.json")
            try await ForegroundSandbox.run { other in
                let run = try await workspace.openmcf("apply", "plan.json", "--server", other.url, "-q")
                #expect(
                    run.errors.hasSuffix(
                        "\n  help: apply it with --kube-context 'prod eu', or make the plan anew for this cluster\n"),
                    "\(run.testDescription)")
                #expect(run.status == 1)
            }
        }
        let run = try await workspace.openmcf("apply", "plan.json", "--sandbox", "-q")
        #expect(
            run.errors.hasSuffix("apply it with --kube-context 'prod eu', or make the plan anew for this cluster\n"))
    }

    /// The state has moved on from the plan: the same command would be refused.
    @Test func aPlanThatIsInterruptedHasToBeMadeAnew() async throws {
        let workspace = try Workspace()
        let route = try #require(Repository.read("examples/tcproute.yaml"))
        try workspace.write(
            "routes.yaml",
            (0..<60).map { "---\n" + route.replacing("postgres-route", with: "r\($0)") }.joined())
        try await ForegroundSandbox.run(["--fault", "delay=100ms"]) { sandbox in
            let server = ["--server", sandbox.url, "--create-namespace", "--no-preflight", "-q"]
            var run = try await workspace.run(Tools.openmcf, ["plan", "routes.yaml", "--out", "plan.json"] + server)
            try #require(run.status == 0, "\(run.testDescription)")
            let apply = ["apply", "plan.json", "--parallelism", "1"] + server
            let program = try workspace.start(Tools.openmcf, apply)
            try await workspace.waitFor(".openmcf/state.json.journal", program)
            try await Task.sleep(for: .milliseconds(500))
            program.signal(SIGINT)
            run = try await program.wait()
            #expect(
                run.errors.hasSuffix(
                    "\n  help: the state has moved on from the plan: make it anew, and apply that to go on\n"),
                "\(run.testDescription)")
            #expect(run.status == 130)
            run = try await workspace.run(Tools.openmcf, apply)
            #expect(run.status == 5, "\(run.testDescription)")
        }
    }
}
