internal import Values

/// As much of DER as certificates take (X.690).
enum DER {
    /// An element: its tag, its length, its content.
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        if count < 0x80 { return [tag, UInt8(truncatingIfNeeded: count)] + content }
        let bytes = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: count >> $0) }
            .drop { $0 == 0 }
        return [tag, 0x80 | UInt8(truncatingIfNeeded: bytes.count)] + bytes + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, parts.flatMap { $0 }) }

    static func set(_ part: [UInt8]) -> [UInt8] { element(0x31, part) }

    /// A number that is not negative, by its bytes, the highest first.
    static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        return element(0x02, digits.first.map { $0 < 0x80 } == true ? digits : [0] + digits)
    }

    static func octets(_ content: [UInt8]) -> [UInt8] { element(0x04, content) }

    /// - Parameter unused: how many bits of the last byte do not count.
    static func bits(_ content: [UInt8], unused: UInt8 = 0) -> [UInt8] { element(0x03, [unused] + content) }

    static func text(_ text: String) -> [UInt8] { element(0x0C, Array(text.utf8)) }

    static let yes: [UInt8] = element(0x01, [0xFF])

    static func identifier(_ content: [UInt8]) -> [UInt8] { element(0x06, content) }

    /// What stands under a number of its own in a sequence.
    static func tagged(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { element(0xA0 | number, content) }

    /// A point in time, as RFC 5280 §4.1.2.5 wants it: in two forms, one until 2049 and one after it.
    static func time(_ secondsSince1970: Int) -> [UInt8] {
        let digits = RFC3339.text(secondsSince1970: secondsSince1970).utf8.filter(\.isASCIIDigit)
        let ending = [UInt8(ascii: "Z")]
        return digits.starts(with: "20".utf8) && digits.dropFirst(2).first.map { $0 < UInt8(ascii: "5") } == true
            ? element(0x17, digits.dropFirst(2) + ending) : element(0x18, digits + ending)
    }
}
