internal import KubernetesClient
internal import Nodes

/// Whether the connection is safe, and for how long.
extension Doctor {
    func tlsCheck(_ probe: ConnectionProbe, _ greeting: ServerGreeting?) throws -> Check {
        let server = configuration.server
        guard server.isSecure else {
            if server.isOnThisMachine { return Check(.tls, .ok, "none: \(server) is plain http, on this machine") }
            return Check(
                .tls, .warning, "\(server) is plain http: everybody in between can read and change everything",
                help: "Use an address that begins with 'https://'; this one comes from \(configuration.origin).")
        }
        // With TLS 1.3 a server says only now what it thinks of our certificate.
        if case .failure(let error) = greeting?.version, error.code == .tls { throw error }
        let certificates = probe.certificates
        var facts: Object = ["certificates": .array(certificates.map(Self.value))]
        facts["version"] = probe.tlsVersion.map(Value.string)
        let own = configuration.clientCertificates.first
        facts["clientCertificate"] = own.map(Self.value)
        let version = probe.tlsVersion ?? "TLS"
        guard !configuration.skipsTLSVerification else {
            return Check(
                .tls, .warning, "\(version), and the server's certificate is not checked ('insecure-skip-tls-verify')",
                help: "Name the cluster's authority with 'certificate-authority' or --certificate-authority instead.",
                notes: certificates.map(Self.words), facts: facts)
        }
        facts["authority"] = .string(authority)
        var notes = certificates.map(Self.words)
        if let own { notes.append("the client's own: " + Self.words(own)) }
        let now = Int(WallClock.now)
        if let soon = (certificates + [own].compactMap { $0 }).first(where: { $0.expiresSoon(now) }) {
            return Check(
                .tls, .warning, "the certificate '\(soon.subject)' expires \(soon.whenItExpires(now))",
                help: "Have it renewed before that.", notes: notes, facts: facts)
        }
        return Check(
            .tls, .ok, "\(version); the server's certificate is trusted by \(authority)", notes: notes, facts: facts)
    }

    private var authority: String {
        if let origin = configuration.certificateAuthorityOrigin { return "the authority in \(origin)" }
        return "an authority that this system knows"
    }

    private static func words(_ certificate: CertificateSummary) -> String {
        let issuer = certificate.issuer == certificate.subject ? "itself" : "'\(certificate.issuer)'"
        let end = CertificateSummary.text(ofTime: certificate.validUntil)
        return "certificate '\(certificate.subject)', signed by \(issuer), valid until \(end)"
    }

    private static func value(_ certificate: CertificateSummary) -> Value {
        [
            "subject": .string(certificate.subject), "issuer": .string(certificate.issuer),
            "validFrom": .string(CertificateSummary.text(ofTime: certificate.validFrom)),
            "validUntil": .string(CertificateSummary.text(ofTime: certificate.validUntil)),
        ]
    }
}

extension CertificateSummary {
    /// Whether it is time to renew it: two weeks and three quarters of its life are a usual limit for both long and
    /// short lives.
    func expiresSoon(_ now: Int) -> Bool {
        let left = validUntil - now
        return left < 14 * 24 * 3600 && left < (validUntil - validFrom) / 4
    }

    fileprivate func whenItExpires(_ now: Int) -> String {
        let hours = max(validUntil - now, 0) / 3600
        let time = hours < 48 ? "\(hours) h" : "\(hours / 24) days"
        return "in \(time), on \(Self.text(ofTime: validUntil))"
    }
}
