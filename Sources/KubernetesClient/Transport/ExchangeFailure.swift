/// Why a request got no whole answer, and whether the server may have acted on it.
package struct ExchangeFailure: Error, Sendable {
    package enum Cause: Sendable {
        /// No connection came to stand.
        case connecting(DialFailure)
        /// The connection ended before the answer was whole.
        case connectionLost
        /// The server made no progress for this long.
        case silence(Duration)
        /// The exchange took longer than this in all.
        case time(Duration)
        /// The answer has more bytes than this.
        case tooLarge(Int)
        /// What came back is no HTTP answer, or cannot be unpacked.
        case malformedAnswer
        /// The task was cancelled.
        case cancelled
    }

    package let cause: Cause
    /// Whether a byte of the request may have reached the server; where this is false, it has not acted on it.
    package let wasSent: Bool
}

/// Why no connection came to stand: how far it got, and what stood in the way.
///
/// Its texts never hold a password, and none of a library.
package struct DialFailure: Error, Sendable {
    /// The steps of a connection, in their order.
    package enum Stage: Sendable { case proxyTCP, proxyTLS, proxyTunnel, serverTCP, serverTLS }

    package enum Cause: Sendable, Equatable {
        /// The name has no address.
        case unknownName(String)
        case connectionRefused
        case noRoute
        case timedOut(Duration)
        /// The other side closed or reset the connection while it was being set up.
        case closed
        /// The system's words for an error of a socket.
        case system(String)
        /// The other side does not speak TLS.
        case notTLS
        /// The other side's certificate is not accepted.
        case certificate(CertificateRefusal)
        /// The other side does not accept our certificate, or misses it.
        case clientCertificate(ClientCertificateRefusal)
        /// There is no version or cipher that both sides take, or the other side ended TLS with this alert.
        case handshake(alert: UInt8?)
        /// What answers is no proxy of this kind.
        case notAProxy
        /// The proxy wants a user name and password; `given` says whether it got one.
        case proxyCredentials(given: Bool)
        /// An HTTP proxy answered CONNECT with this status.
        case proxyStatus(Int)
        /// A SOCKS proxy could not connect.
        case proxyReply(SOCKSReply)
        /// The credentials of the proxy cannot be sent.
        case unusableProxyCredentials
    }

    package enum ClientCertificateRefusal: Sendable, Equatable {
        case missing, expired, revoked, unknownAuthority, refused
    }

    /// Why a SOCKS proxy does not connect (RFC 1928 §6).
    package enum SOCKSReply: UInt8, Sendable {
        case failure = 1
        case notAllowed, networkUnreachable, hostUnreachable, connectionRefused, expired, unsupported
    }

    package let stage: Stage
    package let cause: Cause
    /// The address that was tried, where one was.
    package var address: String?
}

/// Why a certificate is not accepted.
package struct CertificateRefusal: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// In seconds since 1970.
        case expired(since: Int)
        case notYetValid(until: Int)
        case unknownAuthority
        /// What was asked for, and the names and addresses that it is for; nothing but a common name is an empty list.
        case wrongName(String, names: [String])
        /// It may not be used by servers.
        case notForServers
        /// It signed another one, and is no authority.
        case notAnAuthority
    }

    package let reason: Reason
    /// The subject of the certificate that was refused, such as `CN=kube-apiserver`.
    package let subject: String
    package let issuer: String
    /// Whether it is the server's own, and not an authority's.
    package let isServers: Bool
}
