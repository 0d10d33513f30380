/// Text from a user's input as a message quotes it: short, and with nothing in it that cannot be seen.
package struct QuotedText: CustomStringConvertible {
    private let text: String
    private let limit: Int

    /// - Parameter limit: how many characters of a long text are shown.
    package init(_ text: String, limit: Int = 60) { (self.text, self.limit) = (text, limit) }

    /// The text in quotes, cut where it is long; what cannot be seen is spelled as YAML escapes it.
    package var description: String {
        // By scalars: a character may have any number of combining marks.
        let scalars = text.unicodeScalars
        let isLong = scalars.dropFirst(limit).first != nil
        let shown = scalars.prefix(isLong ? limit - 3 : limit)
        return shown.reduce(into: "'") { $0 += InvisibleCharacter($1)?.escape ?? String($1) } + (isLong ? "…'" : "'")
    }

    /// What to say of the first character that cannot be seen; nil where there is none.
    package var invisibleHelp: String? { InvisibleCharacter(firstIn: text)?.help }
}
