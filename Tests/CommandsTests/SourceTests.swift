import TestSupport
import Testing
import Values

/// Stack inputs, input directories, patterns, standard input and the clipboard, alone and together.
struct SourceTests {
    private static let route = Repository.read("examples/tcproute.yaml") ?? ""
    private static let stackInput =
        "target:\n" + route.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { "  \($0)\n" }.joined()
        + "provider_config: {}\n"

    private static func named(_ name: String) -> String { route.replacing("postgres-route", with: name) }

    /// What a clipboard program was called with, and the text that it gives.
    private static func clipboard(_ text: String) -> String {
        "#!/bin/sh\necho \"${0##*/} $*\" >> calls\n/bin/cat <<'END'\n\(text)END\n"
    }

    @Test func everySourceTogether() async throws {
        let workspace = try Workspace()
        try workspace.write("routes/a.yaml", Self.named("a"))
        try workspace.write("routes/deep/b.yaml", Self.named("b"))
        try workspace.write("c.yaml", Self.named("c"))
        try workspace.write("input.yaml", Self.stackInput.replacing("postgres-route", with: "d"))
        try workspace.write("in/target.yaml", Self.named("e"))
        try workspace.addProgram("xsel", Self.clipboard(Self.named("f")))
        let run = try await workspace.run(
            Tools.openmcf,
            [
                "load-manifest", "routes/**/*.yaml", "-f", "c.yaml", "-f", "./c.yaml", "routes/a.yaml", "-i",
                "input.yaml",
                "--input-dir", "in", "-c", "-f", "-", "-o", "json",
            ], environment: workspace.ownPath().merging(["DISPLAY": ":0"]) { $1 }, input: Self.named("g"))
        try #require(run.status == 0, "\(run.testDescription)")
        #expect(
            try run.json.array?.compactMap { $0["metadata"]?["name"]?.string } == ["a", "b", "c", "g", "d", "e", "f"])
    }

    @Test func theSameRouteFromTwoSources() async throws {
        let workspace = try Workspace()
        try workspace.write(
            "a.yaml", "kind: KubernetesTcpRoute\n" + Self.route.replacing("kind: KubernetesTcpRoute\n", with: ""))
        try workspace.write("input.yaml", Self.stackInput)
        let run = try await workspace.inProcess("validate", "-q", "a.yaml", "-i", "input.yaml")
        #expect(run.output.contains("error: the route app-ns/postgres-route is defined twice [duplicate-route]"))
        #expect(run.output.contains("input.yaml:5:11: error"), "\(run.testDescription)")
        #expect(run.output.contains("note: the first is here"))
        #expect(run.status == 3)
    }

    /// As many routes as `names`, one after the other, with listeners of their own.
    private static func routes(_ names: [String]) -> String {
        names.map { "---\n" + named($0).replacing("sectionName: tcp", with: "sectionName: \($0)") }.joined()
    }

    /// A pipe gives what is in it; that is not its end.
    @Test func aPipeThatIsFull() async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", Self.routes((0..<400).map { "r\($0)" }))
        let pipe = "cat routes.yaml | (sleep 0.3; \(Tools.openmcf) validate --ignore deprecated-version -f -)"
        let run = try await workspace.run("/bin/sh", ["-c", pipe])
        #expect(run.output == "400 manifests valid\n", "\(run.testDescription)")
    }

    /// The look for a saved plan must not read the pipe empty.
    @Test(arguments: [
        "cat {} | openmcf apply {flags} /dev/stdin", "mkfifo pipe; cat {} > pipe & openmcf apply {flags} pipe",
    ])
    func aPipeByNameIsAppliedWhateverItHolds(command: String) async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", Self.routes(["a", "b"]))
        func apply(_ file: String) async throws -> Run {
            let command = command.replacing("{}", with: file).replacing("{flags}", with: "-q --sandbox -o json")
                .replacing("openmcf", with: Tools.openmcf)
            return try await workspace.run("/bin/sh", ["-c", "rm -f pipe; " + command])
        }
        var run = try await apply("routes.yaml")
        #expect(try run.json["summary"]?["created"] == 2, "\(run.testDescription)")

        run = try await workspace.openmcf(
            "plan", "routes.yaml", "--set", "spec.rules[0].backendRefs[0].weight=7", "--sandbox", "--out", "plan.json")
        #expect(run.status == 0, "\(run.testDescription)")
        run = try await apply("plan.json")
        #expect(try run.json["summary"]?["updated"] == 2, "\(run.testDescription)")
    }

    /// What can be read once is judged like a file: its routes are looked up again for clashes and references.
    @Test func aPipeByName() async throws {
        let workspace = try Workspace()
        try workspace.write("twice.yaml", Self.routes(["a", "b", "a"]))
        let validate = "\(Tools.openmcf) validate -q /dev/stdin"
        var run = try await workspace.run("/bin/sh", ["-c", "cat twice.yaml | \(validate)"])
        #expect(run.output.contains("error: the route app-ns/a is defined twice [duplicate-route]"))
        #expect(run.output.contains("note: the first is here"), "\(run.testDescription)")
        #expect(run.status == 3)

        // An apply judges its manifests again when it knows the cluster.
        try workspace.write("routes.yaml", Self.routes(["a", "b"]))
        run = try await workspace.run(
            "/bin/sh", ["-c", "cat routes.yaml | \(Tools.openmcf) apply -q --sandbox /dev/stdin"])
        #expect(run.status == 0, "\(run.testDescription)")

        let reference = "valueFrom: {kind: KubernetesTcpRoute, name: a, fieldPath: spec.namespace}"
        try workspace.write(
            "reference.yaml",
            Self.routes(["a"]) + Self.routes(["b"]).replacing("value: app-ns", with: reference))
        run = try await workspace.run("/bin/sh", ["-c", "cat reference.yaml | \(validate)"])
        #expect(run.output == "", "\(run.testDescription)")
        #expect(run.status == 0)
    }

    /// The tool's own folder and files are not manifests, and a link that leads nowhere is told.
    @Test func foldersThatHoldOtherThings() async throws {
        let workspace = try Workspace()
        try workspace.write("a.yaml", Self.route)
        try await workspace.succeed("apply", ".", "-R", "--sandbox")
        try await workspace.succeed("plan", ".", "-R", "--sandbox")
        let linked = try await workspace.run(
            "/bin/sh", ["-c", "ln -s nowhere gone.yaml; \(Tools.openmcf) validate -q ."])
        #expect(linked.output.hasPrefix("./gone.yaml: error: the file cannot be read: No such file or directory"))
        #expect(linked.status == 3)
    }

    @Test func stackInputs() async throws {
        let workspace = try Workspace()
        try workspace.write("input.yaml", Self.stackInput)
        try await workspace.succeed("apply", "-i", "input.yaml", "--sandbox")
        let outputs = try await workspace.succeed("outputs", "-i", "input.yaml", "routeName")
        #expect(outputs.output == "postgres-route\n")
        var run = try await workspace.openmcf("render", "-i", "-", input: Self.stackInput)
        #expect(run.status == 0)
        #expect(run.output.contains("name: postgres-route"))
        run = try await workspace.openmcf("validate", "-q", "-i", "nope.yaml", "--input-dir", "nope")
        #expect(run.output.contains("nope: error: the file cannot be read: No such file or directory"))
        #expect(run.output.contains("nope.yaml: error: the file cannot be read: No such file or directory"))
        // A destroy of what a stack input names is not one of the whole stack.
        try workspace.write("other.yaml", Self.named("other"))
        try await workspace.succeed("apply", "other.yaml", "--sandbox")
        try await workspace.succeed("destroy", "-i", "input.yaml", "--sandbox", "-y")
        let left = try workspace.json(".openmcf/state.json")["routes"]?.array
        #expect(left?.compactMap { $0["object"]?["metadata"]?["name"]?.string } == ["other"])
    }

    /// Manifests are judged again where the cluster serves another version; standard input is not read again for that.
    @Test func standardInputIsReadOnce() async throws {
        let workspace = try Workspace()
        let run = try await workspace.openmcf("apply", "--sandbox", "-f", "-", "-", input: Self.route)
        #expect(run.status == 0, "\(run.testDescription)")
    }

    @Test(arguments: [
        (["--overlay", "dev"], "--overlay names an overlay of --kustomize-dir, which is missing"),
        (["--kustomize-dir", ""], "--kustomize-dir must not be empty"),
        (["--kustomize-dir", "x", "--overlay", ""], "--overlay must not be empty"),
        (["-f", "-", "-i", "-"], "standard input can be read once"),
        (["-", "-i", "-"], "standard input can be read once"),
    ])
    func combinationsThatMakeNoSense(arguments: [String], message: String) async throws {
        let workspace = try Workspace()
        for command in ["validate", "apply", "destroy", "plan"] {
            let run = try await workspace.inProcess([command] + arguments)
            #expect(run.errors.contains(message), "\(run.testDescription)")
            #expect(run.status == 64)
        }
    }

    @Test(arguments: [
        ("wl-paste", ["WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"], "wl-paste --no-newline --type text\n"),
        ("xclip", ["WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"], "xclip -selection clipboard -out\n"),
        ("xclip", ["DISPLAY": ":0"], "xclip -selection clipboard -out\n"),
        ("xsel", ["DISPLAY": ":0"], "xsel --clipboard --output\n"),
    ])
    func clipboardPrograms(program: String, environment: [String: String], call: String) async throws {
        let workspace = try Workspace()
        for text in [Self.route, Self.stackInput] {
            try workspace.addProgram(program, Self.clipboard(text))
            let run = try await workspace.run(
                Tools.openmcf, ["render", "--clipboard"],
                environment: workspace.ownPath().merging(environment) { $1 })
            #expect(run.output.contains("name: postgres-route"), "\(run.testDescription)")
        }
        #expect(workspace.read("calls") == call + call)
    }

    @Test(arguments: [
        (
            [:], "",
            """
            <clipboard>: error: there is no clipboard here: neither WAYLAND_DISPLAY nor DISPLAY is set \
            [unreadable-clipboard]
              help: use -f - and paste the text

            """
        ),
        (
            ["DISPLAY": ":0"], "",
            """
            <clipboard>: error: reading it takes the program 'xclip' or 'xsel', which is not installed \
            [unreadable-clipboard]
              help: or use -f - and paste the text

            """
        ),
        (
            ["DISPLAY": ":0"], "echo 'Error: target STRING not available' >&2; exit 1",
            """
            <clipboard>: error: 'xclip' failed with exit code 1 [unreadable-clipboard]
              help: target STRING not available

            """
        ),
        (
            ["DISPLAY": ":0"], "echo", "<clipboard>: error: the clipboard is empty [unreadable-clipboard]\n"
        ),
        (
            ["DISPLAY": ":0"], "echo 'kind: 5'",
            """
            <clipboard>:1:7: error: kind must be a string [wrong-type]
              1 | kind: 5
                |       ^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            """
        ),
    ])
    func clipboardProblems(environment: [String: String], script: String, expected: String) async throws {
        let workspace = try Workspace()
        if !script.isEmpty { try workspace.addProgram("xclip", "#!/bin/sh\n\(script)\n") }
        let run = try await workspace.run(
            Tools.openmcf, ["validate", "-q", "-c"],
            environment: workspace.ownPath().merging(environment) { $1 })
        #expect(run.output == expected)
        #expect(run.status == 3)
    }

    /// Routes whose manifests cannot be read are not taken for routes without manifests.
    @Test(arguments: ["routes/*.yaml", "routes/**/*.yaml", "rou*/b.yaml", "rou*", "routes/**"])
    func nothingIsPrunedForWhatCannotBeRead(pattern: String) async throws {
        let workspace = try Workspace()
        try workspace.write("routes/a.yaml", Self.named("a"))
        try workspace.write("real.yaml", Self.named("b"))
        let link = try await workspace.run("/bin/sh", ["-c", "ln -s ../real.yaml routes/b.yaml"])
        try #require(link.status == 0)
        try await workspace.succeed("apply", "routes", "--sandbox", "-q")
        let moved = try await workspace.run("/bin/sh", ["-c", "mv real.yaml gone.yaml"])
        try #require(moved.status == 0)

        let run = try await workspace.openmcf("apply", pattern, "--sandbox", "--prune", "-y", "-q")
        #expect(
            run.errors.contains("routes/b.yaml: error: the file cannot be read: No such file or directory"),
            "\(run.testDescription)")
        #expect(run.status == 3)
        let left = try workspace.json(".openmcf/state.json")["routes"]?.array
        #expect(left?.count == 2)
    }

    @Test func aPatternThatMatchesNothing() async throws {
        let run = try await Workspace().openmcf("validate", "-q", "-f", "routes/*.yaml")
        #expect(
            run.output == """
                routes/*.yaml: error: nothing matches this pattern [no-manifests]
                  help: '*', '?' and '[…]' stand for parts of a name, '**' for any number of directories

                """)
        #expect(run.status == 3)
    }
}
