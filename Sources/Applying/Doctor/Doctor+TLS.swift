internal import KubernetesClient
internal import Values

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
        var facts: Object = ["certificates": .array(certificates.map(\.value))]
        facts["version"] = probe.tlsVersion.map(Value.string)
        let version = probe.tlsVersion ?? "TLS"
        guard !configuration.skipsTLSVerification else {
            return Check(
                .tls, .warning, "\(version), and the server's certificate is not checked ('insecure-skip-tls-verify')",
                help: "Name the cluster's authority with 'certificate-authority' or --certificate-authority instead.",
                notes: certificates.map(\.words), facts: facts)
        }
        facts["authority"] = .string(authority)
        let notes = certificates.map(\.words)
        let now = Int(WallClock.now)
        if let soon = certificates.first(where: { $0.expiresSoon(now) }) {
            return Check(
                .tls, .warning, "the certificate '\(soon.subject)' \(soon.whenItExpires(now))",
                help: "Have it renewed before that.", notes: notes, facts: facts)
        }
        return Check(
            .tls, .ok, "\(version); the server's certificate is trusted by \(authority)", notes: notes, facts: facts)
    }

    private var authority: String {
        if let origin = configuration.certificateAuthorityOrigin { return "the authority in \(origin)" }
        return "an authority that this system knows"
    }
}

extension CertificateSummary {
    /// Whether it is time to renew it: two weeks and three quarters of its life are a usual limit for both long and
    /// short lives.
    func expiresSoon(_ now: Int) -> Bool {
        let left = validUntil - now
        return left < 14 * 24 * 3600 && left < (validUntil - validFrom) / 4
    }

    func whenItExpires(_ now: Int) -> String {
        let end = Self.text(ofTime: validUntil)
        guard validUntil >= now else { return "has expired, on \(end)" }
        let hours = (validUntil - now) / 3600
        return "expires in \(hours < 48 ? "\(hours) h" : "\(hours / 24) days"), on \(end)"
    }

    var words: String {
        let signer = issuer == subject ? "itself" : "'\(issuer)'"
        return "certificate '\(subject)', signed by \(signer), valid until \(Self.text(ofTime: validUntil))"
    }

    var value: Value {
        [
            "subject": .string(subject), "issuer": .string(issuer),
            "validFrom": .string(Self.text(ofTime: validFrom)), "validUntil": .string(Self.text(ofTime: validUntil)),
        ]
    }
}
