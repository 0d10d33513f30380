import Diagnostics
import FoundationEssentials
import GatewayAPI
import Manifests
import Schemas
import Testing

/// The catalogue names every code that the sources use, as they use it, and the docs name the same ones.
struct CodeCatalogueTests {
    private static let root = #filePath.components(separatedBy: "/Tests/ManifestsTests/")[0]

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: root + "/" + path)), as: UTF8.self)
    }

    /// The text of the targets whose diagnostics `validate` can show.
    private static func sources() throws -> [String] {
        try ["Diagnostics", "Nodes", "YAML", "Schemas", "GatewayAPI", "Manifests", "Commands"].flatMap { target in
            try FileManager.default.subpathsOfDirectory(atPath: root + "/Sources/" + target).sorted()
                .filter { $0.hasSuffix(".swift") && $0 != "CodeCatalogue.swift" }
                .map { try text("Sources/\(target)/\($0)") }
        }
    }

    /// The codes that are declared, by the names of their static members.
    private static func declared() throws -> [String: String] {
        var codes: [String: String] = [:]
        for line in try sources().joined(separator: "\n").split(separator: "\n") {
            let parts = line.components(separatedBy: "static let ")
            guard parts.count == 2, let range = parts[1].firstRange(of: " = DiagnosticCode(\"") else { continue }
            codes[String(parts[1][..<range.lowerBound])] = String(parts[1][range.upperBound...].prefix { $0 != "\"" })
        }
        return codes
    }

    private static let severities = Dictionary(
        uniqueKeysWithValues: CodeCatalogue.all.map { ($0.code.rawValue, $0.severity) })

    @Test func textsAreSentencesWithoutAFullStop() {
        for entry in CodeCatalogue.all {
            for text in [entry.summary, entry.advice] {
                #expect(!text.isEmpty && !text.hasSuffix("."), "\(entry.code): \(text)")
            }
            #expect(entry.summary.first?.isUppercase == true, "\(entry.code)")
            #expect(entry.advice.first?.isUppercase == false, "\(entry.code)")
        }
        #expect(Self.severities.count == CodeCatalogue.all.count)
    }

    @Test func everyCodeOfTheSourcesIsThere() throws {
        let codes = try Self.declared()
        #expect(codes.count >= 30)
        let rules = Self.ruleNames()
        #expect(rules.count == 4)
        #expect(Set(codes.values).union(rules) == Set(Self.severities.keys))
    }

    /// The names of the rules in the schemas of every target.
    private static func ruleNames() -> Set<String> {
        var names: Set<String> = []
        func collect(_ schema: Schema) {
            names.formUnion(schema.rules.map(\.name))
            for property in schema.properties { collect(property.schema) }
            if let items = schema.items { collect(items) }
        }
        for name in GatewayAPITarget.known {
            guard let parsed = GatewayAPITarget.parse(name) else { continue }
            for version in [GatewayAPITarget.APIVersion.v1alpha2, .v1] {
                collect(
                    TCPRouteSchema.spec(
                        GatewayAPITarget(release: parsed.release, channel: parsed.channel, version: version)))
            }
        }
        return names
    }

    /// Where a severity and a code stand side by side in the sources, they are the catalogue's.
    @Test func severitiesAreThoseOfTheSources() throws {
        let codes = try Self.declared()
        var found = 0
        for source in try Self.sources() {
            let words = source.split { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "," }
            for (word, next) in zip(words, words.dropFirst()) where [".error,", ".warning,", ".note,"].contains(word) {
                let member = next.drop { $0 == "." }.prefix { $0 != "," && $0 != "." }
                guard next.hasPrefix("."), let code = codes[String(member)] else { continue }
                found += 1
                #expect(Self.severities[code]?.rawValue == String(word.dropFirst().dropLast()), "\(code)")
            }
        }
        #expect(found > 10)
    }

    @Test func theDocsHaveTheSameCodes() throws {
        let page = try Self.text("docs/diagnostics.md").components(separatedBy: "\n## What a server refuses")[0]
        var documented: [String: String] = [:]
        var usual = "error"
        for line in page.split(separator: "\n") {
            if line.hasPrefix("## ") { usual = line.hasPrefix("## Warnings") ? "warning" : "error" }
            guard line.hasPrefix("| `"), !line.hasPrefix("| `-") else { continue }
            let cell = line.components(separatedBy: " | ")[0]
            let code = String(cell.dropFirst(3).prefix { $0 != "`" })
            let severity = cell.components(separatedBy: "(").dropFirst().first.map { String($0.dropLast()) }
            #expect(documented[code] == nil, "\(code) is documented twice")
            documented[code] = severity ?? usual
        }
        // The table of severities is of the same form.
        for severity in ["error", "warning", "note"] { documented[severity] = nil }
        #expect(documented == Self.severities.mapValues(\.rawValue))
    }
}
