import FoundationEssentials
import KubernetesClient
import Testing

@testable import Commands

/// The codes of failures, which scripts rely on: the documentation has those of the sources, with their exit codes.
struct FailureCodeTests {
    private struct Row {
        let code: String
        let exit: Int32
    }

    /// The rows of all tables of failures.
    private static func documented() throws -> [Row] {
        let page = try #require(Repository.read("docs/diagnostics.md"))
        let section = try #require(page.components(separatedBy: "\n## Failures\n").dropFirst().first)
        return section.components(separatedBy: "\n## ")[0].split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| `") else { return nil }
            let cells = line.split(separator: "|").map { $0.filter { $0 != "`" && $0 != " " } }
            guard let code = cells.first, let exit = cells.last.flatMap({ Int32($0) }) else { return nil }
            return Row(code: code, exit: exit)
        }
    }

    private static func declared() throws -> Set<String> {
        var codes: Set<String> = []
        for layer in ["Applying", "Commands", "Files", "KubernetesClient", "Sandbox", "State"] {
            let folder = Repository.root + "/Sources/" + layer
            for file in try FileManager.default.subpathsOfDirectory(atPath: folder) where file.hasSuffix(".swift") {
                let text = try #require(Repository.read("Sources/\(layer)/\(file)"))
                codes.formUnion(text.matches(of: #/Code\(rawValue: "([a-z-]+)"\)/#).map { String($0.1) })
                codes.formUnion(text.matches(of: #/\bcode: "([a-z-]+)"/#).map { String($0.1) })
                guard text.contains("enum Code: String") else { continue }
                codes.formUnion(text.matches(of: #/case \w+ = "([a-z-]+)"/#).map { String($0.1) })
            }
        }
        return codes
    }

    @Test func theDocsHaveTheSameCodes() throws {
        let declared = try Self.declared()
        #expect(declared.count > 50)
        #expect(try Set(Self.documented().map(\.code)).symmetricDifference(declared) == [])
    }

    /// The rows of requests that failed stand under a heading of their own; no code has two exit codes there.
    @Test func exitCodesOfRequestsAreThoseOfTheDocs() throws {
        let rows = try Self.documented()
        let start = try #require(rows.firstIndex { $0.code == "unreachable" })
        let end = try #require(rows.firstIndex { $0.code == "sandbox-busy" })
        for row in rows[start..<end] {
            let error = KubernetesError(KubernetesError.Code(rawValue: row.code), "no", server: "https://example.com")
            #expect(Failure(error).status.code == row.exit, "\(row.code)")
        }
    }
}
