internal import CLibYAML
internal import Diagnostics
internal import Documents

/// Turns libyaml's events into documents and says what is wrong on the way.
struct DocumentLoader {
    /// What is read of a text.
    enum Extent {
        /// All documents.
        case all
        /// The one document that kubectl reads of each part of a text; whatever stands behind it would be lost.
        case one(isSeparated: Bool)
    }

    private(set) var documents: [Document] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Where scalars stand, also those that a merge leaves out; empty unless they are asked for.
    var scalars: [Range<Int>] = []
    /// What libyaml reads otherwise than kubectl; the text is to be read again with it.
    var correction: Correction?
    /// Whether nothing behind the last problem was read.
    private(set) var isAborted = false
    /// Whether that problem is one of libyaml's.
    private(set) var hasSyntaxError = false

    let source: SourceFile
    let text: ParserText
    private let extent: Extent
    let limits: YAMLLimits
    let keepsScalars: Bool
    /// The number of the first document.
    private let firstNumber: Int
    /// The document being read; empty where there is none.
    var builder: DocumentBuilder
    private var hasDocument = false
    var open: [OpenCollection] = []
    var anchors: [String: Anchor] = [:]
    var expandedNodes = 0
    var expandedText = 0
    var lastEnd = 0
    var isFinished = false

    /// - Parameter number: that of the first document.
    init(_ text: ParserText, _ extent: Extent, number: Int, limits: YAMLLimits, keepsScalars: Bool) {
        source = text.source
        self.text = text
        self.extent = extent
        self.limits = limits
        self.keepsScalars = keepsScalars
        firstNumber = number
        builder = DocumentBuilder(source: text.source, number: number)
    }

    /// Reads a text, and again after each correction that it needs.
    static func read(
        _ text: ParserText, _ extent: Extent, number: Int, limits: YAMLLimits, keepsScalars: Bool = false
    ) -> DocumentLoader {
        var text = text
        var reread = 0
        while true {
            var loader = DocumentLoader(
                text, extent, number: number, limits: limits, keepsScalars: keepsScalars)
            loader.run()
            guard let correction = loader.correction else { return loader }
            reread += text.range.count
            guard reread <= limits.rereading else {
                loader.report(correction)
                return loader
            }
            correction.apply(to: &text)
        }
    }

    private mutating func run() {
        if !text.isASCII, let mark = TextProblems.misplacedMark(in: source.bytes, text.range) {
            return stop(
                .yamlEncoding, "a byte order mark stands in the middle of the text", mark, mark + 3,
                help: "remove it; kubectl takes one only where a document begins")
        }
        if case .all = extent, let tag = TextProblems.excessiveTag(after: limits.tagDirectives, in: source.bytes) {
            return stop(
                .yamlLimit, "the text has more than \(limits.tagDirectives) '%TAG' directives", tag, tag + 4)
        }
        text.withBytes { bytes in
            guard var parser = EventParser(bytes) else {
                return stop(.yamlLimit, "there is not enough memory to read YAML", 0, 0)
            }
            while !isFinished {
                if !parser.withNextEvent({ handle($0) }) { fail(parser.problem) }
            }
        }
    }

    private mutating func fail(_ problem: EventParser.Problem) {
        (isFinished, isAborted) = (true, true)
        correction = Correction(of: problem, in: text)
        guard correction == nil else { return }
        hasSyntaxError = true
        diagnostics.append(SyntaxProblem(problem, place(of: problem)).diagnostic(in: text, document: number))
    }

    private func place(of problem: EventParser.Problem) -> SyntaxProblem.Place {
        guard case .one(let isSeparated) = extent, !problem.isByteOffset else { return .inside }
        if !hasDocument, !documents.isEmpty { return .behindDocument }
        let isAtEnd = text.offset(ofCharacter: problem.position) >= text.range.upperBound
        return isSeparated && isAtEnd ? .atSeparator : .inside
    }

