/// The fewest decimal digits that name a binary number and no other, as the text of a number has them.
///
/// Go and Swift choose the same digits; where the point stands, and from when on there is an exponent, is told here as
/// Go's packages do it: what goes over the wire, and what a number becomes as a key, then equals kubectl's.
package struct ShortestDecimal {
    private let isNegative: Bool
    /// Without zeros at either end; of zero itself one.
    private let digits: [UInt8]
    /// How many of the digits stand before the point; negative where zeros stand behind it.
    private let point: Int

    /// The digits of a finite number.
    package init(_ number: Double) { self.init(description: "\(number)") }

    /// The digits of a finite number.
    package init(_ number: Float) { self.init(description: "\(number)") }

    /// Takes apart what Swift writes: `-12.5`, `1e-07`, `5.3e+18`.
    private init(description: String) {
        let parts = description.utf8.split(separator: UInt8(ascii: "e"))
        let exponent = parts.dropFirst().first.flatMap { Int($0.asText) } ?? 0
        let mantissa = (parts.first ?? description.utf8[...]).filter { $0 != UInt8(ascii: "-") }
        let written = mantissa.filter { $0 != UInt8(ascii: ".") }
        let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }.count
        let zeros = written.prefix { $0 == Self.zero }.count
        isNegative = description.hasPrefix("-")
        if let last = written.lastIndex(where: { $0 != Self.zero }) {
            digits = Array(written[zeros...last])
            point = whole + exponent - zeros
        } else {
            digits = [Self.zero]
            point = 1
        }
    }

    private static let zero = UInt8(ascii: "0")

    /// As Go's `encoding/json` writes a number: an exponent only below 1e-6 and from 1e21 on.
    package var json: String {
        guard point < -5 || point > 21 else { return plain }
        // Here Go has no zero in front of an exponent of one digit.
        return scientific.replacing("e-0", with: "e-")
    }

    /// As Go's `strconv` writes a number in its format `g`: an exponent below 1e-4 and from 1e6 on.
    package var general: String { point < -3 || point > 6 ? scientific : plain }

    private var plain: String {
        var text = isNegative ? "-" : ""
        if point <= 0 {
            text += "0." + String(repeating: "0", count: -point) + digits.asText
        } else if point >= digits.count {
            text += digits.asText + String(repeating: "0", count: point - digits.count)
        } else {
            text += digits[..<point].asText + "." + digits[point...].asText
        }
        return text
    }

    private var scientific: String {
        let exponent = point - 1
        let size = String(abs(exponent))
        return (isNegative ? "-" : "") + digits[..<1].asText + (digits.count > 1 ? "." + digits[1...].asText : "")
            + (exponent < 0 ? "e-" : "e+") + (size.utf8.count < 2 ? "0" + size : size)
    }
}

extension Sequence<UInt8> {
    fileprivate var asText: String { String(decoding: Array(self), as: UTF8.self) }
}
