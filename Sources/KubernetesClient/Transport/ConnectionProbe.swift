/// What making one connection came to.
package struct ConnectionProbe: Sendable, Equatable {
    /// The IP address that was connected to, the proxy's where there is one; nil where none was.
    package internal(set) var address: String?
    /// The port of that address.
    package internal(set) var port: Int?
    /// Such as `TLS 1.3`; nil without TLS with the server.
    package internal(set) var tlsVersion: String?
    /// The certificates of the server's chain that were looked at, its own first; without a check only that one.
    package internal(set) var certificates: [CertificateSummary] = []
    /// Why it did not come to stand; nil where it did.
    package internal(set) var failure: DialFailure?
}
