internal import CLibYAML
internal import Diagnostics
internal import Documents

extension DocumentLoader {
    /// A scalar's text, how it is written and where.
    private struct Scalar {
        let text: UnsafeBufferPointer<UInt8>
        var style: ScalarStyle
        let isKey: Bool
        let start: Int
        let end: Int
    }

    mutating func scalar(_ event: borrowing yaml_event_t, _ start: Int, _ markedEnd: Int) {
        let data = event.data.scalar
        let style = ScalarStyle(data.style)
        var end = markedEnd
        if style == .literal || style == .folded {
            // A block scalar's end mark lies on the next line.
            while end > start, source.bytes[end - 1] == 0x0A || source.bytes[end - 1] == 0x0D { end -= 1 }
        }
        if keepsScalars { scalars.append(start..<max(start, end)) }
        var scalar = Scalar(
            text: UnsafeBufferPointer(start: data.value, count: data.length), style: style, isKey: isKeyPosition,
            start: start, end: end)
        let tag = data.tag.map { String(cString: $0) }
        if open.last?.isFlow == true, isOtherwiseToKubectl(scalar, isTagged: tag != nil) { return }
        let index = builder.nextIndex
        if scalar.isKey, scalar.text.elementsEqual("<<".utf8) {
            let merges = data.plain_implicit != 0 || tag == TaggedScalar.merge
            // The builder takes a plain '<<' for a merge key, whatever its tag.
            scalar.style = merges ? .plain : .doubleQuoted
            if merges { open[open.count - 1].mergeKey = (start, end) }
        }
        var meaning: ResolvedScalar?
        switch tag.map({ TaggedScalar.resolve(tag: $0, scalar.text) }) {
        case nil: meaning = scalar.style == .plain ? ScalarResolver.resolve(scalar.text) : .string
        case .scalar(let resolved): meaning = resolved
        case .text(let bytes): builder.poolString(bytes, style: scalar.style, start: start, end: end)
        case .invalid(let problem):
            report(.yamlTag, problem, start, end)
            addString(scalar)
        }
        if let meaning { add(meaning, scalar) }
        lastEnd = end
        finishNode(index, anchor: data.anchor.map { String(cString: $0) }, scalar: meaning)
    }

    /// Reports or corrects what libyaml reads otherwise than kubectl between brackets; true where there was such a
    /// thing.
    private mutating func isOtherwiseToKubectl(_ scalar: Scalar, isTagged: Bool) -> Bool {
        guard scalar.style == .plain else { return false }
        if let mark = SyntaxHelp.questionMark(in: scalar.text, source, scalar.start, scalar.end) {
            stop(
                .yamlSyntax, "the text is not YAML to kubectl: a '?' between brackets needs quotes", mark, mark + 1,
                help: "put quotes around the text that it stands in")
            return true
        }
        guard isTagged, scalar.text.isEmpty else { return false }
        let bytes = source.bytes[scalar.start..<text.range.upperBound]
        let properties = bytes[..<scalar.end]
        let blank = properties.lastIndex { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }
        let property = blank.map { properties[($0 + 1)...] } ?? properties
        guard property.first == UInt8(ascii: "!") else { return false }
        if property.starts(with: "!<".utf8) {
            guard bytes[scalar.end...].first == UInt8(ascii: ",") else { return false }
            stop(
                .yamlSyntax, "the text is not YAML to kubectl: a tag ends with a space", scalar.end, scalar.end + 1,
                help: "put a space before the comma")
            return true
        }
        correction = Correction(tagEndingAt: scalar.end, in: bytes)
        if correction != nil { isFinished = true }
        return isFinished
    }

    private mutating func add(_ meaning: ResolvedScalar, _ scalar: Scalar) {
        guard judge(meaning, isKey: scalar.isKey, scalar.start, scalar.end), meaning != .string else {
            return addString(scalar)
        }
        if scalar.isKey, case .text(let text) = meaning.key {
            builder.poolString(text.utf8, style: scalar.style, start: scalar.start, end: scalar.end)
        } else if let value = meaning.inJSON {
            builder.scalar(value, style: scalar.style, start: scalar.start, end: scalar.end)
        }
    }

    /// Reports what JSON cannot have as a key or as a value.
    private mutating func judge(_ meaning: ResolvedScalar, isKey: Bool, _ start: Int, _ end: Int) -> Bool {
        if isKey {
            guard case .none(let problem) = meaning.key else { return true }
            report(.yamlKey, problem, start, max(end, start + 1))
        } else {
            guard meaning.inJSON == nil else { return true }
            let text = String(decoding: source.bytes[start..<end], as: UTF8.self)
            report(
                .yamlNumber, "'\(text)' is no number in JSON, so kubectl refuses it", start, end,
                help: "put it in quotes where a text is meant")
        }
        return false
    }

    private mutating func addString(_ scalar: Scalar) {
        let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
        let start = scalar.start + (isQuoted ? 1 : 0)
        let length = scalar.end - scalar.start - (isQuoted ? 2 : 0)
        if length == scalar.text.count, source.hasBytes(scalar.text, at: start) {
            builder.sourceString(
                offset: start, length: length, style: scalar.style, start: scalar.start, end: scalar.end)
            return
        }
        if scalar.style == .doubleQuoted { refuseEscapedSlash(scalar.start, scalar.end) }
        builder.poolString(scalar.text, style: scalar.style, start: scalar.start, end: scalar.end)
    }

    /// libyaml knows the escape `\/`, which came with YAML 1.2; go-yaml v2 does not.
    private mutating func refuseEscapedSlash(_ start: Int, _ end: Int) {
        var index = start
        while index + 1 < end {
            guard source.bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if source.bytes[index + 1] == UInt8(ascii: "/") {
                return stop(
                    .yamlSyntax, "the text is not YAML to kubectl: it knows no escape '\\/'", index, index + 2,
                    help: "write '/' without the backslash")
            }
            index += 2
        }
    }
}

// MARK: - Aliases

extension DocumentLoader {
    mutating func alias(_ name: String, _ start: Int, _ end: Int) {
        switch anchors[name] {
        case .done(let anchor, let height, let scalar): alias(anchor, height, scalar, start, end)
        case .open: stop(.yamlAlias, "the anchor '&\(name)' contains itself", start, end)
        case nil:
            stop(
                .yamlAlias, "the alias '*\(name)' has no anchor '&\(name)' before it in this document", start, end,
                help: Suggestion.nearest(to: name, among: anchors.keys.sorted()).map { "did you mean '*\($0)'?" })
        }
    }

    private mutating func alias(
        _ anchor: DocumentBuilder.Anchor, _ height: Int, _ scalar: ResolvedScalar?, _ start: Int, _ end: Int
    ) {
        let index = builder.nextIndex
        if open.count + height > limits.depth { return stopForDepth(start, end) }
        if isKeyPosition, builder.isCollection(anchor) { report(.yamlKey, "a key must be a scalar", start, end) }
        if let scalar { _ = judge(scalar, isKey: isKeyPosition, start, end) }
        expand(by: builder.size(of: anchor), text: builder.textSize(of: anchor), start, end)
        lastEnd = end
        guard !isFinished else { return }
        if isKeyPosition, case .text(let text) = scalar?.key {
            builder.poolString(text.utf8, style: .plain, start: start, end: end)
        } else {
            builder.alias(anchor, start: start, end: end)
        }
        finishNode(index, anchor: nil, height: height, isAlias: true)
    }

    mutating func expand(by count: Int, text: Int, _ start: Int, _ end: Int) {
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
