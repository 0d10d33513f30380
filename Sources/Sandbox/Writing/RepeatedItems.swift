internal import Schemas
internal import Values

/// Elements of lists with keys whose key an earlier element has.
enum RepeatedItems {
    struct Item {
        /// The later element.
        let path: FieldPath
        /// The members that tell elements apart.
        let key: Object
    }

    static func find(in value: Value, _ schema: Schema, at path: FieldPath = FieldPath()) -> [Item] {
        switch value {
        case .object(let object):
            return object.flatMap { name, member in
                (schema[name] ?? schema.additionalProperties).map { find(in: member, $0, at: path.appending(name)) }
                    ?? []
            }
        case .array(let array):
            guard let items = schema.items else { return [] }
            return repeated(array, schema, items, at: path)
                + array.enumerated().flatMap { find(in: $1, items, at: path.appending($0)) }
        default: return []
        }
    }

    private static func repeated(
        _ array: [Value], _ schema: Schema, _ items: Schema, at path: FieldPath
    ) -> [Item] {
        guard case .map(let names) = schema.listType else { return [] }
        var seen: Set<String> = []
        return array.enumerated().compactMap { index, element in
            let members = names.compactMap { name in (element[name] ?? items[name]?.defaultValue).map { (name, $0) } }
            let key = Object(members)
            guard !seen.insert(JSONWriter.text(.object(key))).inserted else { return nil }
            return Item(path: path.appending(index), key: key)
        }
    }
}
