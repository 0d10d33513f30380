internal import NIOHTTP1
internal import NIOSSL
internal import Values

/// Says why no connection came to stand, in a sentence without a final full stop.
package struct ConnectionWords: Sendable {
    /// What the server is called, such as its URL.
    package let server: String
    /// The proxy that the connection goes through; nil for a direct one.
    package let proxy: ProxyURL?
    /// Who should have signed the server's certificate, such as "an authority that this system knows".
    package var authority: String
    /// The client's certificate as PEM text, for its end.
    package var clientCertificate: [UInt8]?

    package init(server: String, proxy: ProxyURL? = nil, authority: String = "an authority that this system knows") {
        self.server = server
        self.proxy = proxy
        self.authority = authority
    }

    /// Why there is no connection, and to whom: the server or the proxy.
    package func sentence(_ failure: DialFailure) -> String {
        let place = failure.address.map { " at \($0)" } ?? ""
        switch failure.cause {
        case .unknownName(let name): return "cannot reach \(target(failure)): the name '\(name)' cannot be resolved"
        case .connectionRefused: return "cannot reach \(target(failure)): connection refused\(place)"
        case .noRoute: return "cannot reach \(target(failure)): no route to the host\(place)"
        case .system(let text): return "cannot reach \(target(failure)): \(text)"
        case .timedOut(let time): return timeout(failure, time.text, place)
        case .closed: return closed(failure)
        case .notTLS: return "\(other(failure)) does not speak TLS"
        case .certificate(let refusal): return "cannot trust \(other(failure)): \(words(refusal))"
        case .clientCertificate(let refusal): return words(refusal, failure)
        case .handshake(let alert): return "no secure connection to \(other(failure)): \(words(alert: alert))"
        case .notAProxy: return "what answers at \(other(failure)) is no such proxy"
        case .proxyCredentials(given: false): return "\(other(failure)) asks for a user name and password"
        case .proxyCredentials(given: true):
            return "\(other(failure)) does not accept the user name and password that it was given"
        case .unusableProxyCredentials:
            return "\(other(failure)) cannot be given the user name and password: the name is empty, or one is too "
                + "long for SOCKS"
        case .proxyStatus(let code):
            let reason = HTTPResponseStatus(statusCode: code).reasonPhrase
            return "\(other(failure)) does not connect to \(server): it answered \(code) \(reason)"
        case .proxyReply(let reply): return "\(other(failure)) does not connect to \(server): \(reply.words)"
        }
    }

    /// Whom the failed step was about.
    private func other(_ failure: DialFailure) -> String {
        failure.stage.isProxys ? proxy.map { "the proxy \($0)" } ?? "the proxy" : server
    }

    private func target(_ failure: DialFailure) -> String {
        other(failure) + (failure.stage.isProxys ? "" : proxy.map { " through the proxy \($0)" } ?? "")
    }

    private func timeout(_ failure: DialFailure, _ time: String, _ place: String) -> String {
        switch failure.stage {
        case .proxyTCP, .serverTCP: "cannot reach \(target(failure)): no connection\(place) within \(time)"
        case .proxyTLS, .serverTLS: "\(other(failure)) accepted the connection and began no TLS within \(time)"
        case .proxyTunnel: "\(other(failure)) did not connect to \(server) within \(time)"
        }
    }

    private func closed(_ failure: DialFailure) -> String {
        switch failure.stage {
        case .proxyTCP, .serverTCP: "cannot reach \(target(failure)): the connection was closed at once"
        case .proxyTLS, .serverTLS: "\(other(failure)) closed the connection before TLS was set up"
        case .proxyTunnel: "\(other(failure)) closed the connection instead of connecting to \(server)"
        }
    }

    // MARK: certificates

    private func words(_ refusal: CertificateRefusal) -> String {
        let subject = refusal.subject.isEmpty ? "" : " '\(refusal.subject)'"
        let certificate = refusal.isServers ? "its certificate" : "the certificate\(subject) in its chain"
        switch refusal.reason {
        case .expired(let time): return "\(certificate) has expired, on \(Self.date(time))"
        case .notYetValid(let time): return "\(certificate) is not valid before \(Self.date(time))"
        case .unknownAuthority:
            let issuer = refusal.issuer.isEmpty ? "" : ", issued by '\(refusal.issuer)',"
            return "\(certificate)\(issuer) is not signed by \(authority)"
        case .wrongName(let name, names: []):
            return "its certificate is not for '\(name)': it names no host, and a common name does not count"
        case .wrongName(let name, let names): return "its certificate is not for '\(name)', but for \(Self.list(names))"
        case .notForServers: return "\(certificate) is for other purposes than a server's"
        case .unknownExtension: return "\(certificate) has a critical extension that is not known here"
        case .weakSignature: return "\(certificate) is signed with SHA-1, which can be forged"
        case .notAnAuthority:
            return "its certificate is signed by\(subject.isEmpty ? " one" : subject), which may sign none"
        }
    }

    private func words(_ refusal: DialFailure.ClientCertificateRefusal, _ failure: DialFailure) -> String {
        switch refusal {
        case .missing: "\(other(failure)) asks for a client certificate, and there is none"
        case .expired: "\(other(failure)) does not accept the client certificate: it has expired\(end ?? "")"
        case .revoked: "\(other(failure)) does not accept the client certificate: it was revoked"
        case .unknownAuthority:
            "\(other(failure)) does not accept the client certificate: it does not know who signed it"
        case .refused: "\(other(failure)) does not accept the client certificate"
        }
    }

    private var end: String? {
        guard let text = clientCertificate,
            let block = PEM.blocks(in: text).first(where: \.isCertificate),
            let certificate = try? NIOSSLCertificate(bytes: block.bytes, format: .der)
        else { return nil }
        return ", on \(Self.date(certificate.notValidAfter))"
    }

    private func words(alert: Int?) -> String {
        switch alert {
        case nil: "both sides have no version and no cipher of TLS in common"
        case 40: "it ended the handshake; perhaps it asks for a client certificate"
        case 70: "it takes no version of TLS that this program speaks"
        case 112: "it does not know the name that it was asked by"
        case let alert?: "it ended the handshake with the alert \(alert)"
        }
    }

    private static func date(_ seconds: Int) -> String { CertificateSummary.text(ofTime: seconds) }

    /// A few of many names.
    private static func list(_ names: [String]) -> String {
        English.first(5, of: names.map { "'\($0)'" })
    }
}

extension DialFailure.SOCKSReply {
    fileprivate var words: String {
        switch self {
        case .failure: "it gave no reason"
        case .notAllowed: "its rules do not allow that"
        case .networkUnreachable: "the network cannot be reached from there"
        case .hostUnreachable: "the host cannot be reached from there"
        case .connectionRefused: "connection refused there"
        case .expired: "the connection took too long there"
        case .unsupportedCommand, .unsupportedAddress: "it does not support that"
        }
    }
}

extension Duration {
    /// Such as `10 s` and `200 ms`.
    package var text: String {
        let (seconds, milliseconds) = secondsAndMilliseconds
        return milliseconds == 0 ? "\(seconds) s" : "\(seconds * 1000 + milliseconds) ms"
    }
}
