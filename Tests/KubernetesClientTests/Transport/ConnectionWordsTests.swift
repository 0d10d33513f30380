import TestSupport
import Testing

@testable import KubernetesClient

/// What is said of each reason why no connection came to stand.
struct ConnectionWordsTests {
    private static let api = "https://api.test:6443"
    private static let proxy = "the proxy http://proxy.test:3128"

    private func sentence(_ failure: DialFailure) throws -> String {
        var words = ConnectionWords(
            server: Self.api, proxy: try ProxyURL(parsing: "http://me:geheim@proxy.test:3128"),
            authority: "the authority in ca.crt")
        let late = TestCertificate.authority("a").client("me") { $0.validity = .past }
        words.clientCertificate = Array(late.pem.utf8)
        return words.sentence(failure)
    }

    @Test(arguments: [
        (
            DialFailure.Stage.serverTCP, DialFailure.Cause.unknownName("api.test"),
            "cannot reach \(api) through \(proxy): the name 'api.test' cannot be resolved"
        ),
        (.proxyTCP, .unknownName("proxy.test"), "cannot reach \(proxy): the name 'proxy.test' cannot be resolved"),
        (.proxyTCP, .connectionRefused, "cannot reach \(proxy): connection refused"),
        (.proxyTCP, .noRoute, "cannot reach \(proxy): no route to the host"),
        (.proxyTCP, .system("Permission denied"), "cannot reach \(proxy): Permission denied"),
        (.proxyTCP, .timedOut(.seconds(10)), "cannot reach \(proxy): no connection within 10 s"),
        (.proxyTunnel, .timedOut(.milliseconds(1500)), "\(proxy) did not connect to \(api) within 1500 ms"),
        (.serverTLS, .timedOut(.seconds(10)), "\(api) accepted the connection and began no TLS within 10 s"),
        (.proxyTLS, .closed, "\(proxy) closed the connection before TLS was set up"),
        (.proxyTunnel, .closed, "\(proxy) closed the connection instead of connecting to \(api)"),
        (.serverTCP, .closed, "cannot reach \(api) through \(proxy): the connection was closed at once"),
        (.serverTLS, .notTLS, "\(api) does not speak TLS"), (.proxyTLS, .notTLS, "\(proxy) does not speak TLS"),
        (.proxyTunnel, .notAProxy, "what answers at \(proxy) is no such proxy"),
        (.proxyTunnel, .proxyCredentials(given: false), "\(proxy) asks for a user name and password"),
        (
            .proxyTunnel, .proxyCredentials(given: true),
            "\(proxy) does not accept the user name and password that it was given"
        ),
        (
            .proxyTunnel, .unusableProxyCredentials,
            "\(proxy) cannot be given the user name and password: the name is empty, or one is too long for SOCKS"
        ),
        (.proxyTunnel, .proxyStatus(403), "\(proxy) does not connect to \(api): it answered 403 Forbidden"),
        (
            .proxyTunnel, .proxyReply(.hostUnreachable),
            "\(proxy) does not connect to \(api): the host cannot be reached from there"
        ),
        (.serverTLS, .clientCertificate(.missing), "\(api) asks for a client certificate, and there is none"),
        (
            .serverTLS, .clientCertificate(.expired),
            "\(api) does not accept the client certificate: it has expired, on 2023-06-01T12:00:00Z"
        ),
        (
            .serverTLS, .clientCertificate(.unknownAuthority),
            "\(api) does not accept the client certificate: it does not know who signed it"
        ),
        (.serverTLS, .clientCertificate(.revoked), "\(api) does not accept the client certificate: it was revoked"),
        (.serverTLS, .clientCertificate(.refused), "\(api) does not accept the client certificate"),
        (
            .serverTLS, .handshake(alert: nil),
            "no secure connection to \(api): both sides have no version and no cipher of TLS in common"
        ),
        (
            .serverTLS, .handshake(alert: 40),
            "no secure connection to \(api): it ended the handshake; perhaps it asks for a client certificate"
        ),
        (
            .serverTLS, .handshake(alert: 70),
            "no secure connection to \(api): it takes no version of TLS that this program speaks"
        ),
        (.serverTLS, .handshake(alert: 80), "no secure connection to \(api): it ended the handshake with the alert 80"),
    ])
    func connections(stage: DialFailure.Stage, cause: DialFailure.Cause, expected: String) throws {
        #expect(try sentence(DialFailure(stage: stage, cause: cause)) == expected)
    }

    @Test(arguments: [
        (
            CertificateRefusal.Reason.expired(since: 1_685_620_800), true,
            "its certificate has expired, on 2023-06-01T12:00:00Z"
        ),
        (
            .expired(since: 1_685_620_800), false,
            "the certificate 'CN=int' in its chain has expired, on 2023-06-01T12:00:00Z"
        ),
        (.notYetValid(until: 2_464_315_506), true, "its certificate is not valid before 2048-02-03T04:05:06Z"),
        (.unknownAuthority, true, "its certificate, issued by 'CN=ca', is not signed by the authority in ca.crt"),
        (
            .unknownAuthority, false,
            "the certificate 'CN=int' in its chain, issued by 'CN=ca', is not signed by the authority in ca.crt"
        ),
        (
            .wrongName("api.test", names: []), true,
            "its certificate is not for 'api.test': it names no host, and a common name does not count"
        ),
        (
            .wrongName("api.test", names: ["a", "10.0.0.1"]), true,
            "its certificate is not for 'api.test', but for 'a', '10.0.0.1'"
        ),
        (
            .wrongName("x", names: ["1", "2", "3", "4", "5", "6", "7"]), true,
            "its certificate is not for 'x', but for '1', '2', '3', '4', '5' and 2 more"
        ),
        (.notForServers, true, "its certificate is for other purposes than a server's"),
        (.notAnAuthority, false, "its certificate is signed by 'CN=int', which may sign none"),
        (.weakSignature, true, "its certificate is signed with SHA-1, which can be forged"),
        (
            .unknownExtension, false,
            "the certificate 'CN=int' in its chain has a critical extension that is not known here"
        ),
    ])
    func certificates(reason: CertificateRefusal.Reason, isServers: Bool, expected: String) throws {
        let refusal = CertificateRefusal(reason: reason, subject: "CN=int", issuer: "CN=ca", isServers: isServers)
        let failure = DialFailure(stage: .serverTLS, cause: .certificate(refusal))
        #expect(try sentence(failure) == "cannot trust \(Self.api): " + expected)
    }

    @Test func theAddressOfAName() throws {
        let failure = DialFailure(stage: .serverTCP, cause: .connectionRefused, address: "10.0.0.1")
        #expect(
            ConnectionWords(server: Self.api).sentence(failure)
                == "cannot reach \(Self.api): connection refused at 10.0.0.1")
    }
}
