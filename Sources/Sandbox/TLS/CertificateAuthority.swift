internal import Files
internal import NIOSSL
internal import Values

/// The sandbox's own certificate authority: who trusts it trusts the sandbox's servers, whatever their address is.
struct CertificateAuthority: Sendable {
    let certificate: Certificate

    /// Makes one that nothing is kept of.
    init(now: Int) throws(SandboxError) {
        do {
            certificate = try .authority(Self.name, (now - Self.leeway)...(now + Self.validity))
        } catch {
            throw .noCertificate("\(error)")
        }
    }

    /// The one that a folder keeps; a new one where it keeps none, or where that is near its end.
    ///
    /// `authority.pem` has the certificate and its key, and is what counts; `ca.crt` is the certificate for clients.
    static func open(in folder: String, now: Int) throws(SandboxError) -> CertificateAuthority {
        let path = Path.join(folder, "authority.pem")
        do {
            DurableFile.removeLeftovers(of: path)
            if let bytes = try DurableFile.read(path, limit: 1 << 20) {
                let kept = try CertificateAuthority(kept: bytes, path: path)
                if try !kept.isEnding(now: now, path: path) {
                    try kept.writeForClients(folder)
                    return kept
                }
            }
            let made = try CertificateAuthority(now: now)
            try DurableFile.replace(path, with: Array((made.certificate.pem + made.certificate.keyPEM).utf8))
            try made.writeForClients(folder)
            return made
        } catch let error as FileError {
            throw .file(error)
        } catch let error as SandboxError {
            throw error
        } catch {
            throw .noCertificate("\(error)")
        }
    }

    /// Where clients find the certificate of a folder's authority.
    static func clientPath(_ folder: String) -> String { Path.join(folder, "ca.crt") }

    private func writeForClients(_ folder: String) throws {
        let path = Self.clientPath(folder)
        let text = Array(certificate.pem.utf8)
        if try DurableFile.read(path, limit: 1 << 20) == text { return }
        try DurableFile.replace(path, with: text, permissions: 0o644)
    }

    private init(kept bytes: [UInt8], path: String) throws(SandboxError) {
        let blocks = PEM.blocks(in: bytes)
        guard let certificate = blocks.first(where: { $0.label == "CERTIFICATE" }),
            let key = blocks.first(where: { $0.label == "PRIVATE KEY" }),
            let whole = try? Certificate(
                authority: Self.name, bytes: certificate.bytes, keyPEM: PEM.text(key.label, key.bytes)),
            whole.isWhole
        else { throw .damagedAuthority(path: path) }
        self.certificate = whole
    }

    private func isEnding(now: Int, path: String) throws(SandboxError) -> Bool {
        guard let read = try? NIOSSLCertificate(bytes: certificate.bytes, format: .der) else {
            throw .damagedAuthority(path: path)
        }
        return read.notValidAfter - now < Self.validity / 10
    }

    private static let name = "openmcf sandbox authority"
    private static let day = 86_400
    /// Ten years; the last of them is near the end.
    private static let validity = 3650 * day
    /// Clocks differ.
    private static let leeway = day

    /// A server's certificate, and when to have a new one.
    func server(_ names: Certificate.Names, now: Int) throws -> (certificate: Certificate, renewal: Int) {
        let made = try certificate.server(names, (now - Self.leeway)...(now + 90 * Self.day))
        return (made, now + 60 * Self.day)
    }
}
