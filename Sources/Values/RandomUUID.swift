internal import FoundationEssentials

/// Identities that nobody else has.
package enum RandomUUID {
    /// A random UUID (RFC 9562, version 4) in lower case.
    package static func text() -> String { UUID().uuidString.lowercased() }
}
