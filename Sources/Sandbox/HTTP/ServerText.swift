internal import Schemas
internal import Values

/// Violations of a schema in the words of an API server, on which clients and their users rely.
enum ServerText {
    /// The causes that a server lists for one violation.
    ///
    /// - Parameter bodyPath: the part of the field's path that stands in its "in body" words; a status is named from
    ///   its own members on.
    static func causes(of violation: Violation, bodyPath: (FieldPath) -> FieldPath = { $0 }) -> [APIFailure.Cause] {
        let field = violation.path.description
        let body = bodyPath(violation.path).description
        func invalid(_ shown: String, _ what: String) -> APIFailure.Cause {
            APIFailure.Cause(
                reason: "FieldValueInvalid", message: "Invalid value: \(shown): \(body) in body \(what)", field: field)
        }
        let shown = JSONWriter.text(violation.value)
        switch violation.kind {
        case .wrongType(let expected): return wrongType(violation, expected, field: field, body: body)
        case .required(let name):
            return [.required(violation.path.appending(name).description)]
        case .tooFewItems(let minimum, let actual):
            return [invalid("\(actual)", "should have at least \(minimum) items")]
        case .tooManyItems(let maximum, let actual): return [.tooMany(field, actual, maximum)]
        case .tooShort(let minimum): return [invalid(shown, "should be at least \(minimum) chars long")]
        case .tooLong(let maximum, _): return [.tooLong(field, maximum)]
        case .pattern(let pattern), .keyPattern(let pattern):
            return [invalid(shown, "should match '\(pattern.expression)'")]
        case .belowMinimum(let minimum): return outOfFormat(violation) + [invalid(shown, tooSmall(minimum))]
        case .aboveMaximum(let maximum): return outOfFormat(violation) + [invalid(shown, tooLarge(maximum))]
        case .format(.dateTime):
            let message = "Invalid value: \(shown): \(body) in body must be of type date-time: \(shown)"
            return [APIFailure.Cause(reason: "FieldValueTypeInvalid", message: message, field: field)]
        case .format: return outOfFormat(violation)
        case .notOneOf(let values): return [.notSupported(field, shown, values)]
        case .unknownField: return []
        case .rule(let rule, _):
            // Of values that are short the server tells what they are.
            if violation.value.string != nil { return [.invalid(field, violation.value, rule.message)] }
            let message = "Invalid value: \(rule.message)"
            return [APIFailure.Cause(reason: "FieldValueInvalid", message: message, field: field)]
        }
    }

    /// What is said in addition when an error kept the rules about several fields from being checked.
    static let rulesNotChecked = APIFailure.Cause(
        reason: "FieldValueInvalid",
        message:
            "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
        field: "<nil>")

    private static func wrongType(
        _ violation: Violation, _ expected: Schema.Kind, field: String, body: String
    ) -> [APIFailure.Cause] {
        let schema = violation.schema
        var name = expected.rawValue
        var actual = typeName(violation.value)
        var more: [APIFailure.Cause] = []
        if expected == .integer, let format = schema.format {
            switch violation.value {
            case .bool:
                name = format.rawValue
                actual = ""
            case .double(let double):
                name = format.rawValue
                more = [uncheckedFormat(violation.path)] + range(double, schema, field: field, body: body)
            default: break
            }
        }
        if !schema.enumeration.isEmpty {
            more.append(.notSupported(field, JSONWriter.text(violation.value), schema.enumeration))
        }
        let message = "Invalid value: \"\(actual)\": \(body) in body must be of type \(name): \"\(actual)\""
        return [APIFailure.Cause(reason: "FieldValueTypeInvalid", message: message, field: field)] + more
    }

    private static func range(
        _ double: Double, _ schema: Schema, field: String, body: String
    ) -> [APIFailure.Cause] {
        var words: String?
        if let minimum = schema.minimum, double < Double(minimum) { words = tooSmall(minimum) }
        if let maximum = schema.maximum, double > Double(maximum) { words = tooLarge(maximum) }
        guard let words else { return [] }
        let message = "Invalid value: \(JSONWriter.text(.double(double))): \(body) in body \(words)"
        return [APIFailure.Cause(reason: "FieldValueInvalid", message: message, field: field)]
    }

    private static func tooSmall(_ minimum: Int64) -> String { "should be greater than or equal to \(minimum)" }
    private static func tooLarge(_ maximum: Int64) -> String { "should be less than or equal to \(maximum)" }

    private static func outOfFormat(_ violation: Violation) -> [APIFailure.Cause] {
        guard violation.schema.format == .int32, let int = violation.value.int, Int32(exactly: int) == nil else {
            return []
        }
        return [uncheckedFormat(violation.path)]
    }

    private static func uncheckedFormat(_ path: FieldPath) -> APIFailure.Cause {
        APIFailure.Cause(
            reason: "FieldValueInvalid",
            message: "Invalid value: \"\": Checked value must be of type integer with format int32 in \(path)",
            field: "<nil>")
    }

    static func typeName(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double: "float64"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
