internal import Values

/// A character that cannot be seen: a control, a blank other than the space, one of no width.
package struct InvisibleCharacter: Sendable {
    private let scalar: Unicode.Scalar

    /// The character, where it is one that cannot be seen.
    package init?(_ scalar: Unicode.Scalar) {
        guard Self.isInvisible(scalar) else { return nil }
        self.scalar = scalar
    }

    /// The first such character of a text.
    package init?(firstIn text: String) {
        guard let scalar = text.unicodeScalars.first(where: Self.isInvisible) else { return nil }
        self.scalar = scalar
    }

    /// A sentence that names it.
    package var help: String { "the text has a character that cannot be seen: \(Self.name(of: scalar))" }

    /// The character as YAML escapes it.
    package var escape: String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case _ where scalar.value > 0xFFFF: "\\U" + Self.hexadecimal(scalar.value, digits: 8)
        default: "\\u" + Self.hexadecimal(scalar.value, digits: 4)
        }
    }

    /// The code point and name of a character, such as `U+00A0 no-break space`.
    package static func name(of scalar: Unicode.Scalar) -> String {
        let name = controls[scalar] ?? scalar.properties.name?.lowercased()
        return "U+" + hexadecimal(scalar.value, digits: 4).uppercased() + (name.map { " \($0)" } ?? "")
    }

    /// Unicode has no names for control characters; these are the ones that get into a text.
    private static let controls: [Unicode.Scalar: String] = ["\t": "tab", "\n": "line feed", "\r": "carriage return"]

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20..<0x7F).contains(scalar.value) { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        String(value, radix: 16).zeroPadded(to: digits)
    }
}
