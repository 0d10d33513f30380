internal import Nodes

/// A scalar with an explicit tag, as go-yaml v2 reads it: the core tags force a type, others are ignored.
enum TaggedScalar {
    enum Meaning {
        case scalar(DocumentBuilder.Scalar)
        /// A string whose text is not the scalar's.
        case text([UInt8])
        case invalid(String)
    }

    private static let prefix = "tag:yaml.org,2002:"
    /// The tag that makes a merge key of `<<`, even in quotes.
    static let merge = prefix + "merge"

    static func resolve(tag: String, _ text: UnsafeBufferPointer<UInt8>) -> Meaning {
        guard tag.hasPrefix(prefix) else { return .scalar(.string) }
        let scalar = ScalarResolver.resolve(text)
        switch (tag.dropFirst(prefix.count), scalar) {
        case ("str", _): return .scalar(.string)
        case ("timestamp", _) where Timestamp.isValid(text): return .scalar(.string)
        case ("int", .int) where isFloat(text):
            return .invalid("'\(String(decoding: text, as: UTF8.self))' is not what its tag '!!int' says")
        case ("int", .int), ("float", .int), ("float", .double), ("bool", .bool), ("null", .null):
            return .scalar(scalar)
        case ("binary", _):
            guard let bytes = decodeBase64(text) else {
                return .invalid("'!!binary' is not followed by base64")
            }
            return .text(bytes)
        case (let type, _) where ["int", "float", "bool", "null", "timestamp"].contains(type):
            return .invalid("'\(String(decoding: text, as: UTF8.self))' is not what its tag '!!\(type)' says")
        default: return .scalar(.string)
        }
    }

    /// Whether a number is written with a point or an exponent, whatever its value.
    private static func isFloat(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.contains(UInt8(ascii: "."))
            || text.contains { $0 | 0x20 == UInt8(ascii: "e") } && !text.contains { $0 | 0x20 == UInt8(ascii: "x") }
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
