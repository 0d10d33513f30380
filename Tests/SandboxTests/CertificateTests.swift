import Files
import NIOSSL
import Synchronization
import Testing
import Values

@testable import Sandbox

/// The sandbox's own certificates.
struct CertificateTests {
    private static let now = 1_767_225_600
    private static let day = 86_400

    private func read(_ certificate: Certificate) throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: certificate.bytes, format: .der)
    }

    @Test func theAuthorityIsKept() async throws {
        try await withTemporaryFolder { folder in
            let made = try CertificateAuthority.open(in: folder, now: Self.now)
            let kept = try CertificateAuthority.open(in: folder, now: Self.now + 3000 * Self.day)
            #expect(kept.certificate.pem == made.certificate.pem)
            #expect(kept.certificate.keyPEM == made.certificate.keyPEM)
            #expect(try DurableFile.read(folder + "/ca.crt") == Array(made.certificate.pem.utf8))
            #expect(try permissions(of: folder + "/authority.pem") == 0o600)
            let read = try read(made.certificate)
            #expect(read.notValidBefore == Self.now - Self.day)
            #expect(read.notValidAfter == Self.now + 3650 * Self.day)
        }
    }

    @Test func oneNearItsEndIsReplaced() async throws {
        try await withTemporaryFolder { folder in
            let made = try CertificateAuthority.open(in: folder, now: Self.now)
            let later = try CertificateAuthority.open(in: folder, now: Self.now + 3300 * Self.day)
            #expect(later.certificate.pem != made.certificate.pem)
            #expect(try DurableFile.read(folder + "/ca.crt") == Array(later.certificate.pem.utf8))
        }
    }

    @Test func aLostCopyForClientsIsWrittenAgain() async throws {
        try await withTemporaryFolder { folder in
            let made = try CertificateAuthority.open(in: folder, now: Self.now)
            try overwrite(folder + "/ca.crt", with: Array("other".utf8))
            _ = try CertificateAuthority.open(in: folder, now: Self.now)
            #expect(try DurableFile.read(folder + "/ca.crt") == Array(made.certificate.pem.utf8))
        }
    }

    @Test(arguments: ["", "rubbish", "half", "other key"])
    func aDamagedAuthorityIsNeverReplaced(_ damage: String) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/authority.pem"
            let made = try CertificateAuthority.open(in: folder, now: Self.now).certificate
            let texts = [
                "half": made.pem,
                "other key": made.pem + (try CertificateAuthority(now: Self.now)).certificate.keyPEM,
            ]
            let damaged = Array((texts[damage] ?? damage).utf8)
            try overwrite(path, with: damaged)
            let error = #expect(throws: SandboxError.self) { try CertificateAuthority.open(in: folder, now: Self.now) }
            #expect(error?.code == .certificate)
            #expect(
                error?.message
                    == "the certificate authority in '\(path)' cannot be used: it is no certificate with its key")
            #expect(try DurableFile.read(path) == damaged)
        }
    }

    @Test(arguments: [
        ("127.0.0.1", ["localhost"], ["127.0.0.1", "::1"]), ("localhost", ["localhost"], ["127.0.0.1", "::1"]),
        ("192.0.2.7", ["localhost"], ["127.0.0.1", "::1", "192.0.2.7"]),
        ("2001:db8::1", ["localhost"], ["127.0.0.1", "::1", "2001:db8::1"]),
        ("build.example", ["localhost", "build.example"], ["127.0.0.1", "::1"]),
    ])
    func whatAServerIsCalled(_ host: String, _ hosts: [String], _ addresses: [String]) {
        let names = Certificate.Names(listeningOn: host)
        #expect(names.hosts == hosts)
        #expect(names.addresses.map(\.description) == addresses)
    }

    @Test func anyAddressStandsForAllOfThisMachine() {
        let names = Certificate.Names(listeningOn: "0.0.0.0")
        #expect(names.addresses.count >= 2)
        #expect(!names.addresses.map(\.description).contains("0.0.0.0"))
    }

    @Test func aServersCertificateIsRenewedWhileItServes() throws {
        let time = Mutex(Self.now)
        let serving = ServingTLS(try CertificateAuthority(now: Self.now), host: "127.0.0.1") { time.withLock { $0 } }
        let first = try serving.context()
        time.withLock { $0 += 59 * Self.day }
        #expect(try serving.context() === first)
        time.withLock { $0 += 2 * Self.day }
        #expect(try serving.context() !== first)
    }

    /// The two forms of a time, and numbers whose first bit is set.
    @Test func partsOfDER() {
        #expect(DER.time(1_767_225_600) == [0x17, 13] + Array("260101000000Z".utf8))
        #expect(DER.time(2_524_607_999) == [0x17, 13] + Array("491231235959Z".utf8))
        #expect(DER.time(2_524_608_000) == [0x18, 15] + Array("20500101000000Z".utf8))
        #expect(DER.integer([0, 0x80]) == [2, 2, 0, 0x80])
        #expect(DER.integer([]) == [2, 1, 0])
        #expect(DER.element(4, [UInt8](repeating: 0, count: 200)).prefix(3) == [4, 0x81, 200])
        #expect(DER.element(4, [UInt8](repeating: 0, count: 300)).prefix(4) == [4, 0x82, 1, 44])
    }
}
