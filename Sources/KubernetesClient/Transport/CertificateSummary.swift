internal import FoundationEssentials
internal import NIOSSL
internal import Values

/// What a certificate says of itself, for people.
package struct CertificateSummary: Sendable, Equatable {
    /// Such as `CN=kube-apiserver`; empty where it has none that is shown.
    package let subject: String
    /// Who signed it, spelled as the subject.
    package let issuer: String
    /// Since when it is valid, in seconds since 1970.
    package let validFrom: Int
    /// Until when it is valid, in seconds since 1970.
    package let validUntil: Int

    package init(subject: String, issuer: String, validFrom: Int, validUntil: Int) {
        self.subject = subject
        self.issuer = issuer
        self.validFrom = validFrom
        self.validUntil = validUntil
    }

    init(_ certificate: NIOSSLCertificate) {
        self.init(
            subject: certificate.subjectText, issuer: certificate.issuerText, validFrom: certificate.notValidBefore,
            validUntil: certificate.notValidAfter)
    }

    /// The certificates in a PEM text, without those that cannot be read.
    static func all(inPEM text: [UInt8]) -> [CertificateSummary] {
        PEM.blocks(in: text).filter(\.isCertificate)
            .compactMap { try? NIOSSLCertificate(bytes: $0.bytes, format: .der) }.map(CertificateSummary.init)
    }

    /// A time in seconds since 1970 as text, such as `2049-12-31T23:59:59Z`.
    package static func text(ofTime seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
