internal import Values

/// An address of a server or a proxy taken apart as Go's `net/url` does it, which is how kubectl reads it.
///
/// What is wrong is said without the text: it may hold a password.
struct AddressText {
    /// What no URL has, as the rest of a sentence about it.
    struct Problem: Error, Equatable { let reason: String }

    /// In lower case; empty where there is none.
    private(set) var scheme = ""
    private(set) var user: URLUser?
    /// A name or an address, an IPv6 one without its brackets; percent-decoded.
    private(set) var host = ""
    /// Digits; empty where there are none.
    private(set) var port = ""
    /// Whether there is something between `//` and the path, be it only a port.
    private(set) var hasAuthority = false
    /// Percent-decoded.
    private(set) var path = ""

    init(_ text: String) throws(Problem) {
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Problem(reason: "it has a line break or another control character")
        }
        var rest = text[...]
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        scheme = try Self.scheme(takenFrom: &rest)
        if let mark = rest.firstIndex(of: "?") { rest = rest[..<mark] }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            try takeAuthority(rest[..<slash])
            rest = rest[slash...]
        } else if scheme.isEmpty, rest.prefix(while: { $0 != "/" }).contains(":") {
            throw Problem(reason: "it has no scheme")
        } else if !scheme.isEmpty, !rest.hasPrefix("/") {
            // `localhost:8080`: what looks like a scheme is a host.
            rest = ""
        }
        path = try Self.decoded(rest, "its path")
    }

    private static func scheme(takenFrom rest: inout Substring) throws(Problem) -> String {
        var isFirst = true
        for index in rest.utf8.indices {
            let byte = rest.utf8[index]
            switch byte {
            case _ where byte.isASCIILetter: break
            case _ where byte.isASCIIDigit || "+-.".utf8.contains(byte):
                if isFirst { return "" }
            case UInt8(ascii: ":"):
                if isFirst { throw Problem(reason: "its scheme is missing") }
                let scheme = rest[..<index].lowercased()
                rest = rest[rest.utf8.index(after: index)...]
                return scheme
            default: return ""
            }
            isFirst = false
        }
        return ""
    }

    private mutating func takeAuthority(_ text: Substring) throws(Problem) {
        var text = text
        hasAuthority = !text.isEmpty
        if let at = text.lastIndex(of: "@") {
            user = try URLUser(text[..<at])
            text = text[text.index(after: at)...]
            hasAuthority = !text.isEmpty
        }
        if text.hasPrefix("[") {
            guard let close = text.lastIndex(of: "]") else { throw Problem(reason: "'[' is not closed") }
            host = try Self.decoded(text[text.index(after: text.startIndex)..<close], "its host")
            text = text[text.index(after: close)...]
        } else {
            let colon = text.lastIndex(of: ":") ?? text.endIndex
            host = try Self.decoded(text[..<colon], "its host")
            text = text[colon...]
            guard !host.utf8.contains(where: Self.isForbiddenInHost) else {
                throw Problem(reason: "a character in its host cannot be there")
            }
        }
        guard text.isEmpty || text.hasPrefix(":"), text.dropFirst().utf8.allSatisfy(\.isASCIIDigit)
        else { throw Problem(reason: "what follows its host is no port") }
        port = String(text.dropFirst())
    }

    private static func isForbiddenInHost(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte < 0x80 && ":/\\^`{|}#?@%".utf8.contains(byte)
    }

    /// A part of a URL without its escapes.
    static func decoded(_ text: Substring, _ part: String) throws(Problem) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16),
                digits.first != UInt8(ascii: "+")
            else { throw Problem(reason: "\(part) has a '%' that two hexadecimal digits do not follow") }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
