internal import NIOSSL

/// Decides on the certificates of one connection, beside the TLS library's own check of their chain.
///
/// The library asks for every certificate, from the authority down to the server's, and says what it found. This check
/// refuses what the library lets pass and Go does not, and excuses what Go takes: a certificate of the settings'
/// authorities that is the server's own, or that ends the chain without being self-signed, and one for "any" purpose.
final class CertificateCheck {
    /// The first refusal; the library's own error says nothing of it.
    private(set) var refusal: CertificateRefusal?
    /// The certificates that were asked for, from the authority down, as far as it went.
    private(set) var seen: [NIOSSLCertificate] = []

    private let name: PeerName
    private let authorities: TrustedAuthorities
    /// In seconds since 1970.
    private let now: Int
    private var excused: Set<[UInt8]> = []

    init(_ name: PeerName, authorities: TrustedAuthorities, now: Int) {
        self.name = name
        self.authorities = authorities
        self.now = now
    }

    /// Whether the certificate is accepted; `isServers` says whether it is the server's own.
    func accepts(_ certificate: NIOSSLCertificate, isServers: Bool, foundGood: Bool) -> Bool {
        if seen.last != certificate { seen.append(certificate) }
        guard let reason = reason(against: certificate, isServers: isServers, foundGood: foundGood) else { return true }
        if refusal == nil {
            refusal = CertificateRefusal(
                reason: reason, subject: certificate.subjectText, issuer: certificate.issuerText, isServers: isServers)
        }
        return false
    }

    private func reason(
        against certificate: NIOSSLCertificate, isServers: Bool, foundGood: Bool
    ) -> CertificateRefusal.Reason? {
        if now > certificate.notValidAfter { return .expired(since: certificate.notValidAfter) }
        if now < certificate.notValidBefore { return .notYetValid(until: certificate.notValidBefore) }
        if !isServers, !certificate.isAuthority { return .notAnAuthority }
        if isServers, certificate.purposes == .others { return .notForServers }
        if !foundGood, !excuses(certificate, isServers: isServers) { return .unknownAuthority }
        if isServers, !name.isNamed(by: certificate) {
            return .wrongName(name.text, names: PeerName.names(in: certificate))
        }
        return nil
    }

    private func excuses(_ certificate: NIOSSLCertificate, isServers: Bool) -> Bool {
        guard let bytes = try? certificate.toDERBytes() else { return false }
        guard authorities.contains(bytes) else {
            // The library knows no "any" among purposes, and always complains of it, once; a second complaint is of
            // something else, and the first may have been.
            return certificate.purposes == .any && excused.insert(bytes).inserted
        }
        if isServers { return true }
        // An intermediate certificate among the authorities ends the chain, once; where its issuer is among them as well,
        // or after a second complaint about it, something else is wrong.
        guard !authorities.hasSubject(certificate.issuerName) else { return false }
        return excused.insert(bytes).inserted
    }
}

/// The authorities of the settings, to be recognized; none where the system's are used.
struct TrustedAuthorities: Sendable {
    private let certificates: Set<[UInt8]>
    private let subjects: Set<[SSLCertificateName]>

    init(_ certificates: [NIOSSLCertificate]) {
        self.certificates = Set(certificates.compactMap { try? $0.toDERBytes() })
        subjects = Set(certificates.map(\.subjectName))
    }

    func contains(_ bytes: [UInt8]) -> Bool { certificates.contains(bytes) }

    func hasSubject(_ name: [SSLCertificateName]) -> Bool { subjects.contains(name) }
}
