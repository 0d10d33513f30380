internal import Diagnostics

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What fits on a terminal.
struct Screen: Equatable {
    var columns = 80
    var rows = 24

    /// The lines that fit, each cut off where the screen ends; instead of the last ones it is said how many there are.
    func fitting(_ lines: [String]) -> [String] {
        let room = max(rows - 1, 2)
        guard lines.count > room else { return lines.map(cut) }
        return lines.prefix(room - 1).map(cut) + [cut("… and \(lines.count - room + 1) more lines")]
    }

    /// Escape codes take no room, and colours end with the line.
    private func cut(_ line: String) -> String {
        var width = 0
        var text = String.UnicodeScalarView()
        var isCode = false
        var hasColour = false
        for scalar in line.unicodeScalars {
            if scalar == "\u{1B}" { (isCode, hasColour) = (true, true) }
            if !isCode { width += scalar.terminalWidth }
            guard width < columns else { return String(text) + "…" + (hasColour ? "\u{1B}[0m" : "") }
            text.append(scalar)
            if scalar == "m" { isCode = false }
        }
        return line
    }
}

extension CommandContext {
    /// The terminal that talk goes to.
    var errorScreen: Screen {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return Screen()
        }
        return Screen(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}
