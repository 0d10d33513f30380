internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A request that got no answer: what went wrong below HTTP, and whether the server may have acted on it.
package struct TransportFailure: Error {
    package enum Kind: Sendable {
        /// Nothing was sent.
        case noConnection(String)
        case connectTimeout
        case tls(String)
        /// The request may have arrived.
        case answerTimeout
        case lost
        /// A connection that stood could not be decrypted any more, or the server ended it with an alert.
        case brokenTLS
        case tooLarge
        case cancelled
        case other(String)
    }

    package let kind: Kind

    /// Whether the request cannot have reached the server.
    var nothingWasSent: Bool {
        switch kind {
        case .noConnection, .connectTimeout, .tls: true
        default: false
        }
    }

    /// Whether another try may succeed.
    var isTransient: Bool {
        switch kind {
        case .noConnection, .connectTimeout, .answerTimeout, .lost, .brokenTLS: true
        default: false
        }
    }

    package init(_ error: any Error) {
        kind = Self.kind(of: error)
    }

    private static func kind(of error: any Error) -> Kind {
        switch error {
        case is CancellationError: .cancelled
        case let error as HTTPClientError: kind(of: error)
        case let error as NIOConnectionError: kind(of: error)
        case let error as IOError: kind(ofNumber: error.errnoCode)
        case AnswerIntakeError.tooLarge: .tooLarge
        case AnswerIntakeError.tooLate: .answerTimeout
        case is NIOTooManyBytesError: .tooLarge
        case HTTPParserError.invalidEOFState: .lost
        case let error as ChannelError:
            switch error {
            case .connectTimeout: .connectTimeout
            case .ioOnClosedChannel, .eof, .inputClosed, .outputClosed, .alreadyClosed: .lost
            default: .other("\(error)")
            }
        case let error as NIOSSLError:
            switch error {
            case .handshakeFailed(let reason): .tls("\(reason)")
            case .uncleanShutdown: .lost
            default: .brokenTLS
            }
        case is BoringSSLError: .brokenTLS
        case let error as NIOSSLExtraError: .tls("\(error)")
        default: .other("\(error)")
        }
    }

    private static func kind(of error: HTTPClientError) -> Kind {
        switch error {
        case .cancelled: .cancelled
        case .connectTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            .connectTimeout
        case .tlsHandshakeTimeout: .tls("the TLS handshake did not end in time")
        case .readTimeout, .writeTimeout, .deadlineExceeded: .answerTimeout
        case .remoteConnectionClosed, .uncleanShutdown: .lost
        case .invalidProxyResponse, .proxyAuthenticationRequired: .noConnection("the proxy refuses: \(error)")
        default: .other("\(error)")
        }
    }

    private static func kind(of error: NIOConnectionError) -> Kind {
        if let first = error.connectionErrors.first {
            // Several addresses of one name: the first is as good as any to show.
            return kind(of: first.error)
        }
        if error.dnsAError != nil || error.dnsAAAAError != nil {
            return .noConnection("the name '\(error.host)' cannot be resolved")
        }
        return .noConnection("\(error)")
    }

    private static func kind(ofNumber number: CInt) -> Kind {
        switch number {
        case ECONNREFUSED: .noConnection("connection refused")
        case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN: .noConnection("no route to the host")
        case ECONNRESET, EPIPE, ECONNABORTED, ENOTCONN: .lost
        case ETIMEDOUT: .connectTimeout
        default: .noConnection(strerror(number).map { String(cString: $0) } ?? "error \(number)")
        }
    }
}

extension TransportFailure {
    func error(
        _ configuration: ClusterConfiguration, options: KubernetesClientOptions, request: APIRequest
    ) -> KubernetesError {
        let server = configuration.server
        let (code, message, help) = account(configuration, options, options.limit(of: request))
        return KubernetesError(code, message, help: help, server: server.description, request: request.summary)
    }

    private func account(
        _ configuration: ClusterConfiguration, _ options: KubernetesClientOptions, _ limit: AnswerLimit
    ) -> (KubernetesError.Code, String, String?) {
        let server = configuration.server
        let checkAddress =
            "Is the API server running, and is that its address? It comes from \(configuration.origin)."
        switch kind {
        case .noConnection(let reason): return (.unreachable, "cannot reach \(server): \(reason)", checkAddress)
        case .connectTimeout:
            return (
                .timedOut, "cannot reach \(server): no connection within \(Self.text(options.connectTimeout))",
                checkAddress + " A firewall or a missing VPN also looks like this."
            )
        case .tls(let reason): return tls(reason, configuration)
        case .answerTimeout:
            return (
                .timedOut,
                "\(server) accepted the connection and did not answer within \(Self.text(options.requestTimeout))",
                "The server may be overloaded; try again. If it never answers, check the address: it comes from "
                    + "\(configuration.origin)."
            )
        case .lost:
            return (
                .connectionLost, "the connection to \(server) broke before the answer was there",
                "Try again. A server that speaks TLS also does this to a client that does not, and the other way round."
            )
        case .brokenTLS:
            return (
                .connectionLost, "the secure connection to \(server) broke before the answer was there",
                "Try again. The server may ask for a client certificate, or something in between may damage what is sent."
            )
        case .tooLarge:
            return (
                .tooLarge, "the answer of \(server) has more than \(limit.bytes >> 20) MiB or \(limit.values) values",
                "Check that the address is a Kubernetes API server's; it comes from \(configuration.origin)."
            )
        case .cancelled: return (.cancelled, "cancelled while waiting for \(server)", nil)
        case .other(let reason): return (.unreachable, "the request to \(server) failed: \(reason)", checkAddress)
        }
    }

    private func tls(
        _ reason: String, _ configuration: ClusterConfiguration
    ) -> (KubernetesError.Code, String, String?) {
        let server = configuration.server
        if reason.contains("CERTIFICATE_VERIFY_FAILED") {
            let authority = configuration.certificateAuthorityOrigin.map { "the authority in \($0)" }
            return (
                .tls,
                "cannot trust \(server): its certificate is expired or not signed by "
                    + (authority ?? "an authority that this system knows"),
                authority == nil
                    ? "Name the cluster's authority as 'certificate-authority' in the kubeconfig; \(configuration.origin) "
                        + "has none."
                    : "The cluster may have been recreated, or a proxy may read along. Fetch the kubeconfig again."
            )
        }
        if reason.contains("WRONG_VERSION_NUMBER") || reason.contains("HTTP_REQUEST") {
            return (
                .tls, "\(server) does not speak TLS",
                "The address may have to begin with 'http://'; it comes from \(configuration.origin)."
            )
        }
        if reason.contains("failedToValidateHostname") || reason.contains("unableToValidateCertificate") {
            return (
                .tls,
                "cannot trust \(server): its certificate is for another name than "
                    + "'\(configuration.tlsServerName ?? configuration.server.host)'",
                "Use an address that the certificate names, or set 'tls-server-name' in the kubeconfig."
            )
        }
        return (
            .tls, "no secure connection to \(server): \(reason)",
            "Check the certificates in \(configuration.origin); the server may ask for a client certificate."
        )
    }

    private static func text(_ duration: Duration) -> String {
        let (seconds, fraction) = duration.components
        let milliseconds = fraction / 1_000_000_000_000_000
        return milliseconds == 0 ? "\(seconds) s" : "\(seconds * 1000 + milliseconds) ms"
    }
}
