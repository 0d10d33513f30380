internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import SystemPackage

/// Reads the libraries' errors; their texts name source files, and are never shown.
extension DialFailure {
    /// The failure that an error at a step comes to.
    ///
    /// - Parameter hasIdentity: whether there is a client certificate that the other side may have refused.
    init(_ error: any Error, at stage: Stage, limit: Duration, hasIdentity: Bool, check: CertificateCheck? = nil) {
        if let failure = error as? DialFailure {
            self = failure
            return
        }
        var cause = Cause(error, limit: limit, hasIdentity: hasIdentity)
        if case .handshake = cause, let refusal = check?.refusal { cause = .certificate(refusal) }
        var stage = stage
        // With TLS 1.3 a server says only after the handshake what it thinks of our certificate.
        if case .clientCertificate = cause, stage == .proxyTunnel { stage = .proxyTLS }
        self.init(stage: stage, cause: cause, address: Self.address(in: error))
    }

    private static func address(in error: any Error) -> String? {
        guard let error = error as? NIOConnectionError, let first = error.connectionErrors.first,
            let address = first.target.ipAddress, address != error.host
        else { return nil }
        return address
    }
}

extension DialFailure.Cause {
    fileprivate init(_ error: any Error, limit: Duration, hasIdentity: Bool) {
        switch error {
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first {
                // Of several addresses of one name, the first is as good as any to show.
                self.init(first.error, limit: limit, hasIdentity: hasIdentity)
            } else {
                self = .unknownName(error.host)
            }
        case let error as IOError: self.init(systemError: Errno(rawValue: error.errnoCode), limit: limit)
        case ChannelError.connectTimeout: self = .timedOut(limit)
        case let error as NIOSSLError:
            guard case .handshakeFailed(let reason) = error else {
                self = .closed
                return
            }
            self = TLSFailure(reason).cause(hasIdentity: hasIdentity)
        case let error as BoringSSLError: self = TLSFailure(error).cause(hasIdentity: hasIdentity)
        default: self = .closed
        }
    }

    private init(systemError error: Errno, limit: Duration) {
        switch error {
        case .connectionRefused: self = .connectionRefused
        case .noRouteToHost, .networkUnreachable, .hostIsDown, .networkDown: self = .noRoute
        case .connectionReset, .brokenPipe, .connectionAbort, .socketNotConnected: self = .closed
        case .timedOut: self = .timedOut(limit)
        default: self = .system(error.description)
        }
    }
}

/// An error of the TLS library by its numbers.
struct TLSFailure {
    /// The library's reason; from 1000 on, an alert of the other side.
    private let reason: Int?
    private let isEndOfInput: Bool

    init(_ error: BoringSSLError) {
        guard case .sslError(let stack) = error, let first = stack.first else {
            reason = nil
            isEndOfInput = true
            return
        }
        isEndOfInput = first == .eofDuringHandshake
        // The number is told in the description alone: "Error: 268436572 …", of which the low 12 bits are the reason.
        reason = "\(first)".split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 & 0xFFF }
    }

    var alert: Int? { reason.flatMap { $0 >= 1000 ? $0 - 1000 : nil } }

    /// What the other side has against our certificate; nil where that is not what it complains about.
    func clientCertificate(hasIdentity: Bool) -> DialFailure.ClientCertificateRefusal? {
        switch alert {
        case 116: .missing
        // Before TLS 1.3 a certificate that is missing is a bad one.
        case 42: hasIdentity ? .refused : .missing
        case 43, 46, 49: .refused
        case 44: .revoked
        case 45: .expired
        case 48: .unknownAuthority
        default: nil
        }
    }

    func cause(hasIdentity: Bool) -> DialFailure.Cause {
        if isEndOfInput { return .closed }
        if let refusal = clientCertificate(hasIdentity: hasIdentity) { return .clientCertificate(refusal) }
        // WRONG_VERSION_NUMBER, HTTP_REQUEST and HTTPS_PROXY_REQUEST of BoringSSL: what came is no TLS record.
        if let reason, [247, 156, 155].contains(reason) { return .notTLS }
        return .handshake(alert: alert)
    }
}
