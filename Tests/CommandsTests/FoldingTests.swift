import TestSupport
import Testing
import Values

/// Many diagnostics of a kind: what a person gets to read of them, and what a program does.
struct FoldingTests {
    /// Routes with a warning each, and a grant that all of them need.
    private static func workspace(_ count: Int, error: Bool = false) throws -> Workspace {
        let workspace = try Workspace()
        var text = ""
        for number in 0..<count {
            text += """
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata: {name: r-\(number)}
                spec:
                  namespace: app
                  parentRefs: [{name: gw, sectionName: l\(number)}]
                  rules: [{backendRefs: [{name: db, namespace: data, port: 1}]}]
                ---

                """
        }
        if error { text = text.replacing("port: 1}", with: "port: one}", maxReplacements: 1) }
        try workspace.write("r.yaml", text)
        return workspace
    }

    private static func run(_ workspace: Workspace, _ command: String, _ arguments: String...) async throws -> Run {
        let given = [command, workspace.folder + "/r.yaml", "--state", workspace.folder + "/s.json"] + arguments
        let run = try await InProcess.run(given)
        func short(_ text: String) -> String { text.replacing(workspace.folder + "/", with: "") }
        return Run(command: run.command, status: run.status, output: short(run.output), errors: short(run.errors))
    }

    @Test(arguments: ["plan", "render", "diff"])
    func threeAreShown(command: String) async throws {
        let workspace = try Self.workspace(1000)
        let run = try await Self.run(workspace, command, command == "render" ? "--strict" : "--offline")
        let severity = command == "render" ? "error" : "warning"
        let message =
            "Service 'db' is in namespace 'data': without a ReferenceGrant there, its connections are rejected"
        let excerpt = """
              7 |   rules: [{backendRefs: [{name: db, namespace: data, port: 1}]}]
                |                                                ^^^^

            """
        let first = "r.yaml:7:48: \(severity): \(message) [cross-namespace-backend]\n" + excerpt
        #expect(
            run.errors.hasPrefix(
                first + """
                      help for app/r-0, app/r-1, app/r-2 and 997 more routes: unless there is one, apply this:
                            apiVersion: gateway.networking.k8s.io/v1beta1
                            kind: ReferenceGrant

                    """), "\(run.testDescription)")
        let rest =
            "\(severity): 997 more \(severity)s of this kind are not shown; -v shows all [cross-namespace-backend]"
        #expect(run.errors.split(separator: "\n").count { $0 == rest } == 1)
        #expect(run.errors.split(separator: "\n").count { $0.contains("kind: ReferenceGrant") } == 1)
        #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("r.yaml:") } == 3)
        #expect(run.status == (command == "render" ? 3 : command == "diff" ? 1 : 0))
    }

    @Test func allAreShownWhereThatIsAskedFor() async throws {
        let workspace = try Self.workspace(20)
        let run = try await Self.run(workspace, "plan", "--offline", "-v")
        #expect(run.errors.split(separator: "\n").count { $0.contains("warning: Service 'db'") } == 20)
        #expect(run.errors.split(separator: "\n").count { $0.contains("kind: ReferenceGrant") } == 1)
        #expect(!run.errors.contains("more"))
    }

    @Test(arguments: [[], ["-q"]])
    func programsGetAll(quiet: [String]) async throws {
        let workspace = try Self.workspace(20)
        let arguments = ["validate", workspace.folder + "/r.yaml", "--state", workspace.folder + "/s.json"] + quiet
        let diagnostics = try await InProcess.run(arguments + ["-o", "json"]).json["diagnostics"]?.array ?? []
        #expect(diagnostics.count { $0["severity"] == "warning" } == 20)
        #expect(diagnostics.count { $0["help"]?.string?.contains("kind: ReferenceGrant") == true } == 20)
        #expect(diagnostics.count { $0["severity"] == "note" } == 1)
        let failure = try await InProcess.run(["render"] + arguments.dropFirst() + ["--strict", "-o", "json"]).json
        #expect(failure["diagnostics"]?.array?.count == 20)
    }

    @Test func quietHidesNotesAndNoWarnings() async throws {
        let workspace = try Self.workspace(5)
        for quiet in [false, true] {
            let run = try await Self.run(
                workspace, "validate", "--color", quiet ? "never" : "auto", quiet ? "-q" : "-R")
            #expect(run.output.contains("2 more warnings of this kind"))
            #expect(run.output.contains("note: Gateway API v1.6 deprecates") == !quiet)
            #expect(run.output.contains("5 manifests valid") == !quiet)
        }
        let run = try await Self.run(workspace, "plan", "--offline", "-q")
        #expect(run.errors.contains("2 more warnings of this kind"))
    }

    @Test func errorsComeLast() async throws {
        let run = try await Self.run(Self.workspace(5, error: true), "validate")
        let kinds = run.output.split(separator: "\n").compactMap { line in
            ["warning", "note", "error"].first { line.contains("\($0): ") && !line.hasPrefix(" ") }
        }
        #expect(kinds == ["warning", "warning", "warning", "note", "warning", "error"], "\(run.testDescription)")
        #expect(run.output.hasSuffix("\n1 error, 4 warnings in 5 manifests\n"))
    }

    /// Who applies need not hear each time what a release of Gateway API deprecates.
    @Test func theDeprecationIsANoteOfValidate() async throws {
        let workspace = try Self.workspace(1)
        let note = "deprecated-version"
        #expect(try await Self.run(workspace, "validate").output.contains(note))
        for command in ["render", "load-manifest"] {
            #expect(try await !Self.run(workspace, command).errors.contains(note))
            #expect(try await Self.run(workspace, command, "-v").errors.contains(note))
        }
    }
}
