import Synchronization
import TestSupport
import Testing
import Values

@testable import KubernetesClient

struct CredentialTests {
    @Test func aTokenFileIsReadAgainAfter401() async throws {
        let tokens = Mutex(["new", "old"])
        let replies: [Reply] = [.failure(401, "Unauthorized", "Unauthorized"), .json(["gitVersion": "v1"])]
        try await ScriptedServer.run(replies) { server in
            let configuration = try server.configuration(Credentials(token: .file("/token")))
            _ = try await withKubernetesClient(
                configuration, options: quickOptions,
                readFile: { _ throws(ClusterConfigurationError) in
                    tokens.withLock { Array(($0.popLast() ?? "none").utf8) + [0x0A] }
                }
            ) { try await $0.version() }
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer old", "Bearer new"])
        }
    }

    @Test func theSameTokenIsNotSentTwice() async throws {
        try await ScriptedServer.run([.failure(401, "Unauthorized", "Unauthorized")]) { server in
            let configuration = try server.configuration(Credentials(token: .file("/token")))
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await withKubernetesClient(
                    configuration, options: quickOptions,
                    readFile: { _ throws(ClusterConfigurationError) in Array("same".utf8) }
                ) { try await $0.version() }
            }
            #expect(error?.message == "\(server.url) does not accept the token in '/token': Unauthorized")
            #expect(server.requests.count == 1)
        }
    }

    @Test func aMissingTokenFileIsNamed() async throws {
        try await ScriptedServer.run([.hang]) { server in
            let configuration = try server.configuration(Credentials(token: .file("/no/such/token")))
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await withKubernetesClient(configuration, options: quickOptions) { try await $0.version() }
            }
            #expect(error?.code == .configuration)
            #expect(error?.message == "the token file '/no/such/token' does not exist")
        }
    }

    @Test(arguments: [
        (" good \r\n\n", "Bearer good"), ("in side", "Bearer in side"), ("t\u{F6}k", "Bearer t\u{F6}k"),
    ])
    func aTokenFileIsTrimmedAtItsEndsOnly(text: String, header: String) async throws {
        try await ScriptedServer.run([.json(["gitVersion": "v1"])]) { server in
            let configuration = try server.configuration(Credentials(token: .file("/token")))
            _ = try await withKubernetesClient(
                configuration, options: quickOptions,
                readFile: { _ throws(ClusterConfigurationError) in Array(text.utf8) }
            ) { try await $0.version() }
            #expect(server.requests.map { $0.headers["authorization"] } == [header])
        }
    }

    @Test func aTokenThatIsNoTextIsNotSentAsAnother() throws {
        let error = #expect(throws: ClusterConfigurationError.self) {
            _ = try TokenFile.token(in: "/token") { _ in [0x61, 0xFF, 0x62] }
        }
        #expect(error?.message == "the token in '/token' is no UTF-8 text")
    }

    @Test(arguments: [nil, "", " \n"])
    func aTokenStandsInForAFileWithoutOne(text: String?) async throws {
        try await ScriptedServer.run([.json(["gitVersion": "v1"])]) { server in
            let configuration = try server.configuration(
                Credentials(token: .file("/token", otherwise: Secret("other"))))
            _ = try await withKubernetesClient(
                configuration, options: quickOptions,
                readFile: { _ throws(ClusterConfigurationError) in text.map { Array($0.utf8) } }
            ) { try await $0.version() }
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer other"])
        }
    }

    @Test func everyRequestSaysWhomItIsFor() async throws {
        try await ScriptedServer.run([.json(routeObject)]) { server in
            var configuration = try server.configuration()
            configuration.impersonation.user = "deployer"
            configuration.impersonation.groups = ["edge", "viewers"]
            configuration.impersonation.extra = [("reason", ["ticket 42"])]
            try await withKubernetesClient(configuration, options: quickOptions) {
                _ = try await $0.get(routes, namespace: "db", name: "pg")
                _ = try await $0.get(routes, namespace: "db", name: "pg")
            }
            for request in server.requests {
                #expect(request.headers["impersonate-user"] == "deployer")
                #expect(request.headers["impersonate-group"] == "edge, viewers")
                #expect(request.headers["impersonate-extra-reason"] == "ticket 42")
            }
            #expect(server.requests.count == 2)
        }
    }

    @Test func nothingShowsASecret() throws {
        let secret = Secret("s3cret")
        var configuration = ClusterConfiguration(
            server: try ServerURL(parsing: "https://a:6443"), credentials: Credentials(token: .fixed(secret)),
            origin: "the test")
        configuration.credentials.password = secret
        configuration.credentials.clientKey = secret
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), "\(configuration)", String(reflecting: configuration), dumped,
        ] {
            #expect(!text.contains("s3cret"))
        }
        #expect("\(configuration)" == "https://a:6443 (the test)")
    }
}

