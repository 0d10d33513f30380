import KubernetesClient
import TestSupport
import Testing
import Values

@testable import Applying

/// What a doctor says of certificates and clocks.
struct DoctorTLSTests {
    private static let authority = TestCertificate.authority("root")
    private static let middle = TestCertificate.authority("middle", under: authority)
    private static let good = middle.server(["api.test"])
    private static let chain = [
        "  certificate 'CN=server', signed by 'CN=middle', valid until 2049-12-31T23:59:59Z",
        "  certificate 'CN=middle', signed by 'CN=root', valid until 2049-12-31T23:59:59Z",
        "  certificate 'CN=root', signed by itself, valid until 2049-12-31T23:59:59Z",
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var options = ScriptedServer.Options(chain: [good, middle])
        var client: TestCertificate?
        var isSkipped = false
        let lines: [String]
    }

    private static func options(_ chain: [TestCertificate], clients: TestCertificate? = nil) -> ScriptedServer.Options {
        var options = ScriptedServer.Options(chain: chain)
        options.clientAuthority = clients
        return options
    }

    static let cases = [
        Case(
            testDescription: "a chain that is trusted",
            lines: ["ok tls: TLS 1.3; the server's certificate is trusted by the authority in ca.crt"] + chain),
        Case(
            testDescription: "expired", options: options([authority.server(["api.test"]) { $0.validity = .past }]),
            lines: [
                "failed tls: cannot trust SERVER: its certificate has expired, on 2023-06-01T12:00:00Z",
                "  help: Have the certificate renewed; a clock that is wrong here also looks like this.",
            ]),
        Case(
            testDescription: "another name", options: options([authority.server(["b.test"])]),
            lines: [
                "failed tls: cannot trust SERVER: its certificate is not for 'api.test', but for 'b.test'",
                "  help: Use an address that the certificate names, or set 'tls-server-name' in the kubeconfig.",
            ]),
        Case(
            testDescription: "another authority",
            options: options([TestCertificate.authority("stranger").server(["api.test"])]),
            lines: [
                "failed tls: cannot trust SERVER: its certificate, issued by 'CN=stranger', is not signed by the "
                    + "authority in ca.crt",
                "  help: The cluster may have been recreated, or a proxy may read along. Fetch the kubeconfig again.",
            ]),
        Case(
            testDescription: "no check", isSkipped: true,
            lines: [
                "warning tls: TLS 1.3, and the server's certificate is not checked ('insecure-skip-tls-verify')",
                chain[0],
                "  help: Name the cluster's authority with 'certificate-authority' or --certificate-authority instead.",
            ]),
        Case(
            testDescription: "a client's certificate", options: options([good, middle], clients: authority),
            client: authority.client("jane"),
            lines: ["ok tls: TLS 1.3; the server's certificate is trusted by the authority in ca.crt"] + chain),
        Case(
            testDescription: "a client's certificate that has expired",
            options: options([good, middle], clients: authority),
            client: authority.client("jane") { $0.validity = .past },
            lines: [
                "failed tls: SERVER does not accept the client certificate: it has expired, on 2023-06-01T12:00:00Z",
                "  help: It comes from user 'jane'. Fetch the kubeconfig again.",
            ]),
    ]

    @Test(arguments: cases)
    func finding(_ row: Case) async throws {
        try await ScriptedServer.run(row.options, script: { _, answer in answer.whole(200, "{}") }) { server in
            let url = "https://127.0.0.1:\(server.port)"
            var configuration = ClusterConfiguration(server: try ServerURL(parsing: url), origin: "the test")
            configuration.tlsServerName = "api.test"
            configuration.skipsTLSVerification = row.isSkipped
            if !row.isSkipped {
                configuration.certificateAuthority = Array(Self.authority.pem.utf8)
                configuration.certificateAuthorityOrigin = "ca.crt"
            }
            if let client = row.client {
                configuration.credentials.clientCertificate = Array(client.pem.utf8)
                configuration.credentials.clientKey = Secret(client.keyPEM)
                configuration.credentials.origin = "user 'jane'"
            }
            let check = try await withKubernetesClient(configuration) { client in
                var list = CheckList()
                try await Doctor(client, namespaces: ["db"], parallelism: 4).examine(&list)
                return try #require(list[.tls])
            }
            let lines =
                ["\(check.outcome) tls: \(check.detail.replacing(url, with: "SERVER"))"] + check.notes.map { "  \($0)" }
                + (check.help.map { ["  help: \($0)"] } ?? [])
            #expect(lines == row.lines)
        }
    }

