internal import GatewayAPI
internal import Schemas
internal import Values

/// Violations of the schema of a kind that API servers have of themselves, in the words of their own validation.
enum TypedText {
    static func causes(of violation: Violation) -> [APIFailure.Cause] {
        let field = violation.path.description
        func invalid(_ problem: String) -> [APIFailure.Cause] { [.invalid(field, violation.value, problem)] }
        switch violation.kind {
        case .required(let name): return [.required(violation.path.appending(name).description)]
        case .notOneOf(let values):
            if violation.value == "" { return [.required(field)] }
            let shown = JSONWriter.text(violation.value)
            return [.notSupported(field, shown, values.filter { !$0.isEmpty }.sorted())]
        case .tooFewItems: return [.required(field)]
        case .tooManyItems(let maximum, let actual):
            return [.tooMany(field, actual, maximum)]
        case .tooLong(let maximum, _): return invalid("must be no more than \(maximum) characters")
        case .tooShort: return [.required(field)]
        case .pattern(let pattern) where pattern.expression == Pattern.labelValue.expression:
            // Of a map only the whole is named.
            let value = violation.value.string ?? ""
            return MetadataValidation.problems(pattern, value).map {
                .invalid(violation.path.parent.description, .string(value), $0)
            }
        case .pattern(let pattern):
            return MetadataValidation.problems(pattern, violation.value.string ?? "").flatMap(invalid)
        case .keyPattern:
            return MetadataValidation.problems(.qualifiedName, violation.value.string ?? "").map {
                .invalid(violation.path.parent.description, violation.value, $0)
            }
        case .belowMinimum, .aboveMaximum: return invalid(range(violation.schema))
        case .format, .wrongType: return invalid("must be \(violation.schema.kind.rawValue)")
        case .unknownField: return []
        case .rule(let rule, let finding): return causes(rule, finding, violation)
        }
    }

    private static func range(_ schema: Schema) -> String {
        "must be between \(schema.minimum ?? 0) and \(schema.maximum ?? 0), inclusive"
    }

    /// A rule that is broken, told where it is.
    private static func causes(
        _ rule: CrossFieldRule, _ finding: CrossFieldRule.Finding, _ violation: Violation
    ) -> [APIFailure.Cause] {
        let path = FieldPath(violation.path.elements + (finding.path.elements) + (finding.missing?.elements ?? []))
        let value = violation.value[finding.path] ?? .null
        return switch rule.message {
        case "Required value": [.required(path.description)]
        case "Duplicate value": [.duplicate(path.description, value)]
        case "Invalid value":
            [.invalid(path.description, value, finding.explanation.dropping("'\(value.string ?? "")' "))]
        case CrossFieldRule.invalidLabel:
            MetadataValidation.problems(.label, value.string ?? "").map { .invalid(path.description, value, $0) }
        case let message: [.forbidden(path.description, message)]
        }
    }
}

extension String {
    /// The text without how it begins: the server has named the value by then, and does not again.
    fileprivate func dropping(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}
