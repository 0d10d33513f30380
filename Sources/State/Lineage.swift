internal import Values

/// The UUID that names a stack.
package enum Lineage {
    /// A random UUID (RFC 9562, version 4).
    package static func generate() -> String { RandomUUID.text() }

    /// Whether a text has the form of a UUID.
    package static func isValid(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.utf8.allSatisfy { byte in UnicodeScalar(byte).properties.isASCIIHexDigit } }
    }
}