struct TLSTests {
    private static let authority = TestCertificate.authority("openmcf test authority")

    private func version(_ change: (inout ClusterConfiguration) -> Void) async throws -> String {
        let options = ScriptedServer.Options(chain: [Self.authority.server(["api.test"])])
        return try await ScriptedServer.run([.json(["gitVersion": "v1.36.2"])], options) { server in
            var configuration = try server.configuration()
            configuration.certificateAuthority = Array(Self.authority.pem.utf8)
            configuration.certificateAuthorityOrigin = "/etc/ca.crt"
            configuration.tlsServerName = "api.test"
            change(&configuration)
            do {
                return try await withKubernetesClient(configuration, options: quickOptions) {
                    try await $0.version().gitVersion
                }
            } catch let error as KubernetesError {
                let port = ":\(server.port)"
                return "\(error.code.rawValue): " + error.message.split(separator: port).joined(separator: ":PORT")
            }
        }
    }

    @Test func theClustersAuthorityIsTrusted() async throws {
        #expect(try await version { _ in } == "v1.36.2")
    }

    @Test func anUnknownAuthorityIsNot() async throws {
        #expect(
            try await version {
                $0.certificateAuthority = nil; $0.certificateAuthorityOrigin = nil
            }
                == "tls: cannot trust https://127.0.0.1:PORT: its certificate, issued by 'CN=openmcf test authority', is not "
                + "signed by an authority that this system knows")
    }

    @Test func skippingVerificationIsPossible() async throws {
        #expect(
            try await version {
                $0.certificateAuthority = nil
                $0.skipsTLSVerification = true
            } == "v1.36.2")
    }

    @Test(arguments: [(nil, "127.0.0.1"), ("other.test" as String?, "other.test")])
    func aCertificateForAnotherNameIsNotTrusted(tlsServerName: String?, name: String) async throws {
        #expect(
            try await version { $0.tlsServerName = tlsServerName }
                == "tls: cannot trust https://127.0.0.1:PORT: its certificate is not for '\(name)', but for "
                + "'api.test'")
    }

    @Test func aBrokenAuthorityIsNamed() async throws {
        #expect(
            try await version { $0.certificateAuthority = Array("nonsense".utf8) }
                == "configuration: the certificate authority of /etc/ca.crt is no PEM text that can be used")
    }

    @Test func aServerWithoutTLS() async throws {
        try await ScriptedServer.run([.json(routeObject)]) { server in
            let url = try ServerURL(parsing: "https://127.0.0.1:\(server.port)")
            let configuration = ClusterConfiguration(server: url, origin: "the test")
            let error = await #expect(throws: KubernetesError.self) {
                try await withKubernetesClient(configuration, options: quickOptions) { _ = try await $0.version() }
            }
            #expect(error?.code == .tls)
            #expect(error?.message == "https://127.0.0.1:\(server.port) does not speak TLS")
        }
    }

    @Test func commentsInThePEMTextDoNotChangeTheHash() throws {
        var one = ClusterConfiguration(server: try ServerURL(parsing: "https://a"), origin: "")
        #expect(one.certificateAuthorityHash == nil)
        one.certificateAuthority = Array(TestCertificates.authority.utf8)
        var other = one
        other.certificateAuthority = Array(("# the authority\n" + TestCertificates.authority + "\n").utf8)
        #expect(one.certificateAuthorityHash?.count == 64)
        #expect(one.certificateAuthorityHash == other.certificateAuthorityHash)
    }
}
