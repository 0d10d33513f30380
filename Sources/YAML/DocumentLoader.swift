internal import CLibYAML
internal import Diagnostics
internal import Nodes

/// Turns libyaml's events into documents and says what is wrong on the way.
struct DocumentLoader {
    private(set) var documents: [Document] = []
    private(set) var diagnostics: [Diagnostic] = []

    private let source: SourceFile
    private let limits: YAMLLimits
    private let offsets: CharacterOffsets
    private let marks: ByteOrderMarks.Finding
    /// What libyaml is to read, offset by offset the source.
    private let text: [UInt8]
    /// The document being read; empty where there is none.
    private var builder: DocumentBuilder
    private var hasDocument = false
    private var open: [OpenCollection] = []
    private var anchors: [String: Anchor] = [:]
    private var expandedNodes = 0
    private var expandedText = 0
    private var lastEnd = 0
    private var isFinished = false

    init(source: SourceFile, limits: YAMLLimits) {
        self.source = source
        self.limits = limits
        let start = CharacterOffsets.start(of: source.bytes)
        marks = ByteOrderMarks.find(in: source.bytes, from: start)
        text = if case .hidden(let text) = marks { text } else { source.bytes }
        offsets = CharacterOffsets(text, start: start)
        builder = DocumentBuilder(source: source, number: 0)
    }

    mutating func run() {
        if let excess = TagDirectives.start(of: limits.tagDirectives, in: source.bytes) {
            return report(
                .yamlLimit, "the text has more than \(limits.tagDirectives) '%TAG' directives", excess, excess + 4)
        }
        if case .misplaced(let place) = marks {
            return report(
                .yamlEncoding, "a byte order mark stands in the middle of the text", place, place + 3,
                help: "remove it; kubectl takes one only where a document begins")
        }
        text.withUnsafeBufferPointer { bytes in
            guard var parser = EventParser(UnsafeBufferPointer(rebasing: bytes[offsets.start...])) else {
                return report(.yamlLimit, "there is not enough memory to read YAML", 0, 0)
            }
            while !isFinished {
                let parsed = parser.withNextEvent { handle($0) }
                if !parsed {
                    diagnostics.append(
                        parser.problem.diagnostic(in: source, offsets, document: documents.count))
                    isFinished = true
                }
            }
        }
    }

