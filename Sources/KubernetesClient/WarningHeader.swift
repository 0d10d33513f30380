/// The `Warning` headers of an answer (RFC 7234 §5.5), of which API servers send `299 - "text"`.
enum WarningHeader {
    /// The texts of the warnings in one header, those with code 299 only.
    static func texts(in header: String) -> [String] {
        var texts: [String] = []
        var rest = header[...]
        while let open = rest.firstIndex(of: "\"") {
            let prefix = rest[..<open].drop { $0 == " " || $0 == "," }
            var text = ""
            var index = rest.index(after: open)
            while index < rest.endIndex, rest[index] != "\"" {
                if rest[index] == "\\", rest.index(after: index) < rest.endIndex { index = rest.index(after: index) }
                text.append(rest[index])
                index = rest.index(after: index)
            }
            rest = index < rest.endIndex ? rest[rest.index(after: index)...] : ""
            if prefix.hasPrefix("299 ") { texts.append(text) }
            // A date in quotes may follow the text.
            if rest.hasPrefix(" \"") { rest = rest.dropFirst(2).drop { $0 != "\"" }.dropFirst() }
        }
        return texts
    }
}
