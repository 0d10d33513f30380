import NIOSSL
import TestSupport
import Testing

@testable import KubernetesClient

/// Which names and addresses a certificate is for; the expectations are Go's.
struct PeerNameTests {
    private func certificate(_ names: [String], _ addresses: [[UInt8]] = []) throws -> NIOSSLCertificate {
        var contents = TestCertificate.Contents("api.example.test")
        contents.dnsNames = names
        contents.addresses = addresses
        return try NIOSSLCertificate(bytes: Array(TestCertificate(contents, issuer: nil).pem.utf8), format: .pem)
    }

    @Test(arguments: [
        ("api.example.test", "api.example.test", true), ("API.Example.Test", "api.example.test", true),
        ("api.example.test", "API.EXAMPLE.TEST", true), ("api.example.test.", "api.example.test", true),
        ("api.example.test..", "api.example.test", false), ("api.example.test", "api.example.test.", false),
        ("api.example.test.", "api.example.test.", true),
        ("api.example.test", "other.test", false), ("example.test", "api.example.test", false),
        ("api.example.test", "*.example.test", true), ("a.b.example.test", "*.example.test", false),
        ("example.test", "*.example.test", false), ("api.example.test", "*.*.test", false),
        ("api.example.test", "a*.example.test", false), ("api.example.test", "api.*.test", false),
        ("api", "*", false), ("*", "*", true), ("*.example.test", "*.example.test", true),
        ("under_score.test", "under_score.test", true), ("-a.test", "*.test", false), ("-a.test", "-a.test", true),
        ("bad name!", "bad name!", true), ("bad name!", "*", false), ("a..test", "a..test", true),
        ("ünïcode.test", "ünïcode.test", true), ("ÜNÏCODE.test", "ünïcode.test", false),
        ("api.example.test", "api.example.test\0.evil.test", false),
        ("127.0.0.1", "127.0.0.1", false), ("[::1]", "::1", false), ("127.0.0.1.", "127.0.0.1.", true),
    ])
    func names(asked: String, named: String, isGood: Bool) throws {
        #expect(PeerName(asked).isNamed(by: try certificate([named])) == isGood)
    }

    /// A certificate without alternative names is for nobody, whatever its common name is.
    @Test func commonNames() throws {
        #expect(!PeerName("api.example.test").isNamed(by: try certificate([])))
    }

    private static let local: [UInt8] = [127, 0, 0, 1]
    private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1]
    private static let local6: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

    @Test(arguments: [
        ("127.0.0.1", local, true), ("[127.0.0.1]", local, true), ("::ffff:127.0.0.1", local, true),
        ("127.0.0.1", mapped, true), ("127.0.0.2", local, false), ("127.0.0.01", local, false), ("127.1", local, false),
        ("::1", local6, true), ("[::1]", local6, true), ("0:0:0:0:0:0:0:1", local6, true), ("::1%lo", local6, false),
        ("::1", local, false), ("localhost", local, false), ("127.0.0.1", [127, 0, 0], false),
    ])
    func addresses(asked: String, named: [UInt8], isGood: Bool) throws {
        #expect(PeerName(asked).isNamed(by: try certificate([], [named])) == isGood)
    }

    @Test(arguments: [
        ("api.test", "api.test"), ("Api.Test..", "Api.Test"), ("127.0.0.1", nil), ("::1", nil), ("[::1]", nil),
        ("fe80::1%eth0", nil), ("", nil), (".", nil), ("bad name!", "bad name!"), ("a\0b", nil),
        (String(repeating: "a", count: 256), nil),
    ])
    func indications(asked: String, sent: String?) { #expect(PeerName(asked).indication == sent) }

    @Test func namesForMessages() throws {
        let certificate = try certificate(["api.test", "*.b.test"], [Self.local, Self.local6, [1]])
        #expect(PeerName.names(in: certificate) == ["api.test", "*.b.test", "127.0.0.1", "::1"])
    }
}
