import Applying
import Diagnostics
import FoundationEssentials
import KubernetesClient
import Sandbox
import State
import Testing

@testable import Commands

/// docs/diagnostics.md has the codes as they are declared.
struct DiagnosticsPageTests {
    private static let path = "docs/diagnostics.md"

    /// Each table of the page stands between `<!-- codes: NAME -->` and `<!-- end -->`; `make docs` writes them.
    @Test func theTablesAreThoseOfTheDeclarations() throws {
        let page = try #require(Repository.read(Self.path))
        let parts = page.components(separatedBy: "<!-- codes: ")
        var written = parts[0]
        var names: Set<String> = []
        for part in parts.dropFirst() {
            let name = String(part.prefix { $0 != " " })
            let end = try #require(part.firstRange(of: "<!-- end -->"), "the table \(name) has no end")
            let table = try #require(Self.tables[name], "there is no table \(name)")
            #expect(names.insert(name).inserted)
            written += "<!-- codes: \(name) -->\n\n\(table)\n\(part[end.lowerBound...])"
        }
        #expect(names == Set(Self.tables.keys))
        if ProcessInfo.processInfo.environment["OPENMCF_WRITE_DOCS"] != nil {
            try Data(written.utf8).write(to: URL(filePath: Repository.root + "/" + Self.path))
        } else {
            #expect(page == written, "'make docs' writes the tables anew")
        }
    }

    /// What a member declares and the catalogue does not list would be missing from SARIF's rules and from the page.
    @Test func theCatalogueHasEveryCode() throws {
        var declared: Set<String> = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: Repository.root + "/Sources")
        where file.contains("/DiagnosticCode+") {
            let text = try #require(Repository.read("Sources/" + file))
            declared.formUnion(
                text.matches(of: #/static let \w+ = DiagnosticCode\(\s*"([a-z-]+)"/#).map { String($0.1) })
        }
        #expect(declared.count > 70)
        #expect(declared.symmetricDifference(CodeCatalogue.all.map(\.name)) == [])
        #expect(declared.count == CodeCatalogue.all.count)
    }

    @Test func textsAreSentencesWithoutAFullStop() {
        for code in CodeCatalogue.all {
            for text in [code.summary, code.example, code.advice] {
                #expect(!text.isEmpty && !text.hasSuffix("."), "\(code): \(text)")
            }
            #expect(code.summary.first?.isUppercase == true, "\(code)")
            #expect(code.advice.first?.isUppercase == false, "\(code)")
        }
    }

    /// Some codes with the exit codes that scripts rely on, apart from the declarations.
    @Test(arguments: [
        ("usage", 64), ("invalid-manifest", 3), ("state-locked", 9), ("state-changed", 5), ("not-owned", 5),
        ("not-served", 1), ("run-timed-out", 8), ("interrupted", 130), ("kubeconfig-invalid", 4), ("unreachable", 4),
        ("conflict", 5), ("invalid", 3), ("server-error", 1), ("sandbox-busy", 9), ("sandbox-file", 1),
    ])
    func exitCode(of code: String, status: Int) {
        let rows = Self.tables.values.flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("| `\(code)` |") }
        #expect(rows.count == 1)
        #expect(rows.allSatisfy { $0.hasSuffix(" | \(status) |") }, "\(rows)")
    }

    // MARK: The tables

    private static let tables: [String: String] = [
        "input": errors(CodeCatalogue.input), "yaml": errors(CodeCatalogue.yaml),
        "fields": errors(CodeCatalogue.fields), "rules": errors(CodeCatalogue.rules),
        "references": errors(CodeCatalogue.references),
        "warnings": codes(CodeCatalogue.codes(.warning) + CodeCatalogue.codes(.note)),
        "command-line": failures(Failure.Code.commandLine.map { ($0, $0.status) }),
        "state": failures(
            [(Failure.Code.noState, Failure.Code.noState.status)]
                + StateError.Code.all.map { ($0, Commands.ExitStatus($0)) }),
        "applying": failures(
            ApplyingError.Code.all.map { ($0, Commands.ExitStatus($0)) }
                + Failure.Code.applying.map { ($0, $0.status) }),
        "configuration": failures(
            [(Failure.Code.noCluster, Failure.Code.noCluster.status)]
                + ClusterConfigurationError.Code.all.filter { $0 != .pluginFailed }
                .map { ($0, Failure(ClusterConfigurationError($0, "")).status) }),
        "requests": failures(
            KubernetesError.Code.all.map { ($0, Commands.ExitStatus($0)) }),
        "sandbox": failures(
            SandboxError.Code.all.map { ($0, Commands.ExitStatus($0)) }),
    ]

    private static func errors(_ codes: [DiagnosticCode]) -> String {
        self.codes(codes.filter { $0.severity == .error })
    }

    private static func codes(_ codes: [DiagnosticCode]) -> String {
        table(
            ["code", "means", "for example", "what to do"],
            codes.map { code in
                let note = code.severity == .note ? " (note)" : ""
                return ["`\(code)`\(note)", lowercased(code.summary), code.example, code.advice]
            })
    }

    private static func failures(_ codes: [(code: any FailureCode, status: Commands.ExitStatus)]) -> String {
        table(
            ["code", "means", "exit"], codes.map { ["`\($0.code.rawValue)`", $0.code.meaning, "\($0.status.code)"] })
    }

    /// A sentence as a cell begins it.
    private static func lowercased(_ sentence: String) -> String {
        let second = sentence.dropFirst().first
        guard second?.isUppercase == false, !sentence.hasPrefix("Kubernetes"), !sentence.hasPrefix("Gateway") else {
            return sentence
        }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        ([head, head.map { _ in "---" }] + rows).map { cells in
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }.joined()
    }
}
