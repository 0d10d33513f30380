import TestSupport
import Testing
import Values

/// Input that no route can be read from: one message, the exit code 3, and nothing written.
struct BadManifestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// The text of the file; nil for no file of that name.
        var text: String?
        let message: String
        /// The last line of `validate`; what is no manifest is not counted.
        var sum = "1 error"

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "empty.yaml", text: "",
            message: """
                empty.yaml: error: the file is empty [no-manifests]
                  help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

                """),
        Case(
            name: "tab.yaml", text: "a:\n\t- b\n",
            message: """
                tab.yaml:2:1: error: the text is not YAML: found character that cannot start any token [yaml-syntax]
                  2 |   - b
                    | ^^
                  help: YAML is indented with spaces; this is a tab

                """),
        Case(
            name: "list.yaml", text: "- a\n- b\n",
            message: """
                list.yaml:1:1: error: a manifest must be a mapping, but this document is a list [not-a-mapping]
                  1 | - a
                    | ^^^
                  help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

                """),
        Case(
            name: "text.yaml", text: "just text\n",
            message: """
                text.yaml:1:1: error: a manifest must be a mapping, but this document is a single value [not-a-mapping]
                  1 | just text
                    | ^^^^^^^^^
                  help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

                """),
        Case(
            name: "missing.yaml",
            message: """
                missing.yaml: error: the file cannot be read: No such file or directory [unreadable-file]
                  help: check the path; it is relative to the current directory

                """),
        Case(
            name: "kind.yaml", text: "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: a}\n",
            message: """
                kind.yaml:2:7: error: openmcf does not read 'Thing' of example.org/v1 [unknown-kind]
                  2 | kind: Thing
                    |       ^^^^^
                  help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

                """),
        Case(
            name: "tcproute.yaml",
            text: "apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TCPRoute\nmetadata: {name: a, namespace: b}\n",
            message: """
                tcproute.yaml:1:1: error: spec is missing from the manifest [required-field]
                  1 | apiVersion: gateway.networking.k8s.io/v1alpha2
                    | ^^^^^^^^^^
                  help: spec: What the route forwards.

                """, sum: "1 error in 1 manifest"),
        Case(
            name: "cycle.yaml", text: "a: &a [*a]\n",
            message: """
                cycle.yaml:1:8: error: the anchor '&a' contains itself [yaml-alias]
                  1 | a: &a [*a]
                    |        ^^

                """),
        Case(
            name: "folder",
            message: """
                folder: error: the directory has no manifests (*.yaml, *.yml, *.json) of its own [no-manifests]
                  help: use -R to read the directories in it too

                """),
    ]

    @Test(arguments: cases)
    func oneMessageNamesTheFile(_ example: Case) async throws {
        let workspace = try Workspace()
        try workspace.write("folder/notes.txt", "no manifest")
        if let text = example.text { try workspace.write(example.name, text) }
        let before = workspace.files

        var run = try await workspace.inProcess("validate", example.name)
        #expect(run.output == "\(example.message)\n\(example.sum)\n")
        #expect(run.errors == "")
        #expect(run.status == 3)

        run = try await workspace.inProcess("apply", example.name, "--sandbox")
        #expect(run.output == "")
        #expect(
            run.errors == example.message + "\nerror: the manifests have an error\n")
        #expect(run.status == 3)

        for arguments in [["plan", "--offline"], ["apply", "--sandbox"], ["load-manifest"], ["render"]] {
            run = try await workspace.inProcess(arguments + [example.name, "-o", "json"])
            let json = try run.json
            #expect(json["formatVersion"] == "1.0")
            #expect(json["error"]?["code"] == "invalid-manifest")
            #expect(json["diagnostics"]?.array?.count == 1)
            #expect(json["diagnostics"]?.array?.first?["file"]?.string == example.name)
            #expect(run.status == 3)
        }
        run = try await workspace.inProcess("diff", example.name, "--offline")
        #expect(run.status == 3)
        #expect(workspace.files == before)
    }

    @Test func nothingGivenIsAUsageError() async throws {
        let workspace = try Workspace()
        for command in ["validate", "render", "load-manifest", "plan", "diff", "apply"] {
            let run = try await workspace.inProcess(command)
            #expect(
                run.errors == """
                    error: no manifest was given
                      help: name a file or a directory, as in 'openmcf \(command) -f tcproute.yaml', or '-f -' for \
                    standard input

                    """)
            #expect(run.status == 64)
        }
        #expect(workspace.files == [])
    }

    @Test func standardInputThatIsEmpty() async throws {
        let run = try await Workspace().openmcf("validate", "-f", "-", input: "")
        #expect(run.output.hasPrefix("<stdin>: error: the file is empty [no-manifests]\n"))
        #expect(run.status == 3)
    }

    @Test func savedPlansThatAreNone() async throws {
        let workspace = try Workspace()
        for text in ["{\"changes\":1}", "{\"formatVersion\":\"1.0\",\"changes\":[]}"] {
            try workspace.write("plan.json", text)
            let run = try await workspace.inProcess("apply", "plan.json", "--sandbox")
            #expect(
                run.errors == """
                    error: 'plan.json' cannot be applied: it is not a plan that openmcf saved
                      help: make it anew: openmcf plan -f MANIFEST --out plan.json --sandbox

                    """)
            #expect(run.status == 1)
        }
        #expect(!workspace.files.contains(".openmcf/state.json"))
    }

    /// A parser that recursed for each level would end with a crash.
    @Test(arguments: ["[", "{\"a\":", "- ", "{"])
    func deepNestingEndsWithAMessage(_ opening: String) async throws {
        let workspace = try Workspace()
        try workspace.write("deep.json", String(repeating: opening, count: 100_000))
        for arguments in [["validate"], ["apply", "--sandbox"]] {
            let run = try await workspace.run(Tools.openmcf, arguments + ["deep.json"])
            #expect(run.status == 3)
            #expect((run.output + run.errors).contains("deep.json:1:"))
            #expect((run.output + run.errors).contains("nested more than 100 levels deep"))
        }
    }
}
