/// The `Warning` headers of an answer (RFC 7234 §5.5), of which API servers send `299 - "text"`.
enum WarningHeader {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// The texts of the warnings in one header, those with code 299 only.
    static func texts(in header: String) -> [String] {
        var texts: [String] = []
        // Bytes, since each answer of a server may carry one.
        var rest = header.utf8[...]
        while let open = rest.firstIndex(of: quote) {
            let prefix = rest[..<open].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") }
            var text: [UInt8] = []
            var index = rest.index(after: open)
            while index < rest.endIndex, rest[index] != quote {
                if rest[index] == backslash, rest.index(after: index) < rest.endIndex { rest.formIndex(after: &index) }
                text.append(rest[index])
                rest.formIndex(after: &index)
            }
            rest = index < rest.endIndex ? rest[rest.index(after: index)...] : rest[rest.endIndex...]
            if prefix.starts(with: "299 ".utf8) { texts.append(String(decoding: text, as: UTF8.self)) }
            // A date in quotes may follow the text.
            if rest.starts(with: " \"".utf8) { rest = rest.dropFirst(2).drop { $0 != quote }.dropFirst() }
        }
        return texts
    }
}
