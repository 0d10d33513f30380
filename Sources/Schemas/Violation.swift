package import Values

/// One way in which a value does not fit its schema.
///
/// The words come later: the command line says it to a person, the sandbox as the API server does.
package struct Violation: Sendable {
    /// What is wrong, with what was expected; the value itself is in `Violation.value`.
    package enum Kind: Sendable {
        case wrongType(expected: Schema.Kind)
        case required(field: String)
        case unknownField(suggestion: String?)
        case tooFewItems(minimum: Int, actual: Int)
        case tooManyItems(maximum: Int, actual: Int)
        case tooShort(minimum: Int)
        case tooLong(maximum: Int, actual: Int)
        case pattern(Pattern)
        case keyPattern(Pattern)
        case belowMinimum(Int64)
        case aboveMaximum(Int64)
        case format(Format)
        case notOneOf([String])
        case rule(CrossFieldRule, CrossFieldRule.Finding)
    }

    /// What is wrong.
    package let kind: Kind
    /// The offending field; for a missing field the mapping it is missing from, for a rule the value that carries it.
    package internal(set) var path: FieldPath
    /// The offending value.
    package let value: Value
    /// What the schema says of the field.
    package let schema: Schema

    init(_ kind: Kind, at path: [FieldPath.Element] = [], value: Value, schema: Schema) {
        self.kind = kind
        self.path = FieldPath(path)
        self.value = value
        self.schema = schema
    }

    /// Whether the API server then leaves cross-field rules unchecked (apiextensions `hasBlockingErr`).
    package var blocksRules: Bool {
        switch kind {
        case .wrongType, .required, .tooManyItems, .tooLong, .notOneOf: true
        default: false
        }
    }
}
