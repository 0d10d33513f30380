/// Values as JSON bytes: compact for the wire, indented for people, or with keys sorted as the API server does.
package struct JSONWriter {
    /// How the text is broken into lines.
    package enum Layout: Sendable {
        /// One line, no spaces.
        case compact
        /// Two spaces a level.
        case indented
    }

    private let indented: Bool
    private let sorted: Bool
    private var bytes: [UInt8] = []

    /// What a route takes, so that its text seldom has to be moved while it grows.
    private static let expectedSize = 1024

    private init(_ layout: Layout, sorted: Bool) {
        indented = layout == .indented
        self.sorted = sorted
    }

    /// The text as UTF-8, without a line break at the end; members in their own order unless sorted by key.
    package static func bytes(_ value: Value, _ layout: Layout = .compact, sortedKeys: Bool = false) -> [UInt8] {
        var writer = JSONWriter(layout, sorted: sortedKeys)
        writer.bytes.reserveCapacity(expectedSize)
        writer.write(value, level: 0)
        return writer.bytes
    }

    /// The same as a string.
    package static func text(_ value: Value, _ layout: Layout = .compact, sortedKeys: Bool = false) -> String {
        String(decoding: bytes(value, layout, sortedKeys: sortedKeys), as: UTF8.self)
    }

    /// A value for people and for files: indented, with a line break at the end.
    package static func document(_ value: Value) -> String { text(value, .indented) + "\n" }

    /// A number as Go's encoder spells it; one that JSON does not have as null.
    package static func text(of double: Double) -> String { double.isFinite ? ShortestDecimal(double).json : "null" }

    private mutating func write(_ value: Value, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .int(let int): append(String(int))
        case .double(let double): append(Self.text(of: double))
        case .string(let string): write(string)
        case .array(let array): write(array, level: level)
        case .object(let object): write(object, level: level)
        }
    }

    private mutating func write(_ array: [Value], level: Int) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in array.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(level + 1)
            write(element, level: level + 1)
        }
        if !array.isEmpty { breakLine(level) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: Object, level: Int) {
        bytes.append(UInt8(ascii: "{"))
        var first = true
        for (key, value) in sorted ? object.sorted() : object {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            breakLine(level + 1)
            write(key)
            bytes.append(UInt8(ascii: ":"))
            if indented { bytes.append(UInt8(ascii: " ")) }
            write(value, level: level + 1)
        }
        if !object.isEmpty { breakLine(level) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ level: Int) {
        guard indented else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    private mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        let isPlain = string.utf8.withContiguousStorageIfAvailable { text -> Bool in
            guard text.allSatisfy(Self.isPlain) else { return false }
            bytes.append(contentsOf: text)
            return true
        }
        if !(isPlain ?? false) { writeEscaped(string) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte of a text stands for itself.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func writeEscaped(_ string: String) {
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20, 0x7F:
                append("\\u00")
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
