internal import Diagnostics
internal import Manifests
internal import Values

/// Diagnostics as SARIF 2.1.0, in the part of it that GitHub code scanning reads.
struct SARIFReport {
    private let root: SourceRoot
    /// Where a problem without a place is shown: code scanning takes no result without one.
    private let fallback: String
    private var rules = CodeCatalogue.all
    private var indices: [DiagnosticCode: Int]
    private var fingerprints = SARIFFingerprints()

    /// - Parameter files: the inputs that were read.
    init(root: SourceRoot, files: [String]) {
        self.root = root
        fallback = files.first ?? "."
        indices = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.code, $0) })
    }

    /// The report on a run that came to its end.
    mutating func value(_ diagnostics: [Diagnostic]) -> Value {
        document(diagnostics, invocation: ["executionSuccessful": true])
    }

    /// The report on a run that ended before its result.
    mutating func value(_ failure: Failure) -> Value {
        let notification: Value = [
            "level": "error", "descriptor": ["id": .string(failure.code)],
            "message": message(failure.message, help: failure.help),
        ]
        return document(
            failure.diagnostics,
            invocation: [
                "executionSuccessful": false, "exitCode": .int(Int64(failure.status.code)),
                "toolExecutionNotifications": [notification],
            ])
    }

    private mutating func document(_ diagnostics: [Diagnostic], invocation: Value) -> Value {
        fingerprints.prepare(for: diagnostics)
        let results = diagnostics.map { result($0) }
        let driver: Value = [
            "name": "openmcf", "version": .string(Version.number), "semanticVersion": .string(Version.number),
            "informationUri": "https://openmcf.org", "rules": .array(rules.map(rule)),
        ]
        let run: Value = [
            "tool": ["driver": driver], "invocations": [invocation], "columnKind": "unicodeCodePoints",
            "results": .array(results),
        ]
        return [
            "$schema":
                "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0", "runs": [run],
        ]
    }

    private func rule(_ description: CodeDescription) -> Value {
        let summary: Value = ["text": .string(description.summary + ".")]
        let advice = description.advice.prefix(1).uppercased() + description.advice.dropFirst()
        return [
            "id": .string(description.code.rawValue), "shortDescription": summary, "fullDescription": summary,
            "help": ["text": .string(advice + ".")],
            "defaultConfiguration": ["level": .string(description.severity.rawValue)],
        ]
    }

    private mutating func result(_ diagnostic: Diagnostic) -> Value {
        var result: Object = [
            "ruleId": .string(diagnostic.code.rawValue), "ruleIndex": .int(Int64(index(of: diagnostic))),
            "level": .string(diagnostic.severity.rawValue),
            "message": message(diagnostic.message, related: diagnostic.related, help: diagnostic.help),
            "locations": [location(of: diagnostic)],
        ]
        if !diagnostic.related.isEmpty {
            result["relatedLocations"] = .array(
                diagnostic.related.enumerated().map { index, related in
                    [
                        "id": .int(Int64(index + 1)),
                        "physicalLocation": physicalLocation(related.range.file.name, related.range),
                        "message": ["text": .string(related.message)],
                    ]
                })
        }
        result["partialFingerprints"] = fingerprints.value(for: diagnostic, at: root.source(named: name(diagnostic)))
        return .object(result)
    }

    /// The place of the code among the rules; one that the catalogue does not have is added to them.
    private mutating func index(of diagnostic: Diagnostic) -> Int {
        if let index = indices[diagnostic.code] { return index }
        indices[diagnostic.code] = rules.count
        rules.append(
            CodeDescription(
                diagnostic.code, diagnostic.severity, diagnostic.code.rawValue, advice: "see the message of the result")
        )
        return rules.count - 1
    }

    private func name(_ diagnostic: Diagnostic) -> String {
        diagnostic.range?.file.name ?? diagnostic.file ?? fallback
    }

    private func location(of diagnostic: Diagnostic) -> Value {
        var location: Object = ["physicalLocation": physicalLocation(name(diagnostic), diagnostic.range)]
        if let path = diagnostic.path { location["logicalLocations"] = [["fullyQualifiedName": .string(path)]] }
        return .object(location)
    }

    /// Without a range, the place is the start of the file: code scanning wants a line.
    private func physicalLocation(_ name: String, _ range: SourceRange?) -> Value {
        let source = root.source(named: name)
        var artifact: Object = ["uri": .string(source.uri)]
        if case .inside = source { artifact["uriBaseId"] = "%SRCROOT%" }
        let (start, end) = (range?.startLocation, range?.endLocation)
        return [
            "artifactLocation": .object(artifact),
            "region": [
                "startLine": .int(Int64(start?.line ?? 1)), "startColumn": .int(Int64(start?.column ?? 1)),
                "endLine": .int(Int64(end?.line ?? 1)), "endColumn": .int(Int64(end?.column ?? 1)),
            ],
        ]
    }

    /// Related places are linked from the text, which is how code scanning shows them.
    private func message(_ sentence: String, related: [Diagnostic.Related] = [], help: String?) -> Value {
        var text = Self.withoutLinks(sentence)
        for (index, related) in related.enumerated() {
            let name = related.message.replacing("[", with: "\\[").replacing("]", with: "\\]")
            text += "\n[\(name)](\(index + 1))"
        }
        if let help { text += "\nhelp: " + Self.withoutLinks(help) }
        return ["text": .string(text)]
    }

    /// A value that the text quotes may look like a link, and would become one.
    private static func withoutLinks(_ text: String) -> String { text.replacing("](", with: "] (") }
}

/// What tells a result from others when lines have moved.
private struct SARIFFingerprints {
    private var lineHashes: [ObjectIdentifier: [String]] = [:]

    /// Hashes each file once, as far as its last result.
    mutating func prepare(for diagnostics: [Diagnostic]) {
        var lastRanges: [ObjectIdentifier: SourceRange] = [:]
        for range in diagnostics.compactMap(\.range) {
            let id = ObjectIdentifier(range.file)
            if lastRanges[id].map({ $0.start < range.start }) ?? true { lastRanges[id] = range }
        }
        lineHashes = lastRanges.mapValues { $0.file.lineHashes(upTo: $0.startLocation.line) }
    }

    /// The line as code scanning knows it, and the field as openmcf names it.
    func value(for diagnostic: Diagnostic, at source: ReportedSource) -> Value {
        let parts = [source.uri, diagnostic.resource, diagnostic.path, diagnostic.code.rawValue]
        var prints: Object = ["openmcf/v1": .string(parts.map { $0 ?? "" }.joined(separator: "|"))]
        if let range = diagnostic.range, let hashes = lineHashes[ObjectIdentifier(range.file)] {
            let line = range.startLocation.line
            if hashes.indices.contains(line - 1) { prints["primaryLocationLineHash"] = .string(hashes[line - 1]) }
        }
        return .object(prints)
    }
}
