import TestSupport
import Testing
import Values

/// `plan --show` prints what `plan --out` saved, as `plan` printed it then.
struct ShownPlanTests {
    private func saved() async throws -> (Workspace, [String: String]) {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        var printed: [String: String] = [:]
        for format in ["text", "json", "markdown", "html"] {
            printed[format] = try await workspace.succeedInProcess(
                "plan", "tcproute.yaml", "--sandbox", "--out", "plan.json", "-o", format
            ).output
        }
        return (workspace, printed)
    }

    @Test func everyFormatIsAsItWas() async throws {
        let (workspace, printed) = try await saved()
        // Nothing is read but the file.
        try workspace.write("tcproute.yaml", "kind: [")
        for (format, text) in printed {
            let run = try await workspace.succeedInProcess("plan", "--show", "plan.json", "-o", format)
            // Each plan of a stack that does not exist yet makes a lineage.
            #expect(ageless(run.output) == ageless(text), "\(format): \(run.testDescription)")
        }
        let run = try await workspace.inProcess("plan", "--show", "plan.json", "-q", "--detailed-exitcode")
        #expect(run.status == 2)
    }

    private func ageless(_ text: String) -> String {
        text.replacing(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#, with: "UUID")
    }

    static let refused: [(arguments: [String], status: Int32, words: String)] = [
        (
            ["--show", "plan.json", "tcproute.yaml"], 64,
            "--show prints a plan that was made: it goes with no manifests and no flag that makes one"
        ),
        (
            ["--show", "plan.json", "--out", "other.json"], 64,
            "--show prints a plan that was made: it goes with no manifests and no flag that makes one"
        ),
        (["--show", "none.json"], 64, "there is no 'none.json'"),
        (["--show", "text.json"], 1, "'text.json' is no saved plan"),
        (["--show", "object.json"], 1, "'object.json' is no saved plan"),
        (["--show", "future.json"], 1, "'future.json' cannot be shown: "),
        (["--show", "."], 1, "'.' cannot be shown: "),
    ]

    @Test func whatIsNoPlanIsRefused() async throws {
        let (workspace, _) = try await saved()
        try workspace.write("text.json", "kind: KubernetesTcpRoute")
        try workspace.write("object.json", #"{"kind": "TCPRoute"}"#)
        try workspace.write("future.json", #"{"formatVersion": "9.0", "changes": []}"#)
        for example in Self.refused {
            let run = try await workspace.inProcess(["plan"] + example.arguments)
            #expect(run.status == example.status, "\(run.testDescription)")
            #expect(run.errors.contains("error: \(example.words)"), "\(run.testDescription)")
        }
    }
}
