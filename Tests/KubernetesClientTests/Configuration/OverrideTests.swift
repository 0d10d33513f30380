import KubernetesClient
import TestSupport
import Testing

/// Flags over a kubeconfig, by kubectl's rules.
struct OverrideTests {
    private static let user = "token: old, as: old, as-groups: [old], as-uid: '1', as-user-extra: {why: [a, b]}"

    private func fixture(user: String = Self.user, _ change: (inout ClusterOverrides) -> Void) -> ClusterFixture {
        var fixture = ClusterFixture(
            cluster: "server: 'https://a', certificate-authority-data: \(base64(TestCertificates.authority)), "
                + "tls-server-name: api.test",
            user: user)
        fixture.files["/ca"] = TestCertificates.loopback
        fixture.files["/key"] = TestCertificates.loopbackKey
        fixture.files["/t"] = " file \n"
        change(&fixture.overrides)
        return fixture
    }

    @Test func theServerTakesTheNameWithIt() throws {
        let cluster = try fixture { $0.server = "https://b" }.find()
        #expect("\(cluster)" == "https://b (--server)")
        #expect(cluster.tlsServerName == nil)
        #expect(
            cluster.certificateAuthorityOrigin == "certificate-authority-data of cluster c in /home/me/.kube/config")
        #expect(cluster.credentials.summary == "a token")
        let named = try fixture {
            $0.server = "https://b"; $0.tlsServerName = "b.test"
        }.find()
        #expect(named.tlsServerName == "b.test")
        #expect(
            try fixture {
                $0.server = ""; $0.tlsServerName = ""
            }.find().tlsServerName == "api.test")
    }

    @Test func whomToTrustIsSaidAnew() throws {
        let other = try fixture { $0.certificateAuthority = "/ca" }.find()
        #expect(other.certificateAuthorityOrigin == "/ca")
        let nobody = try fixture { $0.skipsTLSVerification = true }.find()
        #expect(nobody.skipsTLSVerification && nobody.certificateAuthority == nil)
        #expect(
            nobody.warnings == [
                "the certificate of https://a is not checked: whoever is in between can read and change everything, the "
                    + "credentials included"
            ])
        let both = fixture {
            $0.skipsTLSVerification = true; $0.certificateAuthority = "/ca"
        }
        #expect(
            try both.problem() == "'--certificate-authority' and 'insecure-skip-tls-verify' exclude each other")
    }

    @Test func credentialsReplaceTheirKind() throws {
        let certificate = try fixture {
            $0.clientCertificate = "/ca"; $0.clientKey = "/key"
        }.find()
        #expect(certificate.credentials.clientKey?.reveal() == TestCertificates.loopbackKey + "\n")
        #expect(certificate.credentials.summary == "a token")
        #expect(try fixture { $0.tokenFile = "/t" }.find().credentials.summary == "the token in '/t'")
        #expect(try fixture { $0.tokenFile = "/no" }.problem() == "the token file '/no' does not exist")
        #expect(
            try fixture { $0.clientCertificate = "/ca" }.problem()
                == "'--client-certificate' has no key to go with it")
        #expect(
            try fixture(user: "username: a, password: b") { $0.token = Secret("t") }.problem()
                == "/home/me/.kube/config:4:36: '--token' and 'username' exclude each other")
    }

    /// As with kubectl, a file comes before `--token`; whoever gives it is told.
    @Test func aTokenFileComesBeforeTheToken() throws {
        let file = try fixture(user: "tokenFile: /t") { $0.token = Secret("t") }.find()
        #expect(file.credentials.summary == "the token in '/t'")
        #expect(
            file.warnings == [
                "'--token' is not used unless '/t' cannot be read: the tokenFile of user 'u' of /home/me/.kube/config comes "
                    + "before it, as with kubectl; --token-file FILE goes before both"
            ])
        let flags = try fixture {
            $0.token = Secret("t"); $0.tokenFile = "/t"
        }.find()
        #expect(flags.warnings == ["'--token' is not used unless '/t' cannot be read: '--token-file' comes before it"])
        #expect(try fixture(user: "token: a, tokenFile: /t") { _ in }.find().warnings == [])
    }

    @Test func impersonation() throws {
        func headers(_ change: (inout ClusterOverrides) -> Void) throws -> [String] {
            try fixture(change).find().impersonation.headers.map { "\($0.name): \($0.value)" }
        }
        #expect(
            try headers { _ in } == [
                "Impersonate-User: old", "Impersonate-Uid: 1", "Impersonate-Group: old", "Impersonate-Extra-why: a",
                "Impersonate-Extra-why: b",
            ])
        #expect(
            try headers {
                $0.impersonatedUser = "new"; $0.impersonatedUID = "2"; $0.impersonatedGroups = ["a", "b"]
            } == [
                "Impersonate-User: new", "Impersonate-Uid: 2", "Impersonate-Group: a", "Impersonate-Group: b",
                "Impersonate-Extra-why: a", "Impersonate-Extra-why: b",
            ])
        var escaped = Impersonation()
        escaped.user = "jane"
        escaped.extra = [("example.com/Key 1", ["ü"]), ("100%", ["x"])]
        #expect(
            escaped.headers.map(\.name) == [
                "Impersonate-User", "Impersonate-Extra-example.com%2FKey%201", "Impersonate-Extra-100%25",
            ])
    }
}
