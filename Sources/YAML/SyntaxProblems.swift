internal import CLibYAML
internal import Diagnostics
internal import Nodes

extension EventParser.Problem {
    /// What libyaml says, at its place in the source.
    func diagnostic(in source: SourceFile, _ offsets: CharacterOffsets, document: Int) -> Diagnostic {
        func range(_ start: Int) -> SourceRange { SourceRange(file: source, start: start, end: start + 1) }
        if isByteOffset {
            let start = position + offsets.start
            return Diagnostic(
                .error, .yamlEncoding, "\(message) at byte \(start)", document: document, range: range(start),
                help: "the file must be UTF-8, or UTF-16 with a byte order mark")
        }
        let start = min(offsets.byteOffset(of: position), source.bytes.count)
        var related: [Diagnostic.Related] = []
        if let context, context.position != position {
            related.append(.init(context.message, at: range(offsets.byteOffset(of: context.position))))
        }
        return Diagnostic(
            .error, .yamlSyntax, "the text is not YAML: \(message)", document: document, range: range(start),
            help: SyntaxHelp.help(for: source.bytes[start...]), related: related)
    }
}

enum SyntaxHelp {
    /// What to do about the text at the place of a syntax error.
    static func help(for text: ArraySlice<UInt8>) -> String? {
        if text.first == 0x09 { return "YAML is indented with spaces; this is a tab" }
        return text.starts(with: "\\'".utf8) ? "in double quotes, ' needs no backslash" : nil
    }

    /// The place of the first question mark in a plain scalar, before whose text an anchor and a tag may stand.
    static func questionMark(
        in text: UnsafeBufferPointer<UInt8>, _ source: SourceFile, _ start: Int, _ end: Int
    ) -> Int? {
        let mark = UInt8(ascii: "?")
        let count = text.count { $0 == mark }
        guard count > 0 else { return nil }
        return (start..<end).filter { source.bytes[$0] == mark }.suffix(count).first ?? start
    }
}

extension ScalarStyle {
    init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
