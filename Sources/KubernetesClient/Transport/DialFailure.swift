/// Why no connection came to stand: how far it got, and what stood in the way.
///
/// Nothing in it holds a password, or a text of a library.
package struct DialFailure: Error, Sendable, Equatable {
    /// The steps of a connection, in their order.
    package enum Stage: Sendable {
        case proxyTCP, proxyTLS, proxyTunnel, serverTCP, serverTLS

        /// Whether it is the proxy that this step is about.
        var isProxys: Bool { self == .proxyTCP || self == .proxyTLS || self == .proxyTunnel }
    }

    /// What stood in the way; `stage` tells whether of the proxy or of the server.
    package enum Cause: Sendable, Equatable {
        /// The name has no address.
        case unknownName(String)
        case connectionRefused
        case noRoute
        /// The connection did not stand after this time.
        case timedOut(Duration)
        /// The other side closed or reset the connection while it was being set up.
        case closed
        /// The system's words for an error of a socket.
        case system(String)
        case notTLS
        /// The other side's certificate is not accepted.
        case certificate(CertificateRefusal)
        /// The other side misses our certificate, or does not accept it.
        case clientCertificate(ClientCertificateRefusal)
        /// No version or cipher suits both sides, or the other side ended TLS with this alert (RFC 8446 §6.2).
        case handshake(alert: Int?)
        /// What answers is no proxy of this kind.
        case notAProxy
        /// The proxy wants a user name and password; `given` says whether it got one.
        case proxyCredentials(given: Bool)
        /// The user name or password is too long for this kind of proxy, or empty.
        case unusableProxyCredentials
        /// An HTTP proxy answered with this status instead of connecting.
        case proxyStatus(Int)
        /// A SOCKS proxy could not connect.
        case proxyReply(SOCKSReply)
    }

    /// What the other side said of our certificate, by its TLS alert (RFC 8446 §6.2); `refused` where it said no more.
    package enum ClientCertificateRefusal: Sendable, Equatable {
        case missing, expired, revoked, unknownAuthority, refused
    }

    /// Why a SOCKS proxy does not connect (RFC 1928 §6).
    package enum SOCKSReply: UInt8, Sendable {
        case failure = 1
        case notAllowed, networkUnreachable, hostUnreachable, connectionRefused, expired, unsupportedCommand
        case unsupportedAddress
    }

    /// The step that failed.
    package let stage: Stage
    /// What stood in the way.
    package let cause: Cause
    /// The address that was tried, where a name was looked up.
    package var address: String?
}

/// Why a certificate is not accepted.
package struct CertificateRefusal: Sendable, Equatable {
    /// What is wrong with the certificate.
    package enum Reason: Sendable, Equatable {
        /// In seconds since 1970.
        case expired(since: Int)
        /// In seconds since 1970.
        case notYetValid(until: Int)
        case unknownAuthority
        /// What was asked for, and the names and addresses that it is for: none where it has a common name only.
        case wrongName(String, names: [String])
        /// It is for other purposes than a server's.
        case notForServers
        /// It signed the server's, and may sign none.
        case notAnAuthority
        /// It has a critical extension that is not known here.
        case unknownExtension
        /// It is signed with SHA-1.
        case weakSignature
    }

    /// What is wrong with it.
    package let reason: Reason
    /// The subject of the certificate that was refused, such as `CN=kube-apiserver`.
    package let subject: String
    /// Who signed it, spelled as the subject; empty where it names none that is shown.
    package let issuer: String
    /// Whether it is the server's own, and not an authority's.
    package let isServers: Bool
}
