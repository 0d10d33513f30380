package import Values

/// Diagnostics as SARIF 2.1.0, in the part of it that GitHub code scanning reads.
package struct SARIFRenderer: Sendable {
    /// The program that reports.
    package struct Tool: Sendable {
        /// Its name, as code scanning shows it.
        package let name: String
        /// Its semantic version.
        package let version: String
        /// A page about it.
        package let page: String

        package init(name: String, version: String, page: String) {
            self.name = name
            self.version = version
            self.page = page
        }
    }

    private let tool: Tool
    private let root: SourceRoot
    /// Where a problem without a place is shown: code scanning takes no result without one.
    private let fallback: String
    private var rules: [DiagnosticCode]
    private var indices: [DiagnosticCode: Int]
    private var fingerprints = SARIFFingerprints()

    /// - Parameters:
    ///   - rules: the codes that the tool reports.
    ///   - files: the inputs that were read.
    package init(tool: Tool, rules: [DiagnosticCode], root: SourceRoot, files: [String]) {
        self.tool = tool
        self.rules = rules
        self.root = root
        fallback = files.first ?? "."
        indices = Dictionary(zip(rules, rules.indices), uniquingKeysWith: { first, _ in first })
    }

    /// The report on a run that came to its end.
    package mutating func value(_ diagnostics: [Diagnostic]) -> Value {
        document(diagnostics, invocation: ["executionSuccessful": true])
    }

    /// The report on a run that ended before its result.
    package mutating func value(_ failure: FailedRun) -> Value {
        let notification: Value = [
            "level": "error", "descriptor": ["id": .string(failure.code)],
            "message": message(failure.message, help: failure.help),
        ]
        return document(
            failure.diagnostics,
            invocation: [
                "executionSuccessful": false, "exitCode": .int(Int64(failure.exitCode)),
                "toolExecutionNotifications": [notification],
            ])
    }

    private mutating func document(_ diagnostics: [Diagnostic], invocation: Value) -> Value {
        fingerprints.prepare(for: diagnostics)
        let results = diagnostics.map { result($0) }
        let driver: Value = [
            "name": .string(tool.name), "version": .string(tool.version), "semanticVersion": .string(tool.version),
            "informationUri": .string(tool.page), "rules": .array(rules.map(rule)),
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

    private func rule(_ code: DiagnosticCode) -> Value {
        let summary: Value = ["text": .string(code.summary + ".")]
        let advice = code.advice.prefix(1).uppercased() + code.advice.dropFirst()
        return [
            "id": .string(code.name), "shortDescription": summary, "fullDescription": summary,
            "help": ["text": .string(advice + ".")],
            "defaultConfiguration": ["level": .string(code.severity.rawValue)],
        ]
    }

    private mutating func result(_ diagnostic: Diagnostic) -> Value {
        var result: Object = [
            "ruleId": .string(diagnostic.code.name), "ruleIndex": .int(Int64(index(of: diagnostic.code))),
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

    /// The place of the code among the rules; one that is not there is added to them.
    private mutating func index(of code: DiagnosticCode) -> Int {
        if let index = indices[code] { return index }
        indices[code] = rules.count
        rules.append(code)
        return rules.count - 1
    }

    private func name(_ diagnostic: Diagnostic) -> String {
        diagnostic.range?.file.name ?? diagnostic.file ?? fallback
    }

    private func location(of diagnostic: Diagnostic) -> Value {
        var location: Object = ["physicalLocation": physicalLocation(name(diagnostic), diagnostic.range)]
        if let path = diagnostic.path {
            location["logicalLocations"] = [["fullyQualifiedName": .string(path.description)]]
        }
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
        let parts = [source.uri, diagnostic.resource, diagnostic.path?.description, diagnostic.code.name]
        var prints: Object = ["openmcf/v1": .string(parts.map { $0 ?? "" }.joined(separator: "|"))]
        if let range = diagnostic.range, let hashes = lineHashes[ObjectIdentifier(range.file)] {
            let line = range.startLocation.line
            if hashes.indices.contains(line - 1) { prints["primaryLocationLineHash"] = .string(hashes[line - 1]) }
        }
        return .object(prints)
    }
}
