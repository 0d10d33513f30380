import SandboxSupport
import TestSupport
import Testing
import Values

@testable import Commands

/// What an API server warns of.
struct ServerWarningTests {
    private static let deprecation =
        "299 - \"The v1alpha2 version of TCPRoute has been deprecated and will be removed in a future release of the "
        + "API. Please upgrade to v1.\""

    /// A cluster that warns of the same in every answer about routes.
    private func warning<Result>(
        _ header: String, _ body: (Workspace, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let cluster = try await TestCluster(
            namespaces: ["app-ns"],
            before: { request, cluster in
                guard request.path.contains("/tcproutes"),
                    case .answer(let status, let text, var headers) = await cluster.carryOut(request)
                else { return nil }
                headers["warning"] = header
                return .answer(status, text, headers)
            })
        return try await cluster.run { try await body(workspace, $0) }
    }

    @Test func isToldOnceAndStandsInTheResult() async throws {
        try await warning("299 - \"this goes away\", 299 - \"that too\"") { workspace, server in
            let expected: Value = ["this goes away", "that too"]
            for command in ["plan", "diff", "apply"] {
                let run = try await workspace.inProcess(
                    command, "tcproute.yaml", "--no-preflight", "-q", "-o", "json", "--server", server.url)
                #expect(run.errors == "warning: this goes away\nwarning: that too\n", "\(run.testDescription)")
                #expect(try run.json["warnings"] == expected)
            }
            let run = try await workspace.inProcess("destroy", "-y", "-o", "json", "--server", server.url)
            #expect(run.errors == "warning: this goes away\nwarning: that too\n", "\(run.testDescription)")
            #expect(try run.json["warnings"] == expected)
        }
    }

    @Test func aPlanForAPersonDoesNotRepeatIt() async throws {
        try await warning("299 - \"this goes away\"") { workspace, server in
            let run = try await workspace.inProcess(
                "plan", "tcproute.yaml", "--no-preflight", "-q", "--server", server.url)
            #expect(run.errors == "warning: this goes away\n", "\(run.testDescription)")
            #expect(!run.output.contains("this goes away"))
        }
    }

    @Test func theDeprecationIsOurOwnNote() async throws {
        try await warning(Self.deprecation) { workspace, server in
            let run = try await workspace.inProcess(
                "apply", "tcproute.yaml", "--no-preflight", "-q", "-o", "json", "--server", server.url)
            #expect(run.errors == "", "\(run.testDescription)")
            #expect(try run.json["warnings"] == [])
        }
    }

    @Test func aFloodIsCounted() {
        let warnings = ServerWarnings()
        var context = CommandContext.system()
        context.quiet = true
        for number in 0..<3 { warnings.note("w\(number % 2)", context) }
        #expect(warnings.texts == ["w0", "w1"])
        warnings.markTold(["known"])
        warnings.note("known", context)
        #expect(warnings.texts == ["w0", "w1"])
    }
}
