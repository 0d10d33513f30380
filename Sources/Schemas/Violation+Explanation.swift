internal import Diagnostics
package import Values

extension Violation {
    /// What is wrong and what is allowed, to a person: a sentence without a full stop that names the field.
    package var explanation: String {
        let field = path.fieldName
        return switch kind {
        case .wrongType(let expected): "\(field) must be \(expected.withArticle), not \(value.typeNameWithArticle)"
        case .required(let missing): "\(missing) is missing from \(field)"
        case .unknownField: "\(path.parent.fieldName) has no field \(QuotedText(field))"
        case .tooFewItems(let minimum, let actual):
            "\(field) needs at least \(English.count(minimum, "element")), but has \(actual)"
        case .tooManyItems(let maximum, let actual):
            "\(field) may have at most \(English.count(maximum, "element")), but has \(actual)"
        case .tooShort(1): "\(field) must not be empty"
        case .tooShort(let minimum): "\(field) needs at least \(minimum) characters"
        case .tooLong(let maximum, let actual):
            "\(field) may have at most \(maximum) characters, but has \(actual)"
        case .pattern(let pattern): "\(field) must be \(pattern.description); \(quotedValue) is not"
        case .keyPattern(let pattern): "the key must be \(pattern.description); \(quotedValue) is not"
        case .belowMinimum(let minimum): "\(field) must be at least \(minimum), not \(quotedValue)"
        case .aboveMaximum(let maximum): "\(field) must be at most \(maximum), not \(quotedValue)"
        case .format(.dateTime): "\(field) must be a time such as '2026-01-31T12:00:00Z', not \(quotedValue)"
        case .format(let format): "\(field) does not fit \(format.rawValue)"
        case .notOneOf(let values):
            "\(field) must be \(values.count == 1 ? "" : "one of ")\(Self.list(values)), not \(quotedValue)"
        case .rule(_, let finding): finding.explanation
        }
    }

    /// What to do about it, a sentence without a full stop; nil where the explanation says it.
    package var advice: String? {
        switch kind {
        case .required(let missing): return schema[missing].map { "\(missing): \($0.summary)" }
        case .unknownField(let suggestion):
            let known = schema.properties.map(\.name).joined(separator: ", ")
            let help = suggestion.map { "did you mean '\($0)'?" } ?? "known fields are \(known)"
            return joined(QuotedText(path.fieldName).invisibleHelp, help)
        case .pattern, .keyPattern: return invisibleHelp
        case .belowMinimum, .aboveMaximum:
            guard let minimum = schema.minimum, let maximum = schema.maximum else { return nil }
            return "allowed is \(minimum) to \(maximum)"
        case .notOneOf(let values):
            let nearest = value.string.flatMap { Suggestion.nearest(to: $0, among: values) }
            return joined(invisibleHelp, nearest.map { "did you mean '\($0)'?" })
        case .rule(_, let finding): return finding.help
        case .wrongType, .tooFewItems, .tooManyItems, .tooShort, .tooLong, .format: return nil
        }
    }

    private var quotedValue: String { value.string.map { QuotedText($0).description } ?? JSONWriter.text(value) }

    private var invisibleHelp: String? { value.string.flatMap { QuotedText($0).invisibleHelp } }

    private func joined(_ texts: String?...) -> String? {
        let texts = texts.compactMap(\.self)
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }

    private static func list(_ values: [String]) -> String { values.map { "'\($0)'" }.joined(separator: ", ") }
}

extension FieldPath {
    /// The last field with its indices, as a sentence names it: `backendRefs[1]`; `the object` for the root.
    package var fieldName: String {
        switch last {
        case .key(let key): key
        case .index(let index): "\(parent.fieldName)[\(index)]"
        case nil: "the object"
        }
    }
}

extension Schema.Kind {
    /// What a value must be, with its article: `a mapping`.
    package var withArticle: String {
        switch self {
        case .object: "a mapping"
        case .array: "a list"
        case .integer: "an integer"
        case .string: "a string"
        case .boolean: "a boolean"
        case .any: "any value"
        }
    }
}
