/// Percent-encoding of the bytes that a part of a message cannot hold as they are (RFC 3986).
package enum PercentCoding {
    /// The text with every byte encoded that is neither a letter or digit of ASCII nor one of the others.
    package static func encode(_ text: some StringProtocol, keeping others: String) -> String {
        var result = ""
        for byte in text.utf8 {
            if byte.isASCIILetterOrDigit || others.utf8.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + String(byte, radix: 16, uppercase: true).zeroPadded(to: 2)
            }
        }
        return result
    }

    /// The text that was encoded; a sign that no two hexadecimal digits follow stands for itself.
    ///
    /// - Parameter plusIsSpace: whether a plus sign stands for a space, as in queries.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        var bytes: [UInt8] = []
        var source = Array(text.utf8)[...]
        while let byte = source.popFirst() {
            if byte == UInt8(ascii: "%"), source.count >= 2,
                let decoded = UInt8(String(decoding: source.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(decoded)
                source = source.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
