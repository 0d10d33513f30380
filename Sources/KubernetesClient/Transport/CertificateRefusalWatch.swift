internal import NIOSSL

/// Notices a server that refuses the client's certificate after the handshake, as they do with TLS 1.3: nothing that
/// was written to such a connection was acted on.
struct CertificateRefusalWatch {
    /// Whether there is a certificate that it may refuse.
    let hasIdentity: Bool
    private var hasAnswered = false
    private(set) var failure: DialFailure?

    init(hasIdentity: Bool) { self.hasIdentity = hasIdentity }

    mutating func noteBytes() { hasAnswered = true }

    mutating func note(_ error: any Error) {
        guard !hasAnswered, failure == nil, let error = error as? BoringSSLError,
            let refusal = TLSFailure(error).clientCertificate(hasIdentity: hasIdentity)
        else { return }
        failure = DialFailure(stage: .serverTLS, cause: .clientCertificate(refusal))
    }
}
