internal import Diagnostics
internal import Schemas
internal import Values

/// Field names may be written in camelCase or snake_case, as the protobuf schema of OpenMCF allows.
enum Spelling {
    /// `backendRefs` → `backend_refs`.
    static func snakeCase(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase {
                result += "_" + character.lowercased()
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// `backend_refs` → `backendRefs`.
    static func camelCase(_ name: String) -> String {
        let parts = name.split(separator: "_")
        return parts.dropFirst().reduce(into: parts.first.map(String.init) ?? name) { result, part in
            result += part.prefix(1).uppercased() + part.dropFirst()
        }
    }

    /// The spellings under which a field may stand in a manifest.
    @Sendable static func all(_ name: String) -> [String] {
        name.utf8.contains { (0x41...0x5A).contains($0) } ? [name, snakeCase(name)] : [name]
    }

    /// The schema's name for a key, when the key is another spelling of one.
    static func canonicalKey(_ key: String, in schema: Schema) -> String {
        guard key.utf8.contains(UInt8(ascii: "_")) else { return key }
        return schema.properties.first { snakeCase($0.name) == key }?.name ?? key
    }

    /// The value with the schema's spelling throughout; a field that stands there twice is handed to `clash`.
    static func canonicalise(
        _ value: Value, _ schema: Schema, at path: FieldPath = FieldPath(),
        clash: (_ path: FieldPath, _ spelling: String) -> Void
    ) -> Value {
        switch value {
        case .object(let object):
            var result = Object(capacity: object.count)
            for (key, member) in object {
                let name = canonicalKey(key, in: schema)
                if name != key, object[name] != nil { clash(path.appending(name), key) }
                let nested = schema[name] ?? schema.additionalProperties
                result[name] =
                    nested.map { canonicalise(member, $0, at: path.appending(name), clash: clash) } ?? member
            }
            return .object(result)
        case .array(let array):
            guard let items = schema.items else { return value }
            return .array(
                array.enumerated().map { canonicalise($1, items, at: path.appending($0), clash: clash) })
        default: return value
        }
    }
}
