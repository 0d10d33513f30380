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
            return decodeBase64(text).map { .text(replacingInvalid($0)) }
                ?? .invalid("'!!binary' is not followed by base64")
        case ("timestamp", _) where Timestamp.isValid(text): return .scalar(.string)
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

    private static func decodeBase64(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (buffer, bits, padding) = (UInt32(0), 0, 0)
        for byte in text where byte != 0x0A && byte != 0x0D {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): digit = 62
            case UInt8(ascii: "/"): digit = 63
            case UInt8(ascii: "="):
                padding += 1
                continue
            default: return nil
            }
            guard padding == 0 else { return nil }
            buffer = buffer << 6 | UInt32(digit)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        let digits = text.count { $0 != 0x0A && $0 != 0x0D }
        return digits % 4 == 0 && padding <= 2 ? bytes : nil
    }
}
