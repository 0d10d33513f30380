/// Text from a manifest as a message quotes it: short, and with nothing in it that cannot be seen.
struct QuotedText: CustomStringConvertible {
    let text: String
    /// How many characters of a long text are shown.
    let limit: Int

    init(_ text: String, limit: Int = 60) { (self.text, self.limit) = (text, limit) }

    /// The text in quotes, cut where it is long; what cannot be seen is spelled as YAML escapes it.
    var description: String {
        // By scalars: a character may have any number of combining marks.
        let scalars = text.unicodeScalars
        let isLong = scalars.dropFirst(limit).first != nil
        let shown = scalars.prefix(isLong ? limit - 3 : limit)
        return shown.reduce(into: "'") { $0 += Self.visible($1) } + (isLong ? "…'" : "'")
    }

    /// What to say of the first character that cannot be seen; nil where there is none.
    var invisibleHelp: String? {
        guard let scalar = text.unicodeScalars.first(where: Self.isInvisible) else { return nil }
        let digits = Self.hexadecimal(scalar.value, digits: 4).uppercased()
        let name = Self.controls[scalar] ?? scalar.properties.name?.lowercased()
        return "the text has a character that cannot be seen: U+\(digits)" + (name.map { " \($0)" } ?? "")
    }

    /// Unicode has no names for control characters; these are the ones that get into a text.
    private static let controls: [Unicode.Scalar: String] = ["\t": "tab", "\n": "line feed", "\r": "carriage return"]

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case _ where !isInvisible(scalar): String(scalar)
        case _ where scalar.value > 0xFFFF: "\\U" + hexadecimal(scalar.value, digits: 8)
        default: "\\u" + hexadecimal(scalar.value, digits: 4)
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20..<0x7F).contains(scalar.value) { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
