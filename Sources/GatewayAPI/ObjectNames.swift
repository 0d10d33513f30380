internal import Schemas

/// The names that API servers accept for what a route refers to; TCPRoute itself takes any text of 1 to 253 characters.
package enum ObjectNames {
    /// Whether API servers take a name for a Service.
    package enum ServiceName: Sendable {
        case legal
        /// Legal since Kubernetes 1.36 (KEP-5311), where RFC 1123 labels replaced RFC 1035 ones.
        case startsWithDigit
        case illegal
    }

    /// Whether a Service can have the name: up to 63 of `a-z`, `0-9` and `-`, a letter first, no `-` at the end.
    package static func service(_ name: String) -> ServiceName {
        let bytes = name.utf8
        guard bytes.count <= 63, let first = bytes.first, let last = bytes.last, last != UInt8(ascii: "-") else {
            return .illegal
        }
        for byte in bytes where !isLetter(byte) && !isDigit(byte) && byte != UInt8(ascii: "-") { return .illegal }
        if isLetter(first) { return .legal }
        return isDigit(first) ? .startsWithDigit : .illegal
    }

    /// Whether a Gateway can have the name, and most other objects: an RFC 1123 subdomain.
    package static func isObjectName(_ name: String) -> Bool {
        name.utf8.count <= 253 && Pattern.subdomain.matches(name)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
