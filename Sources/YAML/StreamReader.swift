internal import Diagnostics
internal import Documents

/// Reads the documents of a text as kubectl reads manifests.
///
/// What begins with `{` is read as JSON first, value after value. Where that fails with at most one value behind it,
/// the rest is YAML: cut into documents at its separators, each of which libyaml then reads by itself.
struct StreamReader {
    private(set) var stream = YAMLStream()

    private let source: SourceFile
    private let limits: YAMLLimits
    private let keepsScalars: Bool
    /// Why a text that begins as JSON is none.
    private var jsonFailure: JSONError?

    init(_ source: SourceFile, limits: YAMLLimits, keepsScalars: Bool) {
        self.source = source
        self.limits = limits
        self.keepsScalars = keepsScalars
    }

    mutating func run() {
        var start = TextProblems.start(of: source.bytes)
        if beginsAsJSON(start) {
            guard let rest = readJSON(start) else { return }
            start = rest
        }
        var splitter = DocumentSplitter(source.bytes, from: start)
        while let step = splitter.next() {
            switch step {
            case .part(let part): guard read(part) else { return }
            case .textBehindSeparator(let text):
                return report(
                    .yamlSyntax, "a line that starts with '---' separates documents, so no text may stand on it", text,
                    help: "put the text on the next line; to kubectl it is an error between quotes as well")
            case .unspacedComment(let rest):
                return report(
                    .yamlSyntax, "to kubectl this '---' is a text, because something stands right behind it", rest,
                    help: "put a space behind '---', or leave the line out")
            }
        }
    }

    private mutating func report(_ code: DiagnosticCode, _ message: String, _ place: Range<Int>, help: String? = nil) {
        stream.diagnostics.append(
            Diagnostic(
                code, message,
                at: Diagnostic.Place(
                    SourceRange(file: source, start: place.lowerBound, end: place.upperBound),
                    document: stream.documents.count),
                help: help))
    }
}

// MARK: - JSON

extension StreamReader {
    /// Whether `{` stands first, behind whatever Unicode has for blanks, in the part that kubectl looks at.
    private func beginsAsJSON(_ start: Int) -> Bool {
        let first = source.bytes[start...].first { $0 > 0x20 }
        guard let first, first == UInt8(ascii: "{") || first >= 0x80 else { return false }
        let begin = String(decoding: source.bytes[start...].prefix(4096), as: UTF8.self)
        return begin.unicodeScalars.first { !$0.properties.isWhitespace } == "{"
    }

    /// Reads the values that the text begins with; nil where it ends with them, or cannot be read further.
    private mutating func readJSON(_ start: Int) -> Int? {
        let json = JSONReader.stream(
            source, from: start, maximumDocuments: limits.documents, maximumNodes: limits.nodes,
            maximumDepth: limits.depth)
        stream.documents = json.documents
        if keepsScalars { stream.scalars = json.documents.map { $0.root.range.start..<$0.root.range.end } }
        stream.diagnostics = json.documents.flatMap { KeyProblems.of($0, limit: limits.duplicateKeys) }
        guard let failure = json.failure else { return nil }
        let place = failure.offset..<failure.offset + 1
        switch failure.reason {
        case .number: report(.yamlNumber, failure.message, place)
        case .limit: report(.yamlLimit, failure.message, place)
        case .syntax where json.documents.count > 1:
            report(
                .yamlSyntax, "the text is not JSON: \(failure.message)", place,
                help: "behind several JSON values kubectl reads nothing else; separate all documents with '---'")
        case .syntax:
            if json.documents.isEmpty { jsonFailure = failure }
            return startOfYAML(json.end)
        }
        return nil
    }

    /// What stands behind blanks, or behind the first line feed among them.
    private func startOfYAML(_ end: Int) -> Int {
        var offset = end
        for scalar in String(decoding: source.bytes[end...].prefix(4096), as: UTF8.self).unicodeScalars {
            guard scalar.properties.isWhitespace else { return offset }
            offset += UTF8.width(scalar)
            if scalar == "\n" { return offset }
        }
        return offset
    }
}

// MARK: - YAML

extension StreamReader {
    /// Reads a document; false where the rest of the text is not to be read.
    private mutating func read(_ part: DocumentSplitter.Part) -> Bool {
        let start = TextProblems.start(of: source.bytes, from: part.range.lowerBound)
        let range = start..<part.range.upperBound
        if let directive = TextProblems.directive(in: source.bytes, range) {
            report(
                .yamlSyntax, "kubectl reads no directives: the '---' behind this one cuts it off its document",
                directive,
                help: "leave the line out")
            return false
        }
        let text = ParserText(source, range, endsLine: true, dropping: part.extraReturns)
        let loader = DocumentLoader.read(
            text, .one(isSeparated: part.isSeparated), number: stream.documents.count, limits: limits,
            keepsScalars: keepsScalars)
        stream.documents += loader.documents
        stream.scalars += loader.scalars
        stream.diagnostics += loader.diagnostics
        if loader.hasSyntaxError { preferJSON() }
        return !loader.isAborted
    }

    /// Says what is wrong with a text as JSON where that was read further than as YAML.
    private mutating func preferJSON() {
        guard let failure = jsonFailure, let problem = stream.diagnostics.last?.range, problem.start < failure.offset
        else { return }
        stream.diagnostics.removeLast()
        report(.yamlSyntax, "the text is not JSON: \(failure.message)", failure.offset..<failure.offset + 1)
    }
}
