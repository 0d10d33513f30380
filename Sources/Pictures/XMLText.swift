/// Text for SVG and HTML.
enum XMLText {
    static func escaped(_ text: String) -> String {
        text.onOneLine.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// The text cut in its middle to a width in pixels; of `namespace/name` the namespace goes first.
    static func fitting(_ text: String, _ pixels: Int) -> String {
        // A character of the 12 px monospace font is 7.25 px wide, a wide one twice that.
        let limit = pixels * 4 / 29
        guard text.columns > limit else { return text }
        if let slash = text.firstIndex(of: "/"), !text[..<slash].contains(" ") {
            let short = "…" + text[slash...]
            if short.columns <= limit { return short }
        }
        let half = limit / 2
        let head = fitting(text, columns: limit - half - 1)
        let tail = fitting(text.reversed(), columns: half).reversed()
        return String(head) + "…" + String(tail)
    }

    /// The first characters, as many as fit.
    private static func fitting(_ characters: some Sequence<Character>, columns: Int) -> [Character] {
        var left = columns
        return Array(
            characters.prefix { character in
                left -= String(character).columns
                return left >= 0
            })
    }
}
