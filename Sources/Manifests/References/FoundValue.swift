internal import Diagnostics
internal import Documents
internal import Values

/// A value of a wrong type in words: what stands there, and as it is written.
struct FoundValue {
    let manifest: Manifest
    let path: FieldPath
    let value: Value

    var description: String {
        let place = isInDocument ? manifest.document.root.locate(path, spellings: Spelling.all) : nil
        let node = place.flatMap { $0.found ? $0.node : nil }
        switch value {
        case .null: return "null"
        case .array, .object: return "a \(value.typeName)"
        case .string(let text):
            let isPlain = (node?.style ?? .plain) == .plain
            return "the string \(QuotedText(text))" + (isPlain ? "" : " (quoted, so it is text)")
        default:
            let text = JSONWriter.text(value)
            let written = node?.sourceText ?? ""
            let spelled = written.isEmpty || written == text ? "" : ", written \(written)"
            return "the \(value.typeName) \(text)\(spelled)"
        }
    }

    /// What makes a string of it, where one is wanted.
    var stringHelp: String? {
        switch value {
        case .bool, .int, .double: "put quotes around it to make it a string"
        default: nil
        }
    }

    /// Whether the value is the document's and not that of an override.
    private var isInDocument: Bool { !manifest.overrides.contains { path.isInside($0.path) } }
}
