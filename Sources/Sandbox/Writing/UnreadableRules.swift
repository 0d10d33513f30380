internal import Schemas
internal import Values

/// Rules whose expression reads a member that is not there, as happens where defaults were not filled in: the server
/// then tells that instead of judging.
enum UnreadableRules {
    static func causes(in value: Value, _ schema: Schema, at path: FieldPath = FieldPath()) -> [APIFailure.Cause] {
        var causes = schema.rules.compactMap { rule -> APIFailure.Cause? in
            let readings = value.array ?? [value]
            guard let name = rule.unguarded.first(where: { name in readings.contains { $0[name] == nil } }) else {
                return nil
            }
            let message =
                "Invalid value: \"\(ServerText.typeName(value))\": no such key: \(name) evaluating rule: \(rule.message)"
            return APIFailure.Cause(reason: "FieldValueInvalid", message: message, field: path.description)
        }
        switch value {
        case .object(let members):
            for (name, member) in members {
                guard let inner = schema[name] ?? schema.additionalProperties else { continue }
                causes += Self.causes(in: member, inner, at: path.appending(name))
            }
        case .array(let elements):
            guard let items = schema.items else { break }
            for (index, element) in elements.enumerated() {
                causes += Self.causes(in: element, items, at: path.appending(index))
            }
        default: break
        }
        return causes
    }
}
