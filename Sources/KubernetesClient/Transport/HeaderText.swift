internal import Values

/// What a header may hold (RFC 9110).
enum HeaderText {
    /// What a name may hold beside letters and digits.
    private static let signs = "!#$%&'*+-.^_`|~"

    /// What of a name stays as it is where the rest is percent-encoded: all but the sign of that.
    static let keptInNames = signs.replacing("%", with: "")

    /// Whether a text can be the name of a header.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || signs.utf8.contains($0) }
    }

    /// Whether a text would end its header, or is refused by every server: control characters but the tab.
    static func isUnsendable(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }
    }
}
