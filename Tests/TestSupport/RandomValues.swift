package import Values

/// Values with the spellings that writers get wrong.
package struct RandomValues {
    package var generator: SeededGenerator

    package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private static let scalars: [Unicode.Scalar] = [
        "a", "B", "e", "x", "0", "9", " ", " ", "\n", "\n", "\r", "\t", "\0", "\u{1B}", "\u{7F}", "\u{80}", "\u{85}",
        "\u{9F}",
        "\u{A0}", "é", "\u{301}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}", "名", "😀",
        "\u{10FFFF}", "\"", "\\", "/", "{", "}", "[", "]", ",", ":", "-", "#", "'", "&", "*", "!", "|", ">", "%", "@",
        "`", "?",
        "~", "=", "<", ".", "_", "+",
    ]

    package mutating func string() -> String {
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            view.append(Self.scalars.randomElement(using: &generator) ?? "a")
        }
        return String(view)
    }

    package mutating func double() -> Double {
        let double = Double(bitPattern: generator.next())
        return double.isFinite ? double : 0.5
    }

    package mutating func value(depth: Int = 4) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .int(Int64(bitPattern: generator.next()) >> Int64.random(in: 0...63, using: &generator))
        case 3: return .double(double())
        case 4, 5: return .string(string())
        case 6:
            var array: [Value] = []
            for _ in 0..<Int.random(in: 0...4, using: &generator) { array.append(value(depth: depth - 1)) }
            return .array(array)
        default:
            var object = Object()
            for _ in 0..<Int.random(in: 0...4, using: &generator) { object[string()] = value(depth: depth - 1) }
            return .object(object)
        }
    }
}
