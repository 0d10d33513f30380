import TestSupport
import Testing

@testable import Sandbox

/// What is seen only on a connection.
struct HTTPTests {
    /// The answers to requests that are sent at once, as text.
    private static func answers(_ requests: String) async throws -> String {
        try await RawClient.withSandbox { port in try await RawClient.exchange(with: port, requests) }
    }

    /// Who sends a request and closes is answered; who watches and closes waits for nothing more.
    @Test(arguments: [
        (request("GET /api/v1/watch/namespaces"), true),
        (request("GET /api/v1/namespaces?watch=1", "Content-Length: 3\r\n") + "abc", true),
        (request("GET /api/v1/watch/namespaces/default/configmaps/a") + request("GET /healthz"), true),
        ("GET /api/v1/watch/namespaces HTTP/1.0\r\n\r\n", true), (request("GET /healthz"), false),
    ])
    func aClientThatClosesItsSide(_ requests: String, _ isWatch: Bool) async throws {
        try await RawClient.withSandbox { port in
            for pause in [0, 0, 0, 0, 2, 2, 30] {
                let socket = try PlainSocket.connected(to: port, timeout: 5)
                try socket.send(requests)
                try await Task.sleep(for: .milliseconds(pause))
                socket.endWriting()
                let answer = try await onThread { socket.receive(.max) }
                let text = String(decoding: answer.bytes, as: UTF8.self)
                #expect(answer.end == .end, "after \(pause) ms: \(text)")
                if !isWatch { #expect(text.hasSuffix("\r\n\r\nok"), "after \(pause) ms: \(text)") }
            }
        }
    }

    private static func request(_ line: String, _ fields: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
    }

    /// The answer to the second request follows the head of the first.
    @Test(arguments: [
        "/version", "/api/v1/namespaces", "/nothing", "/apis/gateway.networking.k8s.io/v1/tcproutes",
        "/apis/gateway.networking.k8s.io/v1/watch/tcproutes?timeoutSeconds=9",
    ])
    func aHeadHasNoBody(_ path: String) async throws {
        let text = try await Self.answers(
            Self.request("HEAD \(path)") + Self.request("GET /healthz", "Connection: close\r\n"))
        let parts = text.split(separator: "\r\n\r\n", omittingEmptySubsequences: false)
        #expect(parts.count == 3, "\(text)")
        #expect(parts.last == "ok")
    }

    /// The answer comes also where a body follows that nobody reads.
    @Test func aMethodThatThereIsNot() async throws {
        let body = String(repeating: "x", count: 100_000)
        let text = try await Self.answers(
            Self.request("BREW /api/v1/namespaces/default/configmaps/a", "Content-Length: \(body.utf8.count)\r\n")
                + body)
        #expect(text.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n"), "\(text)")
        #expect(text.contains("the server does not allow this method on the requested resource"), "\(text)")
    }

    /// A server that is well says so whatever it is asked with.
    @Test func aMethodThatThereIsNotOfWhatTakesAny() async throws {
        let text = try await Self.answers(Self.request("FOO /healthz"))
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(text)")
        #expect(text.hasSuffix("\r\n\r\nok"), "\(text)")
    }

    @Test func aRequestThatNamesNoHost() async throws {
        let text = try await Self.answers("GET /healthz HTTP/1.1\r\n\r\n")
        #expect(
            text == """
                HTTP/1.1 400 Bad Request: missing required Host header\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Length: 45\r
                Connection: close\r
                \r
                400 Bad Request: missing required Host header
                """)
    }

    /// Discovery is asked for often and changes never.
    @Test func whatIsKnownIsNotSentAgain() async throws {
        let accept = "Accept: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList\r\n"
        let first = try await Self.answers(Self.request("GET /apis", accept + "Connection: close\r\n"))
        let tag = try #require(
            first.split(separator: "\r\n").first { $0.lowercased().hasPrefix("etag: ") }?.dropFirst(6))
        let second = try await Self.answers(
            Self.request("GET /apis", accept + "If-None-Match: \(tag)\r\nConnection: close\r\n"))
        #expect(second.hasPrefix("HTTP/1.1 304 Not Modified\r\n"), "\(second)")
        #expect(second.hasSuffix("\r\n\r\n"), "\(second)")
        let other = try await Self.answers(
            Self.request("GET /apis", accept + "If-None-Match: \"0\"\r\nConnection: close\r\n"))
        #expect(other.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func discoveryHasNoEarlierForm() async throws {
        let earlier = "Accept: application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"
        let close = "\r\nConnection: close\r\n"
        #expect(
            try await Self.answers(Self.request("GET /apis", earlier + close)).hasPrefix(
                "HTTP/1.1 406 Not Acceptable\r\n"))
        #expect(
            try await Self.answers(Self.request("GET /apis", earlier + ",application/json" + close))
                .hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    /// The end of the connection is the end of the answer, also of a watch.
    @Test(arguments: ["/healthz", "/apis/gateway.networking.k8s.io/v1/watch/tcproutes?timeoutSeconds=1"])
    func anEarlierHTTP(_ path: String) async throws {
        let text = try await Self.answers("GET \(path) HTTP/1.0\r\n\r\n")
        #expect(text.hasPrefix("HTTP/1.0 200 OK\r\n"), "\(text)")
        #expect(!text.lowercased().contains("transfer-encoding"), "\(text)")
        #expect(text.lowercased().contains("\r\nconnection: close\r\n"), "\(text)")
    }

    @Test func whoAsksBeforeSendingIsToldToGoOn() async throws {
        let body = #"{"metadata":{"name":"a"}}"#
        let fields = "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n"
        let text = try await Self.answers(
            Self.request("POST /api/v1/namespaces", fields + "Connection: close\r\n") + body)
        #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n"), "\(text)")
    }
}
