import TestSupport
import Testing
import Values

/// What every command has in common: help, usage errors, colours, quiet.
struct CommandLineTests {
    private static let commands = [
        "get", "refresh", "convert",
        "init", "explain", "validate", "render", "load-manifest", "graph", "plan", "diff", "apply", "destroy",
        "status", "outputs", "doctor", "sandbox", "schema", "completion",
    ]

    @Test(arguments: commands)
    func helpHasExamples(command: String) async throws {
        let run = try await Workspace().inProcess(command, "--help")
        #expect(run.output.contains("Examples:\n  openmcf \(command)"), "\(run.testDescription)")
        #expect(run.output.contains("USAGE: openmcf \(command)"))
        #expect(run.errors == "")
        #expect(run.status == 0)
    }

    @Test func everyCommandIsTested() async throws {
        let help = try await Workspace().inProcess("--help").output
        let names = help.split(separator: "\n").drop { !$0.hasSuffix("SUBCOMMANDS:") }
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See 'openmcf") }
            .compactMap { $0.split(whereSeparator: { $0 == " " || $0 == "," }).first.map(String.init) }
        #expect(Set(names) == Set(Self.commands + ["version"]))
    }

    @Test(arguments: [
        ("validate-manifest", "validate"), ("load", "load-manifest"), ("preview", "plan"), ("delete", "destroy"),
    ])
    func alias(alias: String, command: String) async throws {
        let run = try await Workspace().inProcess(alias, "--help")
        #expect(run.output.contains("USAGE: openmcf \(command)"))
        #expect(run.status == 0)
    }

    @Test(arguments: [
        (["validate", "--nope"], "Unknown option '--nope'"), (["nope"], "There is no command 'nope'"),
        (["plan", "a.yaml", "--offline", "--sandbox"], "--offline asks no cluster"),
        (["apply", "a.yaml", "--offline"], "an apply needs a cluster"),
        (["apply", "a.yaml", "--sandbox", "--server", "x"], "--sandbox and --server exclude each other"),
        (["apply", "a.yaml", "--parallelism", "0"], "--parallelism must be between 1 and 1024"),
        (["apply", "a.yaml", "--lock-timeout", "-1"], "the value of --lock-timeout must not be negative: '-1'"),
        (["apply", "a.yaml", "--timeout", "-5s"], "the value of --timeout must not be negative: '-5s'"),
        (["apply", "a.yaml", "--timeout", "--prune"], "Missing value for '--timeout <time>'"),
        (["apply", "a.yaml", "--request-timeout", "0"], "--request-timeout must be longer than 0"),
        (["outputs", "a", "nope"], "there is no output 'nope'; the outputs are routeName and namespace"),
        (["render", "a.yaml", "-o", "xml"], "Please provide one of 'yaml' and 'json'"),
        (["validate", "-q", "-v", "a.yaml"], "--quiet and --verbose exclude each other"),
        (["sandbox", "--port", "70000"], "--port must be between 0 and 65535"),
        (
            ["validate", "--kustomize-dir", "a", "--kustomize-dir", "b"],
            "--kustomize-dir and --overlay can be given once"
        ),
        (["validate", "-f", ""], "a source must not be empty"),
        (["completion", "tcsh"], "Please provide one of 'bash', 'zsh' or 'fish'"),
    ])
    func usageError(arguments: [String], message: String) async throws {
        let workspace = try Workspace()
        let run = try await workspace.inProcess(arguments)
        #expect(run.errors.contains(message), "\(run.testDescription)")
        #expect(run.output == "")
        #expect(run.status == 64)
        #expect(workspace.files == [])
    }

    /// What a command itself finds wrong with its arguments is told once, also in JSON.
    @Test(arguments: [["explain", "nope"], ["plan", "a.yaml", "--gateway-api", "v9"], ["validate"]])
    func usageErrorInJSON(arguments: [String]) async throws {
        let run = try await Workspace().inProcess(arguments + ["-o", "json"])
        #expect(try run.json["error"]?["code"] == "usage", "\(run.testDescription)")
        #expect(run.status == 64)
    }

    @Test func version() async throws {
        let workspace = try Workspace()
        let run = try await workspace.inProcess("--version")
        #expect(run.output.hasPrefix("openmcf "))
        #expect(run.status == 0)
        let long = try await workspace.inProcess("version")
        #expect(long.output.hasPrefix(run.output))
        let json = try await workspace.inProcess("version", "-o", "json").json
        #expect(json["version"]?.string.map { "openmcf \($0)\n" } == run.output)
        #expect(json["gatewayAPI"]?.array?.contains("v1.6/experimental") == true)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completion(shell: String) async throws {
        let run = try await Workspace().inProcess("completion", shell)
        #expect(run.output.contains("openmcf"))
        #expect(run.output.contains("detailed-exitcode"))
        #expect(run.status == 0)
    }

    @Test func colours() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let escape = "\u{1B}["
        var run = try await workspace.inProcess("plan", "tcproute.yaml", "--offline")
        #expect(!run.output.contains(escape))
        run = try await workspace.inProcess("plan", "tcproute.yaml", "--offline", "-v", "--color", "always")
        #expect(run.output.contains(escape))
        // The note on v1alpha2.
        #expect(run.errors.contains(escape))
        run = try await workspace.inProcess("plan", "tcproute.yaml", "--offline", "--color", "never")
        #expect(!(run.output + run.errors).contains(escape))
        // The flag is nearer than the environment.
        run = try await workspace.inProcess(
            "plan", "tcproute.yaml", "--offline", "--color", "always", environment: ["NO_COLOR": "1"])
        #expect(run.output.contains(escape))
        run = try await workspace.inProcess(
            "plan", "tcproute.yaml", "--offline", "-o", "json", "--color", "always")
        #expect(!run.output.contains(escape))
    }

    @Test(.enabled(if: Tools.script != nil, "the program 'script' is not installed"))
    func coloursOnATerminal() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let script = try #require(Tools.script)
        let command = "'\(Tools.openmcf)' plan tcproute.yaml --offline"
        for (environment, isColoured) in [(["TERM": "xterm"], true), (["TERM": "xterm", "NO_COLOR": "1"], false)] {
            let run = try await workspace.run(
                script, ["-q", "-e", "-c", command, "/dev/null"], environment: environment)
            #expect(run.output.contains("\u{1B}[") == isColoured, "\(run.testDescription)")
            #expect(run.status == 0)
        }
    }

    @Test func quietSaysResultsAndErrorsOnly() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let loud = try await workspace.inProcess("apply", "tcproute.yaml", "--sandbox")
        #expect(loud.errors.contains("created TCPRoute app-ns/postgres-route\n"))
        let quiet = try await workspace.inProcess("apply", "tcproute.yaml", "--sandbox", "-q")
        #expect(quiet.errors == "")
        #expect(quiet.output != "")
        let validate = try await workspace.inProcess("validate", "tcproute.yaml", "-q")
        #expect(validate.output + validate.errors == "")
        #expect(validate.status == 0)
    }
}
