import KubernetesClient
import TestSupport
import Testing

/// Which PEM texts are taken for a client's certificate and key, and for an authority.
struct CertificateMaterialTests {
    private func key(_ text: String) throws -> String? {
        let user = "client-certificate-data: \(base64(TestCertificates.loopback)), client-key-data: \(base64(text))"
        return try ClusterFixture(user: user).find().credentials.clientKey?.reveal()
    }

    private static let rsa = TestCertificates.rsaKey
    private static let ec = TestCertificates.loopbackKey

    @Test(arguments: [
        (rsa, rsa), (ec, ec),
        // A console that writes the label of PKCS#8 around a PKCS#1 key, and the other way round.
        (rsa.replacing("RSA PRIVATE KEY", with: "PRIVATE KEY"), rsa),
        (ec.replacing("PRIVATE KEY", with: "EC PRIVATE KEY"), ec),
        ("\u{FEFF}text\r\n" + ec.replacing("\n", with: "\r\n") + "  \r\nmore", ec),
        (TestCertificates.loopback + "\n" + ec + "\n" + rsa, ec),
        ("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n" + ec, ec),
        ("-----BEGIN PRIVATE KEY-----\n" + ec, ec),
    ])
    func keysWhateverTheirLabel(text: String, written: String) throws {
        #expect(try key(text) == written + "\n")
    }

    @Test(arguments: [
        "no key", TestCertificates.loopback, ec.replacing("PRIVATE KEY", with: "PUBLIC KEY"),
        "-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n",
    ])
    func whatIsNoKey(text: String) {
        let error = #expect(throws: ClusterConfigurationError.self) { try key(text) }
        #expect(error?.message == "'client-key-data' holds no PEM private key that can be read without a password")
    }

    private func authorities(_ text: String) throws -> String? {
        let cluster = "server: 'https://a', certificate-authority-data: \(base64(text))"
        return try ClusterFixture(cluster: cluster).find().certificateAuthority.map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test func authoritiesAmongOtherThings() throws {
        let authority = TestCertificates.authority + "\n"
        let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        #expect(try authorities("# text\n" + authority + Self.ec) == authority)
        #expect(try authorities(damaged + authority) == authority)
        #expect(try authorities(authority + TestCertificates.loopback) == authority + TestCertificates.loopback + "\n")
        #expect(throws: ClusterConfigurationError.self) { try authorities(damaged) }
        // Nothing at all is no authority, and the system's count, as with kubectl.
        #expect(try authorities("") == nil)
    }
}
