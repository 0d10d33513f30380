internal import NIOSSL

/// Decides on the certificates of one connection, beside the TLS library's own check of their chain.
///
/// The library asks for every certificate, from the authority down to the server's, and says what it found. This check
/// refuses what the library lets pass and Go does not, and excuses what Go takes: a certificate of the settings'
/// authorities that is the server's own, whatever the server sends besides, or that ends the chain without being
/// self-signed, and one for "any" purpose.
final class CertificateCheck {
    /// The first refusal; the library's own error says nothing of it.
    private(set) var refusal: CertificateRefusal?
    /// The certificates that were asked for, each at its last place: from the authority down, as far as it went.
    private(set) var seen: [NIOSSLCertificate] = []

    private let name: PeerName
    private let authorities: TrustedAuthorities
    /// In seconds since 1970.
    private let now: Int
    private var excused: Set<[UInt8]> = []
    /// The authorities that were accepted so far, each at its last place: in the end, from the trusted one down.
    private var chain: [NIOSSLCertificate] = []

    init(_ name: PeerName, authorities: TrustedAuthorities, now: Int) {
        self.name = name
        self.authorities = authorities
        self.now = now
    }

    /// Whether the certificate is accepted; `servers` is the server's own.
    func accepts(_ certificate: NIOSSLCertificate, servers: NIOSSLCertificate?, foundGood: Bool) -> Bool {
        seen.removeAll { $0 == certificate }
        seen.append(certificate)
        let isServers = certificate == servers
        // One that is trusted itself needs nobody to vouch for it.
        if !isServers, let servers, isTrusted(servers) { return true }
        guard let reason = reason(against: certificate, isServers: isServers, foundGood: foundGood) else {
            chain.removeAll { $0 == certificate }
            if !isServers { chain.append(certificate) }
            return true
        }
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
        if certificate.hasUnknownCriticalExtension { return .unknownExtension }
        if certificate.purposes == .others { return .notForServers }
        // Nobody checks the signature of what is trusted itself; the system's authorities signed themselves.
        if certificate.isSignedWithSHA1, certificate.subjectName != certificate.issuerName, !isTrusted(certificate) {
            return .weakSignature
        }
        if !foundGood, !excuses(certificate, isServers: isServers) { return .unknownAuthority }
        if isServers, isTooLong { return .unknownAuthority }
        if isServers, !name.isNamed(by: certificate) {
            return .wrongName(name.text, names: PeerName.names(in: certificate))
        }
        return nil
    }

    /// Whether more authorities stand below one than it allows; the library does not ask those that it trusts.
    ///
    /// What stands above a trusted one has no say.
    private var isTooLong: Bool {
        let chain = chain[(chain.lastIndex(where: isTrusted) ?? 0)...]
        return chain.enumerated().contains { index, authority in
            authority.pathLength.map { $0 < chain.count - 1 - index } ?? false
        }
    }

    private func isTrusted(_ certificate: NIOSSLCertificate) -> Bool {
        (try? certificate.toDERBytes()).map(authorities.contains) ?? false
    }

    private func excuses(_ certificate: NIOSSLCertificate, isServers: Bool) -> Bool {
        guard let bytes = try? certificate.toDERBytes() else { return false }
        guard authorities.contains(bytes) else {
            // The library knows no "any" among purposes, and always complains of it, once; a second complaint is of
            // something else, and the first may have been.
            return certificate.purposes == .any && excused.insert(bytes).inserted
        }
        if isServers { return true }
        // An intermediate certificate among the authorities ends the chain, once; where its issuer is among them as
        // well, or after a second complaint about it, something else is wrong.
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
