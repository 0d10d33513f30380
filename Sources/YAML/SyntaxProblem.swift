internal import Diagnostics

/// What libyaml says of a text, with what to do about it.
struct SyntaxProblem {
    enum Place {
        case inside
        /// Where a separator ends the document before it is complete.
        case atSeparator
        /// Behind a document that is complete.
        case behindDocument
    }

    private let problem: EventParser.Problem
    private let place: Place

    init(_ problem: EventParser.Problem, _ place: Place) { (self.problem, self.place) = (problem, place) }

    func diagnostic(in text: ParserText, document: Int) -> Diagnostic {
        problem.isByteOffset ? encoding(text, document) : syntax(text, document)
    }

    private func encoding(_ text: ParserText, _ document: Int) -> Diagnostic {
        let start = text.offset(ofByte: problem.position)
        return Diagnostic(
            .error, .yamlEncoding, "\(problem.message) at byte \(start)", document: document,
            range: SourceRange(file: text.source, start: start, end: start + 1),
            help: "the file must be UTF-8, or UTF-16 with a byte order mark")
    }

    private func syntax(_ text: ParserText, _ document: Int) -> Diagnostic {
        let start = text.offset(ofCharacter: problem.position)
        let context = problem.context.map { (message: $0.message, start: text.offset(ofCharacter: $0.position)) }
        var range = SourceRange(file: text.source, start: start, end: start + 1)
        var help = help(for: text.source.bytes[start...])
        if let hidden = MisleadingCharacter.find(in: text.source, from: suspects(text, start), to: start) {
            range = hidden.range
            help = hidden.help
        }
        var related: [Diagnostic.Related] = []
        if let context, context.start != range.start {
            let place = SourceRange(file: text.source, start: context.start, end: context.start + 1)
            related.append(.init(context.message, at: place))
        }
        return Diagnostic(
            .error, .yamlSyntax, message, document: document, range: range, help: help, related: related)
    }

    private var message: String {
        place == .behindDocument
            ? "kubectl reads one document up to each '---', and would lose what stands here"
            : "the text is not YAML: \(problem.message)"
    }

    /// Where the text begins that may have brought about the problem: at the key whose colon is missing, or one line
    /// up.
    private func suspects(_ text: ParserText, _ start: Int) -> Int {
        if let context = problem.context, context.message == "while scanning a simple key" {
            return text.offset(ofCharacter: context.position)
        }
        return max(0, MisleadingCharacter.startOfLine(start, in: text.source.bytes) - 1)
    }

    /// What to do about the text at the place.
    private func help(for text: ArraySlice<UInt8>) -> String? {
        switch place {
        case .atSeparator:
            "to kubectl every line that starts with '---' ends the document, also between quotes or brackets"
        case .behindDocument: "separate documents with a line of '---'"
        case .inside where text.first == 0x09: "YAML is indented with spaces; this is a tab"
        case .inside where problem.message == "found unexpected ':'":
            "to kubectl this colon is a part of the text; put the text in quotes, or a space behind the colon"
        case .inside: nil
        }
    }
}

enum SyntaxHelp {
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
