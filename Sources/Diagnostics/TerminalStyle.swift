/// Colours for a terminal, or none: the one place that knows the escape codes.
package struct TerminalStyle: Sendable {
    /// A way to set text off; the raw value is the parameter of the escape code SGR (ECMA-48).
    package enum Colour: String, Sendable {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case cyan = "36"
        case bold = "1"
        case dim = "2"
        case boldRed = "1;31"
        case boldYellow = "1;33"
        case boldCyan = "1;36"
    }

    /// Whether escape codes are written; otherwise all text stays as it is.
    package let colours: Bool

    package init(colours: Bool) { self.colours = colours }
    /// Without escape codes: for files, pipes and `NO_COLOR`.
    package static let plain = TerminalStyle(colours: false)

    /// The text in a colour that ends with it; as it is where there are no colours.
    package func callAsFunction(_ colour: Colour, _ text: String) -> String {
        colours && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// Text from outside (a manifest, a server) made safe to print: control characters cannot drive the terminal.
package func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.drivesTerminal && $0 != "\n" }) else { return text }
    return String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { $0.drivesTerminal && $0 != "\n" ? "\u{FFFD}" : $0 }))
}

extension Unicode.Scalar {
    /// Whether printing it moves the cursor, starts an escape sequence or turns the direction of the text.
    var drivesTerminal: Bool { properties.generalCategory == .control || properties.isBidiControl }

    /// How many columns a terminal gives to the character (Unicode East Asian Width, in broad ranges).
    package var terminalWidth: Int {
        guard value >= 0x300 else { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
