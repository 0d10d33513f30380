import TestSupport
import Testing

@testable import KubernetesClient

/// Connections through proxies of all kinds.
struct ProxyConnectionTests {
    private static let authority = TestCertificate.authority("authority")
    private static let leaf = authority.server(["api.test"])
    private static let proxysLeaf = authority.server(["localhost"]) { $0.addresses = [[127, 0, 0, 1]] }

    enum Kind: CaseIterable, Sendable { case http, https, socks5 }

    private func options(_ kind: Kind) -> TestProxy.Options {
        switch kind {
        case .http: .init(.http(nil))
        case .https: .init(.http(Self.proxysLeaf))
        case .socks5: .init(.socks5)
        }
    }

    private func endpoint(
        _ kind: Kind, _ port: Int, _ user: String? = nil, _ password: String? = nil
    ) throws -> ProxyURL {
        let schemes: [Kind: String] = [.http: "http", .https: "https", .socks5: "socks5"]
        let credentials = user.map { $0 + (password.map { ":" + $0 } ?? "") + "@" } ?? ""
        return try ProxyURL(parsing: "\(schemes[kind] ?? "")://\(credentials)127.0.0.1:\(port)")
    }

    /// A secure server behind a proxy, asked for by a name that only the proxy can resolve.
    private func throughProxy(
        _ kind: Kind, user: String? = nil, password: String? = nil,
        _ adjust: (inout TestProxy.Options) -> Void = { _ in }
    ) async throws -> (result: Result<Int, ExchangeFailure>, seen: [TestProxy.Seen], port: Int) {
        var options = options(kind)
        adjust(&options)
        return try await ScriptedServer.run(.init(chain: [Self.leaf]), script: kind200) { server in
            try await TestProxy.run(options) { proxy in
                let result = try await get(
                    try settings(server.port, trusting: [Self.authority], host: "api.test") {
                        $0.proxy = try endpoint(kind, proxy.port, user, password)
                        $0.limits.connecting = .seconds(2)
                    })
                return (result, proxy.seen, server.port)
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func aSecureServer(kind: Kind) async throws {
        let (result, seen, port) = try await throughProxy(kind)
        #expect(try result.get() == 200)
        #expect(seen == [.init(target: "api.test:\(port)")])
    }

    @Test(arguments: [
        (Kind.http, "Basic bWU6Z2VoZWlt"), (.https, "Basic bWU6Z2VoZWlt"), (.socks5, "me:geheim"),
    ])
    func credentials(kind: Kind, sent: String) async throws {
        let good = try await throughProxy(kind, user: "me", password: "geheim") { $0.credentials = sent }
        #expect(try good.result.get() == 200)
        #expect(good.seen == [.init(target: "api.test:\(good.port)", credentials: sent)])

        let none = try await throughProxy(kind) { $0.credentials = sent }
        #expect(dialFailure(none.result) == DialFailure(stage: .proxyTunnel, cause: .proxyCredentials(given: false)))
        let wrong = try await throughProxy(kind, user: "me", password: "wrong") { $0.credentials = sent }
        #expect(dialFailure(wrong.result) == DialFailure(stage: .proxyTunnel, cause: .proxyCredentials(given: true)))
    }

    @Test(arguments: [
        (Kind.http, 403, DialFailure.Cause.proxyStatus(403)), (.http, 502, .proxyStatus(502)),
        (.https, 302, .proxyStatus(302)), (.socks5, 2, .proxyReply(.notAllowed)),
        (.socks5, 4, .proxyReply(.hostUnreachable)), (.socks5, 5, .proxyReply(.connectionRefused)),
        (.socks5, 99, .proxyReply(.failure)),
    ])
    func refusals(kind: Kind, refusal: Int, cause: DialFailure.Cause) async throws {
        let (result, _, _) = try await throughProxy(kind) { $0.refusal = refusal }
        #expect(dialFailure(result) == DialFailure(stage: .proxyTunnel, cause: cause))
    }

    @Test(arguments: [
        (Kind.http, "SSH-2.0-OpenSSH_9.6\r\n", DialFailure.Stage.proxyTunnel, DialFailure.Cause.notAProxy),
        (.socks5, "SSH-2.0-OpenSSH_9.6\r\n", .proxyTunnel, .notAProxy),
    ])
    func whatIsNoProxy(
        kind: Kind, greeting: String, stage: DialFailure.Stage, cause: DialFailure.Cause
    ) async throws {
        let (result, _, _) = try await throughProxy(kind) { $0.greeting = greeting }
        #expect(dialFailure(result) == DialFailure(stage: stage, cause: cause))
    }

    @Test func aProxyWithoutTLS() async throws {
        try await TestProxy.run(.init()) { proxy in
            let result = try await get(
                try settings(1, trusting: [Self.authority], host: "api.test") {
                    $0.proxy = try endpoint(.https, proxy.port)
                    $0.limits.connecting = .milliseconds(500)
                })
            // The test proxy waits for the rest of what it takes for a request.
            #expect(
                dialFailure(result) == DialFailure(stage: .proxyTLS, cause: .timedOut(.milliseconds(500))))
        }
    }

    @Test(arguments: Kind.allCases)
    func aSilentProxy(kind: Kind) async throws {
        var options = options(kind)
        options.isSilent = true
        try await TestProxy.run(options) { proxy in
            let result = try await get(
                try settings(1, trusting: [Self.authority], host: "api.test") {
                    $0.proxy = try endpoint(kind, proxy.port)
                    $0.limits.connecting = .seconds(3)
                })
            #expect(
                dialFailure(result) == DialFailure(stage: .proxyTunnel, cause: .timedOut(.seconds(3))))
        }
    }

    @Test(arguments: Kind.allCases)
    func aProxyThatIsDown(kind: Kind) async throws {
        let port = try #require(ClosedPort())
        let result = try await get(
            try settings(1, trusting: [Self.authority], host: "api.test") { $0.proxy = try endpoint(kind, port.number) }
        )
        #expect(dialFailure(result) == DialFailure(stage: .proxyTCP, cause: .connectionRefused))
    }

    @Test(arguments: [("me", String(repeating: "x", count: 256)), ("", "geheim")])
    func credentialsThatSOCKSCannotCarry(user: String, password: String) async throws {
        let (result, _, _) = try await throughProxy(.socks5, user: user, password: password) { $0.credentials = "a:b" }
        #expect(dialFailure(result) == DialFailure(stage: .proxyTunnel, cause: .unusableProxyCredentials))
    }

    /// As with Go, although RFC 1929 asks for one byte at least.
    @Test func aSOCKSUserWithoutAPassword() async throws {
        let (result, seen, _) = try await throughProxy(.socks5, user: "me", password: "") { $0.credentials = "me:" }
        #expect(try result.get() == 200)
        #expect(seen.map(\.credentials) == ["me:"])
    }

    /// The certificate of the proxy and that of the server are checked against their own names.
    @Test func certificatesOfBoth() async throws {
        try await ScriptedServer.run(.init(chain: [Self.proxysLeaf]), script: kind200) { server in
            try await TestProxy.run(options(.https)) { proxy in
                let result = try await get(
                    try settings(server.port, trusting: [Self.authority], host: "10.0.0.1") {
                        $0.proxy = try endpoint(.https, proxy.port)
                    })
                let cause = dialFailure(result)
                #expect(cause?.stage == .serverTLS)
                guard case .certificate(let refusal)? = cause?.cause else { return }
                #expect(refusal.reason == .wrongName("10.0.0.1", names: ["localhost", "127.0.0.1"]))
            }
        }
    }

    @Test func aProxyWhoseCertificateIsForAnother() async throws {
        try await TestProxy.run(.init(.http(Self.leaf))) { proxy in
            let result = try await get(
                try settings(1, trusting: [Self.authority], host: "api.test") {
                    $0.proxy = try endpoint(.https, proxy.port)
                })
            let failure = dialFailure(result)
            #expect(failure?.stage == .proxyTLS)
            guard case .certificate(let refusal)? = failure?.cause else { return }
            #expect(refusal.reason == .wrongName("127.0.0.1", names: ["api.test"]))
        }
    }

    /// An HTTP proxy is asked for a plain server's pages themselves.
    @Test func aPlainServerThroughAnHTTPProxy() async throws {
        try await ScriptedServer.run(script: kind200) { proxy in
            let result = try await get(
                try settings(6443, host: "api.test") { $0.proxy = try endpoint(.http, proxy.port, "me", "geheim") },
                "/version?a=b")
            #expect(try result.get() == 200)
            #expect(proxy.lines == ["GET http://api.test:6443/version?a=b"])
            #expect(proxy.requests.first?.headers["host"] == "api.test:6443")
            #expect(proxy.requests.first?.headers["proxy-authorization"] == "Basic bWU6Z2VoZWlt")
        }
    }

    @Test func aPlainServerThroughAProxyThatWantsCredentials() async throws {
        try await ScriptedServer.run(script: { _, answer in answer.whole(407, "") }) { proxy in
            let result = try await get(
                try settings(80, host: "api.test") { $0.proxy = try endpoint(.http, proxy.port) })
            #expect(dialFailure(result) == DialFailure(stage: .proxyTunnel, cause: .proxyCredentials(given: false)))
        }
    }

    @Test func aPlainServerThroughASOCKSProxy() async throws {
        try await ScriptedServer.run(script: kind200) { server in
            try await TestProxy.run(options(.socks5)) { proxy in
                let result = try await get(
                    try settings(server.port, host: "::1") { $0.proxy = try endpoint(.socks5, proxy.port) })
                #expect(try result.get() == 200)
                #expect(proxy.seen == [.init(target: "[0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:1]:\(server.port)")])
                #expect(server.requests.first?.headers["host"] == "[::1]:\(server.port)")
            }
        }
    }
}
