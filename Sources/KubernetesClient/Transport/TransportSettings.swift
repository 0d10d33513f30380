/// Where a transport's connections lead, and how: plain values, which nothing has been done with yet.
package struct TransportSettings: Sendable {
    package var server: ServerURL
    /// Not looked at for a server without TLS, unless the proxy has it.
    package var tls = TLSSettings()
    package var proxy: ProxyURL?
    package var limits = TransportLimits()

    package init(server: ServerURL) { self.server = server }
}

/// Whom to trust and who to be in TLS.
package struct TLSSettings: Sendable {
    /// PEM text of the authorities that may sign the server's certificate; nil for the system's.
    package var authorities: [UInt8]?
    /// The name or address that the server's certificate is checked against, where it is not the host's.
    package var serverName: String?
    /// Accepts every certificate.
    package var skipsVerification = false
    package var identity: ClientIdentity?

    package init() {}
}

/// A client certificate with its key.
package struct ClientIdentity: Sendable, Equatable {
    /// PEM text: the certificate, then those between it and its authority.
    package var certificateChain: [UInt8]
    /// PEM text.
    package var privateKey: Secret

    package init(certificateChain: [UInt8], privateKey: Secret) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
    }
}

/// The bounds of a transport.
package struct TransportLimits: Sendable {
    /// How long a connection may take to stand: names, proxy and TLS included.
    package var connecting = Duration.seconds(10)
    /// Connections at a time with HTTP/1.1, streams with HTTP/2; more requests than these wait for their turn.
    package var concurrency = 16
    /// How long an unused connection is kept.
    package var idle = Duration.seconds(60)
    /// HTTP versions to offer, in the order of preference.
    package var versions = [HTTPVersion.http1]

    package enum HTTPVersion: String, Sendable {
        case http1 = "http/1.1"
        case http2 = "h2"
    }

    package init() {}
}
