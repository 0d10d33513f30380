internal import FoundationEssentials

/// Bytes as text (RFC 4648).
package enum Base64 {
    /// The bytes of a text; nil for one that is no base64.
    ///
    /// As in Go, line breaks do not count; everything else has to be right, the padding included.
    package static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The same of a text that is given as UTF-8.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        let digits = text.filter { $0 != 0x0A && $0 != 0x0D }
        // FoundationEssentials takes more padding than there may be, and padding alone.
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard digits.count % 4 == 0, padding <= 2, !digits.dropLast(padding).contains(UInt8(ascii: "=")) else {
            return nil
        }
        return Data(base64Encoded: Data(digits)).map { [UInt8]($0) }
    }

    /// The text of bytes, in one line and padded.
    package static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// The bytes of a text with the alphabet that is safe in URLs (§5), padded or not; nil for anything else.
    package static func decodeURLSafe(_ text: String) -> [UInt8]? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "=") }
        guard !digits.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }) else { return nil }
        let standard = digits.map { digit in
            switch digit {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: digit
            }
        }
        return decode(standard + [UInt8](repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4))
    }

    /// The text of bytes with the alphabet that is safe in URLs (§5), without padding.
    package static func encodeURLSafe(_ bytes: [UInt8]) -> String {
        encode(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
