internal import Schemas
internal import Values

/// The order in which a server writes the members of kinds that it has types for: that of their declaration.
enum TypedOrder {
    private static let object = ["kind", "apiVersion", "metadata"]
    private static let metadata = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        "managedFields",
    ]
    private static let entry = ["manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1", "subresource"]

    static func arrange(_ value: Value, _ schema: Schema) -> Value {
        guard case .object(var members) = arrange(value, by: object, schema) else { return value }
        if let given = members["metadata"] {
            var arranged = arrange(given, by: metadata, nil)
            arranged.withMember("managedFields") { entries in
                entries = entries?.array.map { .array($0.map { arrange($0, by: entry, nil) }) } ?? entries
            }
            members["metadata"] = arranged
        }
        return .object(members)
    }

    /// The members that are named first, then those of the schema, then the others.
    private static func arrange(_ value: Value, by names: [String], _ schema: Schema?) -> Value {
        switch value {
        case .object(let members):
            let known = names + (schema?.properties.map(\.name).filter { !names.contains($0) } ?? [])
            var result = Object(capacity: members.count)
            for name in known {
                if let member = members[name] { result[name] = arrange(member, by: [], schema?[name]) }
            }
            // The keys of maps, which the schema does not name, are in order.
            for (name, member) in members.sorted(by: { $0.key < $1.key }) where result[name] == nil {
                result[name] = member
            }
            return .object(result)
        case .array(let elements): return .array(elements.map { arrange($0, by: [], schema?.items) })
        default: return value
        }
    }
}