    /// Where there are credentials to see, they are described, and none is shown.
    @Test(arguments: [
        (Credentials(), "ok: none"), (token(), "ok: a token, from user 'jane'"),
        (certificate(), "ok: a client certificate, from user 'jane'\n\(jane) valid until 2049-12-31T23:59:59Z"),
        (
            certificate { $0.validity = .past },
            "warning: a client certificate, from user 'jane': it has expired, on 2023-06-01T12:00:00Z\n"
                + "\(jane) valid until 2023-06-01T12:00:00Z\nHave it renewed, or fetch the kubeconfig again."
        ),
    ])
    func credentials(credentials: Credentials, text: String) async throws {
        var configuration = ClusterConfiguration(server: try ServerURL(parsing: "https://a.test"), origin: "the test")
        configuration.credentials = credentials
        let check = try await withKubernetesClient(configuration) { client in
            Doctor(client, namespaces: [], parallelism: 1).credentialsCheck(now: 1_750_000_000)
        }
        let lines = ["\(check.outcome): \(check.detail)"] + check.notes + [check.help].compactMap { $0 }
        #expect(lines.joined(separator: "\n") == text)
    }

    private static let jane = "certificate 'CN=jane', signed by 'CN=root',"

    private static func token() -> Credentials {
        var credentials = Credentials(token: .fixed(Secret("s3cret")))
        credentials.origin = "user 'jane'"
        return credentials
    }

    private static func certificate(
        _ adjust: (inout TestCertificate.Contents) -> Void = { _ in }
    ) -> Credentials {
        let client = authority.client("jane", adjust)
        var credentials = Credentials()
        credentials.clientCertificate = Array(client.pem.utf8)
        credentials.clientKey = Secret(client.keyPEM)
        credentials.origin = "user 'jane'"
        return credentials
    }

    private static let day = 24 * 3600

    @Test(arguments: [
        (3600 * 5 + 59, "expires in 5 h, on 2025-06-15T20:07:39Z"),
        (day * 3, "expires in 3 days, on 2025-06-18T15:06:40Z"),
        (-1, "has expired, on 2025-06-15T15:06:39Z"),
    ])
    func whenItExpires(left: Int, text: String) {
        let now = 1_750_000_000
        let certificate = CertificateSummary(subject: "CN=a", issuer: "CN=b", validFrom: 0, validUntil: now + left)
        #expect(certificate.whenItExpires(now) == text)
    }

    /// Two weeks, and a quarter of the life, are what is left when it is time.
    @Test(arguments: [
        (365 * day, 15 * day, false), (365 * day, 13 * day, true), (365 * day, -day, true), (day, 7 * 3600, false),
        (day, 5 * 3600, true),
    ])
    func expiry(life: Int, left: Int, isSoon: Bool) {
        let now = 1_750_000_000
        let certificate = CertificateSummary(
            subject: "CN=a", issuer: "CN=b", validFrom: now + left - life, validUntil: now + left)
        #expect(certificate.expiresSoon(now) == isSoon)
    }

    @Test(arguments: [
        (nil, "skipped: the server's answer has no Date"), (0, "ok: within 2 s of the server's"),
        (-2, "ok: within 2 s of the server's"), (30, "ok: this machine's clock is 30 s behind the server's"),
        (-3, "ok: this machine's clock is 3 s ahead of the server's"),
        (31, "warning: this machine's clock is 31 s behind the server's"),
        (-4000, "warning: this machine's clock is 4000 s ahead of the server's"),
    ])
    func clock(offset: Int?, text: String) throws {
        let version = ServerVersion(gitVersion: "v1.36.2", major: "1", minor: "36")
        let check = Doctor.clockCheck(ServerGreeting(version: .success(version), clockOffset: offset))
        #expect("\(check.outcome): \(check.detail)" == text)
        #expect((check.help == nil) == (check.outcome != .warning))
        #expect(check.facts["offsetSeconds"]?.int == offset.map(Int64.init))
    }
}