    private mutating func handle(_ event: borrowing yaml_event_t) {
        let start = offsets.byteOffset(of: event.start_mark.index)
        let end = offsets.byteOffset(of: event.end_mark.index)
        switch event.type {
        case YAML_STREAM_END_EVENT: isFinished = true
        case YAML_DOCUMENT_START_EVENT:
            guard documents.count < limits.documents else {
                return stop(.yamlLimit, "the text has more than \(limits.documents) documents", start, end)
            }
            refuseNewerVersion(event, start, end)
            (hasDocument, anchors, expandedNodes, expandedText, lastEnd) = (true, [:], 0, 0, end)
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

// MARK: - Collections

extension DocumentLoader {
    private mutating func begin(
        mapping: Bool, flow: Bool, _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ start: Int, _ end: Int
    ) {
        guard open.count < limits.depth else { return stopForDepth(start, end) }
        if isKeyPosition {
            if flow, mapping, isTemplate(at: start) {
                return stop(
                    .yamlSyntax, "the text is not YAML but a template: '{{' is to be replaced", start - 1, end,
                    help: "render it first, for example: helm template CHART | openmcf validate -f -")
            }
            report(.yamlKey, "a key must be a scalar, not a \(mapping ? "mapping" : "list")", start, end)
        }
        let name = anchor.map { String(cString: $0) }
        if let name { anchors[name] = .open }
        open.append(
            OpenCollection(isMapping: mapping, isFlow: flow, anchor: name, index: builder.nextIndex))
        builder.begin(mapping: mapping, start: start)
        lastEnd = flow ? end : start
    }

    private mutating func finishCollection(_ end: Int) {
        guard let collection = open.popLast() else { return }
        // A block collection's end mark lies where the next token starts; its text ends with its last child.
        builder.end(at: collection.isFlow ? end : lastEnd)
        if collection.isFlow { lastEnd = end }
        // An anchor counts from where its node starts: one of the same name inside it is a later one and stays.
        var anchor = collection.anchor
        if let name = anchor, case .done = anchors[name] { anchor = nil }
        finishNode(collection.index, anchor: anchor, height: collection.height + 1)
    }

    /// Whether a `{` is the second of a `{{` that templates, such as Helm's, begin with.
    private func isTemplate(at start: Int) -> Bool {
        let brace = UInt8(ascii: "{")
        return source.bytes.prefix(start).last == brace && source.bytes.dropFirst(start + 1).first != brace
    }

    /// Whether the next node is a key of the innermost mapping.
    private var isKeyPosition: Bool {
        guard let collection = open.last else { return false }
        return collection.isMapping && collection.childCount % 2 == 0
    }

    /// Counts a finished node, remembers its anchor and checks what a merge key names.
    private mutating func finishNode(_ index: Int, anchor: String?, height: Int = 0, isAlias: Bool = false) {
        if let anchor { anchors[anchor] = .done(builder.anchor(from: index), height: height) }
        guard !open.isEmpty else { return }
        open[open.count - 1].childCount += 1
        open[open.count - 1].height = max(open[open.count - 1].height, height)
        guard let mergeKey = open[open.count - 1].mergeKey, open[open.count - 1].childCount % 2 == 0 else { return }
        open[open.count - 1].mergeKey = nil
        if isAlias, builder.isSequence(index) {
            report(
                .yamlMergeKey, "'<<' merges no alias of a list", mergeKey.start, mergeKey.end,
                help: "write the list here: '<<: [*one, *other]'")
        } else if builder.isMergeable(index) {
            builder.noteMerge()
            let end = builder.nextIndex
            expand(by: end - index, text: builder.textSize(from: index, to: end), mergeKey.start, mergeKey.end)
        } else {
            report(.yamlMergeKey, "'<<' merges a mapping or a list of mappings", mergeKey.start, mergeKey.end)
        }
    }
}

// MARK: - Scalars and aliases

extension DocumentLoader {
    private mutating func scalar(_ event: borrowing yaml_event_t, _ start: Int, _ markedEnd: Int) {
        let data = event.data.scalar
        let text = UnsafeBufferPointer(start: data.value, count: data.length)
        var style = ScalarStyle(data.style)
        var end = markedEnd
        if style == .literal || style == .folded {
            // A block scalar's end mark lies on the next line.
            while end > start, source.bytes[end - 1] == 0x0A || source.bytes[end - 1] == 0x0D { end -= 1 }
        }
        if style == .plain, open.last?.isFlow == true, let mark = SyntaxHelp.questionMark(in: text, source, start, end)
        {
            return stop(
                .yamlSyntax, "the text is not YAML to kubectl: a '?' between brackets needs quotes", mark, mark + 1,
                help: "put quotes around the text that it stands in")
        }
        let isKey = isKeyPosition
        let index = builder.nextIndex
        let tag = data.tag.map { String(cString: $0) }
        if isKey, text.elementsEqual("<<".utf8) {
            let merges = data.plain_implicit != 0 || tag == TaggedScalar.merge
            // The builder takes a plain '<<' for a merge key, whatever its tag.
            style = merges ? .plain : .doubleQuoted
            if merges { open[open.count - 1].mergeKey = (start, end) }
        }
        let meaning =
            tag.map { TaggedScalar.resolve(tag: $0, text) }
            ?? .scalar(style == .plain ? ScalarResolver.resolve(text) : .string)
        add(meaning, text, style, isKey: isKey, start, end)
        lastEnd = end
        finishNode(index, anchor: data.anchor.map { String(cString: $0) })
    }

    private mutating func add(
        _ meaning: TaggedScalar.Meaning, _ text: UnsafeBufferPointer<UInt8>, _ style: ScalarStyle, isKey: Bool,
        _ start: Int, _ end: Int
    ) {
        switch meaning {
        case .scalar(.string): addString(text, style, start, end)
        case .scalar(let scalar):
            if isKey, scalar == .null {
                report(.yamlKey, "a key must not be null", start, max(end, start + 1))
            }
            builder.scalar(scalar, style: style, start: start, end: end)
        case .text(let bytes): builder.poolString(bytes, style: style, start: start, end: end)
        case .invalid(let problem):
            report(.yamlTag, problem, start, end)
            addString(text, style, start, end)
        }
    }

    private mutating func addString(_ text: UnsafeBufferPointer<UInt8>, _ style: ScalarStyle, _ start: Int, _ end: Int)
    {
        let quote = style == .singleQuoted || style == .doubleQuoted ? 1 : 0
        let length = end - start - 2 * quote
        if length == text.count, source.hasBytes(text, at: start + quote) {
            builder.sourceString(offset: start + quote, length: length, style: style, start: start, end: end)
        } else {
            builder.poolString(text, style: style, start: start, end: end)
        }
    }

    private mutating func alias(_ name: String, _ start: Int, _ end: Int) {
        let index = builder.nextIndex
        switch anchors[name] {
        case .done(let anchor, let height):
            if open.count + height > limits.depth { return stopForDepth(start, end) }
            if isKeyPosition {
                switch builder.keyKind(of: anchor) {
                case .sequence, .mapping: report(.yamlKey, "a key must be a scalar", start, end)
                case .null: report(.yamlKey, "a key must not be null", start, end)
                default: break
                }
            }
            expand(by: builder.size(of: anchor), text: builder.textSize(of: anchor), start, end)
            if !isFinished { builder.alias(anchor, start: start, end: end) }
            lastEnd = end
            if !isFinished { finishNode(index, anchor: nil, height: height, isAlias: true) }
        case .open: stop(.yamlAlias, "the anchor '&\(name)' contains itself", start, end)
        case nil:
            stop(
                .yamlAlias, "the alias '*\(name)' has no anchor '&\(name)' before it in this document", start, end,
                help: Suggestion.nearest(to: name, among: anchors.keys.sorted()).map { "did you mean '*\($0)'?" })
        }
    }

    private mutating func expand(by count: Int, text: Int, _ start: Int, _ end: Int) {
        expandedNodes += count
        expandedText += text
        if expandedNodes > limits.expandedNodes {
            stop(
                .yamlLimit, "the document's aliases expand to more than \(limits.expandedNodes) values", start, end)
        } else if expandedText > limits.expandedText {
            stop(
                .yamlLimit, "the document's aliases repeat more than \(limits.expandedText) bytes of text", start, end)
        }
    }
}

// MARK: - Problems

extension DocumentLoader {
    private mutating func report(
        _ code: DiagnosticCode, _ message: String, _ start: Int, _ end: Int, help: String? = nil,
        related: [Diagnostic.Related] = []
    ) {
        diagnostics.append(
            Diagnostic(
                .error, code, message, document: documents.count,
                range: SourceRange(file: source, start: start, end: end), help: help, related: related))
    }

    /// Reports a problem after which the document makes no sense.
    private mutating func stop(
        _ code: DiagnosticCode, _ message: String, _ start: Int, _ end: Int, help: String? = nil
    ) {
        guard !isFinished else { return }
        report(code, message, start, end, help: help)
        isFinished = true
        hasDocument = false
    }

    private mutating func stopForDepth(_ start: Int, _ end: Int) {
        stop(.yamlLimit, "the text is nested more than \(limits.depth) levels deep", start, end)
    }
}
