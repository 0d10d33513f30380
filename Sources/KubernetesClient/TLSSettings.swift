internal import AsyncHTTPClient
internal import Crypto
internal import NIOSSL

extension ClusterConfiguration {
    /// The TLS settings of the connection; throws `configuration` for a certificate or key that is none.
    func tlsConfiguration() throws(KubernetesError) -> TLSConfiguration {
        var settings = TLSConfiguration.makeClientConfiguration()
        if let certificateAuthority {
            let certificates = try pem("certificate authority", certificateAuthorityOrigin ?? origin) {
                try NIOSSLCertificate.fromPEMBytes(certificateAuthority)
            }
            settings.trustRoots = .certificates(certificates)
        }
        if let chain = credentials.clientCertificate, let key = credentials.clientKey {
            let certificates = try pem("client certificate", origin) { try NIOSSLCertificate.fromPEMBytes(chain) }
            let privateKey = try pem("client key", origin) {
                try NIOSSLPrivateKey(bytes: Array(key.reveal().utf8), format: .pem)
            }
            settings.certificateChain = certificates.map { .certificate($0) }
            settings.privateKey = .privateKey(privateKey)
        }
        if skipsTLSVerification { settings.certificateVerification = .none }
        return settings
    }

    private func pem<Result>(
        _ what: String, _ place: String, _ body: () throws -> Result
    ) throws(KubernetesError) -> Result {
        do { return try body() } catch {
            throw KubernetesError(
                .configuration, "the \(what) of \(place) is no PEM text that can be used",
                help: "It begins with '-----BEGIN'. Fetch the kubeconfig again.", server: server.description)
        }
    }

    /// The SHA-256 of the certificate authority in hexadecimal; nil where the system's are used.
    ///
    /// It is taken over the certificates themselves, so that comments and line breaks in the PEM text do not count.
    package var certificateAuthorityHash: String? {
        certificateAuthority.map { bytes in
            let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes).flatMap { try $0.toDERBytes() }
            return SHA256.hash(data: certificates ?? bytes).map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
        }
    }
}