    /// Says what cannot be corrected any more.
    private mutating func report(_ correction: Correction) {
        let place = correction.place
        report(.yamlSyntax, "the text is not YAML: \(correction.problem)", place, place + 1, help: correction.help)
    }

    /// The number of the document being read.
    private var number: Int { firstNumber + documents.count }

    private mutating func handle(_ event: borrowing yaml_event_t) {
        let start = text.offset(ofCharacter: event.start_mark.index)
        let end = text.offset(ofCharacter: event.end_mark.index)
        switch event.type {
        case YAML_STREAM_END_EVENT: isFinished = true
        case YAML_DOCUMENT_START_EVENT: beginDocument(event, start, end)
        case YAML_DOCUMENT_END_EVENT: finishDocument()
        case YAML_SCALAR_EVENT: scalar(event, start, end)
        case YAML_ALIAS_EVENT: alias(String(cString: event.data.alias.anchor), start, end)
        case YAML_SEQUENCE_START_EVENT:
            let data = event.data.sequence_start
            begin(mapping: false, flow: data.style == YAML_FLOW_SEQUENCE_STYLE, data.anchor, start, end)
        case YAML_MAPPING_START_EVENT:
            let data = event.data.mapping_start
            begin(mapping: true, flow: data.style == YAML_FLOW_MAPPING_STYLE, data.anchor, start, end)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: finishCollection(end)
        default: break
        }
        if builder.count > limits.nodes {
            stop(.yamlLimit, "the document has more than \(limits.nodes) values", start, end)
        }
    }

    private mutating func beginDocument(_ event: borrowing yaml_event_t, _ start: Int, _ end: Int) {
        guard number < limits.documents else {
            return stop(.yamlLimit, "the text has more than \(limits.documents) documents", start, end)
        }
        if case .one = extent, !documents.isEmpty {
            return stop(
                .yamlSyntax, "kubectl does not see this '---', and would lose the document behind it", start, end,
                help: "end the line before it with a line feed, or CR and line feed")
        }
        refuseNewerVersion(event, start, end)
        (hasDocument, anchors, expandedNodes, expandedText, lastEnd) = (true, [:], 0, 0, end)
    }

    /// go-yaml v2 refuses every version but 1.1.
    private mutating func refuseNewerVersion(_ event: borrowing yaml_event_t, _ start: Int, _ end: Int) {
        guard let version = event.data.document_start.version_directive?.pointee, version.minor != 1 else { return }
        // A directive of another name may stand before it.
        let line = source.bytes[start..<end].firstRange(of: "%YAML".utf8)?.lowerBound ?? start
        report(
            .yamlSyntax, "kubectl reads YAML 1.1, not \(version.major).\(version.minor)", line, line + 9,
            help: "write '%YAML 1.1', or leave the line out")
    }

    private mutating func finishDocument() {
        guard hasDocument else { return }
        let document = builder.finish()
        hasDocument = false
        diagnostics += KeyProblems.of(document, limit: limits.duplicateKeys)
        documents.append(document)
    }
}

extension DocumentLoader {
    mutating func report(
        _ code: DiagnosticCode, _ message: String, _ start: Int, _ end: Int, help: String? = nil,
        related: [Diagnostic.Related] = []
    ) {
        diagnostics.append(
            Diagnostic(
                code, message,
                at: Diagnostic.Place(SourceRange(file: source, start: start, end: end), document: number),
                help: help, related: related))
    }

    /// Reports a problem after which the document makes no sense.
    mutating func stop(
        _ code: DiagnosticCode, _ message: String, _ start: Int, _ end: Int, help: String? = nil
    ) {
        guard !isFinished else { return }
        report(code, message, start, end, help: help)
        (isFinished, isAborted, hasDocument) = (true, true, false)
    }

    mutating func stopForDepth(_ start: Int, _ end: Int) {
        stop(.yamlLimit, "the text is nested more than \(limits.depth) levels deep", start, end)
    }
}
