/// Where a transport's connections lead, and how: plain values, which nothing has been done with yet.
package struct TransportSettings: Sendable {
    /// The server that requests are for.
    package var server: ServerURL
    /// Not looked at for a server without TLS, unless the proxy has it.
    package var tls = TLSSettings()
    /// The proxy that all connections go through; nil for direct ones.
    package var proxy: ProxyURL?
    var limits = TransportLimits()

    package init(server: ServerURL) { self.server = server }
}

/// Whom to trust and who to be in TLS.
package struct TLSSettings: Sendable {
    /// PEM text of the authorities that may sign the server's certificate; nil for the system's.
    package var authorities: [UInt8]?
    /// The name or address that the server's certificate is checked against, where it is not the host's.
    var serverName: String?
    /// Accepts every certificate.
    var skipsVerification = false
    var identity: ClientIdentity?

    package init() {}
}

/// A client certificate with its key.
struct ClientIdentity: Sendable, Equatable {
    /// PEM text: the certificate, then those between it and its authority.
    var certificateChain: [UInt8]
    /// PEM text.
    var privateKey: Secret

    init(certificateChain: [UInt8], privateKey: Secret) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
    }
}

/// The bounds of a transport.
struct TransportLimits: Sendable {
    /// How long a connection may take to stand: names, proxy and TLS included.
    var connecting = Duration.seconds(10)
    /// Connections at a time with HTTP/1.1, streams with HTTP/2; more requests than these wait for their turn.
    var concurrency = 16
    /// How long an unused connection is kept.
    var idle = Duration.seconds(60)
    /// HTTP versions to offer, in the order of preference.
    var versions = [HTTPVersion.http1]

    /// The raw value is the version's name in ALPN (RFC 7301).
    enum HTTPVersion: String, Sendable {
        case http1 = "http/1.1"
        case http2 = "h2"
    }

    init() {}
}
