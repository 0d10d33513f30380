import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// How connections end, and what keeps one from coming to stand.
@Suite(.serialized) struct ConnectionEndTests: ExchangeTesting {
    typealias Version = ExchangeVersion

    @Test func aConnectionThatTheServerCloses() async throws {
        let script: ScriptedServer.Script = { request, answer in
            request.uri == "/close" ? answer.closeConnection() : answer.whole(200, "{}")
        }
        for version in Version.allCases {
            try await exchange(version, script) { transport, server in
                _ = try await transport.send(TransportRequest(.GET, "/"))
                // An idle connection that the server closes costs nothing.
                await server.closeConnections()
                #expect(try await transport.send(TransportRequest(.GET, "/")).status == 200)
                #expect(server.connections == 2)
                let failure = await failure(transport) { $0.target = "/close" }
                #expect(failure == ExchangeFailure(cause: .connectionLost, wasSent: true))
            }
        }
    }

    /// Connections that died without a word, as in a machine that slept: one that shows it speaks for the others.
    @Test func idleConnectionsThatDied() async throws {
        let script: ScriptedServer.Script = { request, answer in
            // The first two connections answer once each.
            if request.uri == "/first" {
                answer.after(.milliseconds(30)) { $0.whole(200, "{}") }
            } else if answer.connection > 2 {
                answer.whole(200, "{}")
            }
        }
        try await exchange(.http1, script) { transport, server in
            try await withThrowingTaskGroup { group in
                for _ in 0..<2 { group.addTask { try await transport.send(TransportRequest(.GET, "/first")).status } }
                for try await status in group { #expect(status == 200) }
            }
            let first = await failure(transport) { $0.silence = .milliseconds(100) }
            #expect(first == ExchangeFailure(cause: .silence(.milliseconds(100)), wasSent: true))
            let second = await failure(transport) { $0.silence = .milliseconds(2000) }
            #expect(second == nil)
            #expect(server.connections == 3)
        }
    }

    @Test func unusedConnectionsAreClosed() async throws {
        for version in Version.allCases {
            try await exchange(version, kind200, adjust: { $0.limits.idle = .milliseconds(30) }) { transport, server in
                _ = try await transport.send(TransportRequest(.GET, "/"))
                for _ in 0..<400 where server.openConnections > 0 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(server.openConnections == 0)
                #expect(try await transport.send(TransportRequest(.GET, "/")).status == 200)
            }
        }
    }

    @Test func connectionClose() async throws {
        let script: ScriptedServer.Script = { _, answer in answer.whole(200, "{}", ["connection": "close"]) }
        try await exchange(.http1, script) { transport, server in
            for _ in 0..<3 {
                let status = try await transport.send(TransportRequest(.GET, "/")).status
                #expect(status == 200)
            }
            #expect(server.connections == 3)
        }
    }

    /// A server that restarts says which requests it will not see to: they go over the next connection, also a POST.
    @Test func goAway() async throws {
        let script: ScriptedServer.Script = { request, answer in
            guard answer.connection == 1 else { return answer.whole(200, "{}") }
            // The first three streams of the first connection are 1, 3 and 5.
            switch request.uri {
            case "/0": answer.after(.milliseconds(100)) { $0.whole(200, "{}") }
            case "/2":
                answer.goAway(after: 1)
            default: break
            }
        }
        try await exchange(.http2, script) { transport, server in
            let statuses = try await withThrowingTaskGroup { group in
                for index in 0..<3 {
                    group.addTask { try await transport.send(TransportRequest(.POST, "/\(index)")).status }
                    while server.requests.count <= index { try await Task.sleep(for: .milliseconds(1)) }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == [200, 200, 200])
            #expect(server.connections == 2)
            #expect(server.lines.filter { $0 == "POST /0" }.count == 1)
        }
    }

    @Test func aStreamThatIsRefused() async throws {
        let script: ScriptedServer.Script = { _, answer in answer.reset(refused: true) }
        try await exchange(.http2, script) { transport, server in
            let failure = await failure(transport)
            #expect(failure == ExchangeFailure(cause: .connectionLost, wasSent: false))
            #expect(server.requests.count == 6)
        }
    }

    @Test func aStreamThatIsReset() async throws {
        let script: ScriptedServer.Script = { _, answer in answer.reset() }
        try await exchange(.http2, script) { transport, server in
            #expect(await failure(transport) == ExchangeFailure(cause: .connectionLost, wasSent: true))
            #expect(server.requests.count == 1)
        }
    }

    // MARK: what does not get that far

    @Test func nobodyListens() async throws {
        let port = try #require(ClosedPort())
        let result = try await get(try settings(port.number))
        #expect(dialFailure(result) == DialFailure(stage: .serverTCP, cause: .connectionRefused))
        let named = try await get(try settings(port.number, host: "localhost"))
        #expect(dialFailure(named)?.cause == .connectionRefused)
    }

    @Test func anUnknownName() async throws {
        let result = try await get(try settings(6443, trusting: [Self.authority], host: "no-such-host.invalid"))
        #expect(
            dialFailure(result) == DialFailure(stage: .serverTCP, cause: .unknownName("no-such-host.invalid")))
    }

    @Test func aServerWithoutTLS() async throws {
        try await ScriptedServer.run(script: kind200) { server in
            let result = try await get(try settings(server.port, trusting: [Self.authority]))
            #expect(dialFailure(result) == DialFailure(stage: .serverTLS, cause: .notTLS))
        }
    }

    @Test func aServerThatIsSilent() async throws {
        var proxy = TestProxy.Options()
        proxy.isSilent = true
        try await TestProxy.run(proxy) { silent in
            let result = try await get(
                try settings(silent.port, trusting: [Self.authority]) { $0.limits.connecting = .milliseconds(200) })
            #expect(dialFailure(result) == DialFailure(stage: .serverTLS, cause: .timedOut(.milliseconds(200))))
        }
    }

    @Test func whatIsNoHTTP() async throws {
        var proxy = TestProxy.Options()
        proxy.greeting = "SSH-2.0-OpenSSH_9.6\r\n"
        try await TestProxy.run(proxy) { other in
            let result = try await get(try settings(other.port))
            #expect(throws: ExchangeFailure.self) { try result.get() }
        }
    }

    @Test(arguments: ["a\nb", "a\r\nX: y", "a\0b", "a\u{7F}"])
    func valuesThatCannotBeSent(value: String) async throws {
        try await exchange(.http1, kind200) { transport, server in
            let failure = await failure(transport) { $0.headers = ["Authorization": "Bearer \(value)"] }
            #expect(failure == ExchangeFailure(cause: .unsendableHeader("Authorization"), wasSent: false))
            #expect(server.connections == 0)
        }
    }

    /// After another client certificate is given, no connection of the former one is used.
    @Test(arguments: Version.allCases)
    func anotherIdentity(version: Version) async throws {
        var options = ScriptedServer.Options(chain: [Self.leaf])
        options.clientAuthority = Self.authority
        options.speaksHTTP2 = version == .http2
        try await ScriptedServer.run(options, script: kind200) { server in
            var settings = try settings(server.port, trusting: [Self.authority])
            settings.limits.versions = version == .http2 ? [.http2] : [.http1]
            settings.tls.identity = Self.authority.client("a").identity
            try await withHTTPTransport(settings) { transport in
                _ = try await transport.send(TransportRequest(.GET, "/"))
                try await transport.use(Self.authority.client("b").identity)
                _ = try await transport.send(TransportRequest(.GET, "/"))
                #expect(server.connections == 2)
            }
        }
    }
}
