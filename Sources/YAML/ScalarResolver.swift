/// What a plain scalar means to kubectl and the API server: YAML 1.1 as go-yaml v2 reads it, then JSON.
///
/// `yes` is a boolean, `010` is eight, `1_000` is a thousand; `12:30` and dates stay strings.
enum ScalarResolver {
    static func resolve(_ text: UnsafeBufferPointer<UInt8>) -> ResolvedScalar {
        guard let first = text.first else { return .null }
        switch first {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number(text)
        case UInt8(ascii: "."):
            return special(text) ?? fraction(text) ?? .string
        case UInt8(ascii: "~"):
            return text.count == 1 ? .null : .string
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            return word(text)
        default: return .string
        }
    }

    /// The words that are no text, in small letters, in capitals, or with a capital first.
    private static func word(_ text: UnsafeBufferPointer<UInt8>) -> ResolvedScalar {
        guard text.count <= 5, let letters = Letters(text) else { return .string }
        return words.first { $0.letters == letters }?.meaning ?? .string
    }

    private static let words: [(letters: Letters, meaning: ResolvedScalar)] =
        ["y", "yes", "true", "on"].map { (Letters($0), .bool(true)) }
        + ["n", "no", "false", "off"].map { (Letters($0), .bool(false)) } + [(Letters("null"), .null)]

    /// Up to eight letters as one number, whatever their case, so that a word is compared at once.
    private struct Letters: Equatable {
        private var packed: UInt64 = 0

        init(_ word: StaticString) {
            word.withUTF8Buffer { bytes in
                for byte in bytes { packed = packed << 8 | UInt64(byte) }
            }
        }

        /// The letters of a text; nil where small letters and capitals are mixed in any other way.
        init?(_ text: UnsafeBufferPointer<UInt8>) {
            let small = text.count { $0 & 0x20 != 0 }
            let isMixed = small != 0 && small != text.count && !(small == text.count - 1 && text[0] & 0x20 == 0)
            guard !isMixed else { return nil }
            for byte in text {
                guard (0x61...0x7A).contains(byte | 0x20) else { return nil }
                packed = packed << 8 | UInt64(byte | 0x20)
            }
        }
    }

    private static func special(_ text: UnsafeBufferPointer<UInt8>) -> ResolvedScalar? {
        guard (4...5).contains(text.count) else { return nil }
        switch String(decoding: text, as: UTF8.self) {
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        default: return nil
        }
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>) -> ResolvedScalar {
        if let int = plainInteger(text) { return .int(int) }
        if let special = special(text) { return special }
        let digits = text.filter { $0 != UInt8(ascii: "_") }
        return digits.withUnsafeBufferPointer { digits in
            if let integer = integer(digits) { return integer }
            return decimal(digits).map { .float($0) } ?? .string
        }
    }

    /// A number that starts with its point: Go's own reader, which wants each underscore between two digits.
    private static func fraction(_ text: UnsafeBufferPointer<UInt8>) -> ResolvedScalar? {
        func isDigit(_ index: Int) -> Bool { text.indices.contains(index) && (0x30...0x39).contains(text[index]) }
        var digits: [UInt8] = []
        for (index, byte) in text.enumerated() {
            if byte != UInt8(ascii: "_") {
                digits.append(byte)
            } else if !isDigit(index - 1) || !isDigit(index + 1) {
                return nil
            }
        }
        return digits.withUnsafeBufferPointer { decimal($0).map { .float($0) } }
    }

    /// The common case without any copy: up to 18 decimal digits without a leading zero.
    private static func plainInteger(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count <= 18, text[0] != UInt8(ascii: "0") || text.count == 1 else { return nil }
        var result: Int64 = 0
        for byte in text {
            guard (0x30...0x39).contains(byte) else { return nil }
            result = result * 10 + Int64(byte - 0x30)
        }
        return result
    }

    /// An integer in any of Go's notations: decimal, `0x`, `0o`, `0b`, or octal by a leading zero.
    private static func integer(_ text: UnsafeBufferPointer<UInt8>) -> ResolvedScalar? {
        var digits = String(decoding: text, as: UTF8.self)[...]
        var sign = ""
        if let first = digits.first, first == "+" || first == "-" {
            sign = String(first)
            digits = digits.dropFirst()
        }
        var radix = 10
        let prefix = digits.prefix(2)
        if let prefixed = ["0x": 16, "0o": 8, "0b": 2][prefix.lowercased()] {
            radix = prefixed
            digits = digits.dropFirst(2)
        } else if digits.hasPrefix("0"), digits.count > 1 {
            radix = 8
            digits = digits.dropFirst()
        }
        if radix == 2, prefix.last == "b", sign.isEmpty, let first = digits.first, first == "+" || first == "-" {
            sign = String(first)
            digits = digits.dropFirst()
        }
        // Swift would take another sign here, go-yaml does so after a small '0b' alone.
        guard let first = digits.first, first.isHexDigit else { return nil }
        if let int = Int64(sign + digits, radix: radix) { return .int(int) }
        return sign.isEmpty ? UInt64(digits, radix: radix).map { .unsigned($0) } : nil
    }

    /// A decimal fraction: digits with at most one point and an optional exponent; nil when it is out of range.
    private static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        var position = 0
        func skipDigits() -> Int {
            let start = position
            while position < text.count, (0x30...0x39).contains(text[position]) { position += 1 }
            return position - start
        }
        func skipSign() {
            if position < text.count, text[position] == 0x2B || text[position] == 0x2D { position += 1 }
        }
        skipSign()
        var digits = skipDigits()
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            digits += skipDigits()
        }
        guard digits > 0 else { return nil }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            skipSign()
            guard skipDigits() > 0 else { return nil }
        }
        guard position == text.count else { return nil }
        return Double(String(decoding: text, as: UTF8.self).asSwiftNumber).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension String {
    /// `1.` and `.5` in the spelling that Swift reads.
    fileprivate var asSwiftNumber: String {
        var text = self
        if let point = text.firstIndex(of: ".") {
            let next = text.index(after: point)
            if next == text.endIndex || !text[next].isNumber { text.insert("0", at: next) }
        }
        return text
    }
}
