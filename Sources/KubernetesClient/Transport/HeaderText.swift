/// What a header may hold.
enum HeaderText {
    /// Whether a text would end its header, or is refused by every server (RFC 9110: control characters but the tab).
    static func isUnsendable(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }
    }
}
