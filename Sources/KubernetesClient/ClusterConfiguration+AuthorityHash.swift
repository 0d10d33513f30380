internal import Crypto
internal import NIOSSL

extension ClusterConfiguration {
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
