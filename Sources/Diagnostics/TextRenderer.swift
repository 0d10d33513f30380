/// Diagnostics as a person reads them: place, sentence, the offending line with a caret, what to do.
package struct TextRenderer: Sendable {
    /// Longer source lines are cut to a window of this many characters around the caret.
    private static let windowWidth = 120

    private let style: TerminalStyle

    package init(style: TerminalStyle = .plain) { self.style = style }

    /// The text of all diagnostics, with an empty line between two.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { render($0) }.joined(separator: "\n")
    }

    /// The text of what a person is shown of many diagnostics.
    package func render(_ digest: DiagnosticDigest) -> String {
        digest.sections.map { section in
            var parts = section.entries.map { render($0.diagnostic, helpRoutes: $0.helpRoutes, limit: digest.limit) }
            if !section.rests.isEmpty { parts.append(section.rests.map(line).joined()) }
            return parts.joined(separator: "\n")
        }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The text of one diagnostic; ends with a line break.
    package func render(_ diagnostic: Diagnostic) -> String { render(diagnostic, helpRoutes: [], limit: 0) }

    private func render(_ diagnostic: Diagnostic, helpRoutes: [String], limit: Int) -> String {
        var text = headline(diagnostic)
        if let range = diagnostic.range {
            text += excerpt(range, colour: colour(diagnostic.severity))
        }
        for related in diagnostic.related {
            text += place(related.range.file.name, related.range.startLocation)
            text += ": " + style(.boldCyan, "note") + ": " + sentence(related.message) + "\n"
            text += excerpt(related.range, colour: .boldCyan)
        }
        if let help = diagnostic.help {
            let lines = printable(help).split(separator: "\n", omittingEmptySubsequences: false)
            text += "  " + style(.boldCyan, "help") + audience(helpRoutes, limit: limit) + ": "
            text += lines.joined(separator: "\n        ") + "\n"
        }
        return text
    }

    /// Whom a help is for, where it is for several: ` for app/one, app/two and 3 more routes`.
    private func audience(_ routes: [String], limit: Int) -> String {
        guard !routes.isEmpty else { return "" }
        let named = printable(routes.prefix(limit).joined(separator: ", "))
        let rest = routes.count - min(limit, routes.count)
        return " for \(named)" + (rest == 0 ? "" : " and \(rest) more \(rest == 1 ? "route" : "routes")")
    }

    private func line(_ rest: DiagnosticDigest.Rest) -> String {
        let severity = rest.severity.rawValue
        let (noun, verb) = rest.count == 1 ? (severity, "is") : (severity + "s", "are")
        return style(colour(rest.severity), severity) + ": "
            + style(.bold, "\(rest.count) more \(noun) of this kind \(verb) not shown; -v shows all") + " "
            + style(.dim, "[\(rest.code)]") + "\n"
    }

    private func headline(_ diagnostic: Diagnostic) -> String {
        var text = ""
        if let range = diagnostic.range {
            text += place(range.file.name, range.startLocation) + ": "
        } else if let file = diagnostic.file {
            text += style(.bold, name(file)) + ": "
        } else if let resource = diagnostic.resource {
            // Of what stands in no file, such as a live route.
            let path = diagnostic.path.map { ", \($0)" } ?? ""
            text += style(.bold, name(resource + path)) + ": "
        }
        text += style(colour(diagnostic.severity), diagnostic.severity.rawValue) + ": "
        text += style(.bold, sentence(diagnostic.message))
        return text + " " + style(.dim, "[\(diagnostic.code)]") + "\n"
    }

    private func place(_ file: String, _ location: SourceLocation) -> String {
        style(.bold, "\(name(file)):\(location.line):\(location.column)")
    }

    private func name(_ file: String) -> String {
        printable(file).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\u{FFFD}")
    }

    /// A message may quote a value of several lines: they are indented, so that none looks like a message of its own.
    private func sentence(_ message: String) -> String {
        printable(message).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
    }

    private func colour(_ severity: Diagnostic.Severity) -> TerminalStyle.Colour {
        switch severity {
        case .error: .boldRed
        case .warning: .boldYellow
        case .note: .boldCyan
        }
    }

    /// The line with carets under it; nothing of a file that may hold credentials.
    private func excerpt(_ range: SourceRange, colour: TerminalStyle.Colour) -> String {
        guard !range.file.isConfidential else { return "" }
        let start = range.startLocation
        let line = Excerpt(range, line: range.file.line(start.line), width: Self.windowWidth)
        let gutter = String(repeating: " ", count: String(start.line).count)
        return style(.blue, "  \(start.line) |") + " \(line.text)\n" + style(.blue, "  \(gutter) |") + " "
            + String(repeating: " ", count: line.indent)
            + style(colour, String(repeating: "^", count: line.carets)) + "\n"
    }
}

/// The part of a line that is shown, and where the carets stand under it.
private struct Excerpt {
    private typealias Character = (text: String, width: Int)

    let text: String
    let indent: Int
    let carets: Int

    init(_ range: SourceRange, line: ArraySlice<UInt8>, width: Int) {
        // A line may be the whole of a minified file: only the bytes that can be in the window are looked at.
        let caret = min(max(range.start, line.startIndex), line.endIndex)
        let near = Self.boundary(caret - 4 * width, in: line)..<Self.boundary(caret + 4 * width, in: line)
        let markedEnd = min(max(range.end, caret), near.upperBound)
        let before = Self.visible(line[near.lowerBound..<caret])
        let marked = Self.visible(line[caret..<markedEnd])
        let characters = before + marked + Self.visible(line[markedEnd..<near.upperBound])

        let window = Self.window(count: characters.count, around: before.count, width: width)
        let prefix = window.lowerBound > 0 || near.lowerBound > line.startIndex ? "…" : ""
        let suffix = window.upperBound < characters.count || near.upperBound < line.endIndex ? "…" : ""
        text = prefix + characters[window].map(\.text).joined() + suffix
        indent = prefix.count + Self.width(characters[window.lowerBound..<before.count])
        carets = max(1, Self.width(characters[before.count..<min(before.count + marked.count, window.upperBound)]))
    }

    private static func width(_ characters: ArraySlice<Character>) -> Int { characters.reduce(0) { $0 + $1.width } }

    /// The start of the character that a byte belongs to, within the line.
    private static func boundary(_ index: Int, in line: ArraySlice<UInt8>) -> Int {
        var index = min(max(index, line.startIndex), line.endIndex)
        while index > line.startIndex, index < line.endIndex, line[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }

    private static func window(count: Int, around caret: Int, width: Int) -> Range<Int> {
        guard count > width else { return 0..<count }
        let start = max(0, min(caret - width / 3, count - width))
        return start..<min(count, start + width)
    }

    /// A line's characters as printed: tabs as two spaces, control characters and broken UTF-8 as `�`.
    private static func visible(_ line: ArraySlice<UInt8>) -> [Character] {
        String(decoding: line, as: UTF8.self).unicodeScalars.compactMap { scalar in
            if scalar == "\u{FEFF}" { return nil }
            if scalar == "\t" { return ("  ", 2) }
            if scalar.drivesTerminal { return ("\u{FFFD}", 1) }
            return (String(scalar), scalar.terminalWidth)
        }
    }
}
