/// Words for messages.
package enum English {
    /// `1 route`, `2 routes`.
    package static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// `get`, `get and list`, `get, list and patch`; nothing of nothing.
    package static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// `one, two and 3 more`: the first of many words, and how many others there are; commas alone where these are all.
    package static func first(_ limit: Int, of words: [String]) -> String {
        let shown = words.prefix(limit).joined(separator: ", ")
        return words.count > limit ? "\(shown) and \(words.count - limit) more" : shown
    }
}
