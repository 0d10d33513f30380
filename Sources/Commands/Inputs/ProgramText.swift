/// What another program wrote to standard error.
enum ProgramText {
    /// Its first lines, without empty ones at the ends and the word that marks them as an error; nil for nothing.
    static func excerpt(_ text: String, lines limit: Int = 20) -> String? {
        let lines = text.split(separator: "\n").filter { line in line.contains { !$0.isWhitespace } }
        guard var first = lines.first else { return nil }
        for prefix in ["Error: ", "error: "] where first.hasPrefix(prefix) { first = first.dropFirst(prefix.count) }
        let shown = ([first] + lines.dropFirst().prefix(limit - 1)).map { $0.count > 1000 ? $0.prefix(1000) + "…" : $0 }
        return shown.joined(separator: "\n") + (lines.count > limit ? "\n… and \(lines.count - limit) more" : "")
    }
}
