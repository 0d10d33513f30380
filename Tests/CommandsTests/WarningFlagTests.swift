import TestSupport
import Testing
import Values

/// Warnings on the command line: what is printed, what the flags make of it, and how the program ends.
struct WarningFlagTests {
    private static let manifest = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: db}
        spec:
          namespace: app-ns
          parentRefs: [{name: gw, port: 5432}]
          rules: [{backendRefs: [{name: db, port: 5432, weight: 0}]}]

        """

    private static let parentPort = """
        r.yaml:6:33: warning: port 5432 without sectionName ties the route to the Gateway's port numbers [parent-port]
          6 |   parentRefs: [{name: gw, port: 5432}]
            |                                 ^^^^
          help: name the listener instead, with 'sectionName:'

        """

    private static let zeroWeight = """
        r.yaml:7:57: warning: weight 0 on the only backend of rules[0]: no connection reaches Service 'db' port 5432 \
        [only-backend-zero-weight]
          7 |   rules: [{backendRefs: [{name: db, port: 5432, weight: 0}]}]
            |                                                         ^
          help: leave 'weight:' out, or add the backend that the connections should go to

        """

    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        /// Severities and codes, in source order.
        let diagnostics: [String]
        var status: Int32 = 0
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test func text() async throws {
        let workspace = try Workspace()
        try workspace.write("r.yaml", Self.manifest)
        var run = try await workspace.inProcess("validate", "r.yaml", "--ignore", "deprecated-version")
        #expect(run.output == Self.parentPort + "\n" + Self.zeroWeight + "\n1 manifest valid, with 2 warnings\n")
        #expect(run.status == 0)
        run = try await workspace.inProcess("validate", "r.yaml", "--strict", "--warn", "parent-port", "-q")
        // Errors come last, and warnings are no notes.
        #expect(run.output == Self.parentPort + "\n" + Self.zeroWeight.replacing("warning:", with: "error:"))
        #expect(run.status == 3)
        // Where the result is something else, warnings go to standard error.
        run = try await workspace.inProcess(
            "render", "r.yaml", "--ignore", "deprecated-version", "--ignore", "parent-port")
        #expect(run.errors == Self.zeroWeight + "\n")
        #expect(run.output.hasPrefix("apiVersion: gateway.networking.k8s.io/v1alpha2\n"))
        #expect(run.status == 0)
    }

    private static let both = ["warning parent-port", "warning only-backend-zero-weight"]

    @Test(arguments: [
        Case(arguments: [], diagnostics: both + ["note deprecated-version"]),
        Case(
            arguments: ["--error", "parent-port"],
            diagnostics: ["error parent-port", "warning only-backend-zero-weight", "note deprecated-version"], status: 3
        ),
        Case(
            arguments: ["--strict"],
            diagnostics: ["error parent-port", "error only-backend-zero-weight", "note deprecated-version"], status: 3),
        Case(
            arguments: ["--ignore=parent-port", "--ignore", "only-backend-zero-weight", "--strict"],
            diagnostics: ["note deprecated-version"]),
        // Of several flags for one code the last counts, whichever they are.
        Case(
            arguments: ["--error", "parent-port", "--warn", "parent-port"],
            diagnostics: both + ["note deprecated-version"]),
        Case(
            arguments: ["--warn", "parent-port", "--error", "parent-port"],
            diagnostics: ["error parent-port", "warning only-backend-zero-weight", "note deprecated-version"], status: 3
        ),
        Case(
            arguments: ["--error", "parent-port", "--ignore", "parent-port", "--ignore", "deprecated-version"],
            diagnostics: ["warning only-backend-zero-weight"]),
        Case(
            arguments: ["--ignore", "parent-port", "--warn", "parent-port", "--ignore", "deprecated-version"],
            diagnostics: both),
    ])
    func flags(_ example: Case) async throws {
        let workspace = try Workspace()
        try workspace.write("r.yaml", Self.manifest)
        let run = try await workspace.inProcess(["validate", "r.yaml", "-o", "json"] + example.arguments)
        let json = try run.json
        let found = (json["diagnostics"]?.array ?? []).map {
            "\($0["severity"]?.string ?? "") \($0["code"]?.string ?? "")"
        }
        #expect(found == example.diagnostics)
        #expect(json["valid"] == .bool(example.status == 0))
        #expect(run.status == example.status)
    }

    @Test func raisedWarningsStopAnApply() async throws {
        let workspace = try Workspace()
        try workspace.write("r.yaml", Self.manifest)
        for command in [["apply", "--sandbox"], ["plan", "--offline"], ["render"], ["load-manifest"]] {
            let run = try await workspace.inProcess(command + ["r.yaml", "--error", "parent-port"])
            #expect(run.output == "")
            #expect(run.errors.contains("error: port 5432 without sectionName"), "\(run.testDescription)")
            #expect(run.errors.hasSuffix("\nerror: the manifests have an error\n"))
            #expect(run.status == 3)
        }
        #expect(workspace.files == ["r.yaml"])
        let run = try await workspace.inProcess("apply", "r.yaml", "--sandbox")
        #expect(run.errors.contains(Self.parentPort))
        #expect(run.status == 0)
    }

    @Test(arguments: [
        (
            ["--ignore", "parent-prot"],
            "error: there is no warning 'parent-prot'\n  help: did you mean 'parent-port'?\n"
        ),
        (
            ["--warn", "wrong-type"],
            """
            error: 'wrong-type' is an error, which cannot be switched
              help: an error is what an API server would refuse or openmcf cannot do; warnings can be switched

            """
        ),
        (
            ["--error", "deprecated-version"],
            "error: 'deprecated-version' is a note, which is never raised\n  help: a note can only be ignored\n"
        ),
    ])
    func wrongUsage(arguments: [String], message: String) async throws {
        let workspace = try Workspace()
        try workspace.write("r.yaml", Self.manifest)
        let run = try await workspace.inProcess(["validate", "r.yaml"] + arguments)
        #expect(run.errors == message)
        #expect(run.output == "")
        #expect(run.status == 64)
    }
}
