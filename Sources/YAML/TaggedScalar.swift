internal import Values

/// A scalar with an explicit tag, as go-yaml v2 reads it: the core tags force a type, others are ignored.
enum TaggedScalar {
    enum Meaning {
        case scalar(ResolvedScalar)
        /// A string whose text is not the scalar's.
        case text([UInt8])
        case invalid(String)
    }

    private static let prefix = "tag:yaml.org,2002:"
    /// The tag that makes a merge key of `<<`, even in quotes.
    static let merge = prefix + "merge"

    static func resolve(tag: String, _ text: UnsafeBufferPointer<UInt8>) -> Meaning {
        guard tag.hasPrefix(prefix) else { return .scalar(.string) }
        let type = tag.dropFirst(prefix.count)
        switch (type, ScalarResolver.resolve(text)) {
        case ("str", _): return .scalar(.string)
        case ("binary", _):
            return Base64.decode(Array(text)).map { .text(replacingInvalid($0)) }
                ?? .invalid("'!!binary' is not followed by base64")
        case ("timestamp", _) where YAMLTimestamp.isValid(text): return .scalar(.string)
        case ("int", .int(let int)): return .scalar(.int(int))
        case ("int", .unsigned(let int)): return .scalar(.unsigned(int))
        // go-yaml makes a float of no integer from 2^63 on.
        case ("float", .int(let int)): return .scalar(.float(Double(int)))
        case ("float", .float(let double)): return .scalar(.float(double))
        case ("bool", .bool(let bool)): return .scalar(.bool(bool))
        case ("null", .null): return .scalar(.null)
        case ("int", _), ("float", _), ("bool", _), ("null", _), ("timestamp", _):
            return .invalid("'\(String(decoding: text, as: UTF8.self))' is not what its tag '!!\(type)' says")
        default: return .scalar(.string)
        }
    }

    /// The text that Go makes of bytes: each one that belongs to no character becomes the replacement character.
    private static func replacingInvalid(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var rest = bytes[...]
        while let first = rest.first {
            let width = first < 0x80 ? 1 : (2...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil }
            text += width.map { rest.prefix($0) } ?? [0xEF, 0xBF, 0xBD]
            rest = rest.dropFirst(width ?? 1)
        }
        return text
    }
}
