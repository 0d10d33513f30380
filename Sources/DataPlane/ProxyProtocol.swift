/// Versions of the header in which a backend is told the client's address.
///
/// Source: HAProxy, "The PROXY protocol", versions 1 and 2.
package enum ProxyProtocol: String, Sendable, Hashable, CaseIterable {
    /// A line of text.
    case v1
    /// Binary.
    case v2
}
