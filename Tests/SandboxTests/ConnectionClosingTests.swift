import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import Sandbox

/// How a connection ends.
struct ConnectionClosingTests {
    /// A client that a server does not let say all it has to say, or that has said it.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var head: String
        /// How many bytes come behind the head.
        var rest = 0
        /// Whether the client says that this is all.
        var endsWriting = false
        var answer: String
    }

    static let cases = [
        Case(
            testDescription: "no host", head: "GET /healthz HTTP/1.1\r\n\r\n", rest: 400_000,
            answer: "HTTP/1.1 400 Bad Request: missing required Host header\r\n"),
        Case(
            testDescription: "unknown method", head: "FOO /healthz HTTP/1.1\r\nHost: a\r\n\r\n", rest: 400_000,
            answer: "HTTP/1.1 200 OK\r\n"),
        Case(
            testDescription: "unknown method of a client that is done",
            head: "FOO /healthz HTTP/1.1\r\nHost: a\r\n\r\n", endsWriting: true, answer: "HTTP/1.1 200 OK\r\n"),
        Case(
            testDescription: "body that is a little too large",
            head: "POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Length: 3200000\r\n\r\n", rest: 3_200_000,
            answer: "HTTP/1.1 413 Payload Too Large\r\n"),
        Case(
            testDescription: "body that is much too large",
            head: "POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n", rest: 20_000_000,
            answer: "HTTP/1.1 413 Payload Too Large\r\n"),
        Case(
            testDescription: "no request", head: "GARBAGE\r\n\r\n", rest: 400_000,
            answer: "HTTP/1.1 400 Bad Request\r\n"),
        Case(
            testDescription: "earlier HTTP", head: "GET /healthz HTTP/1.0\r\n\r\n", endsWriting: true,
            answer: "HTTP/1.0 200 OK\r\n"),
    ]

    /// The whole answer, and an end without a reset.
    @Test(.timeLimit(.minutes(2)), arguments: cases)
    func theLastAnswerArrives(_ example: Case) async throws {
        try await RawClient.withSandbox { port in
            for _ in 0..<10 {
                let (text, end) = try await onThread {
                    let socket = try PlainSocket.connected(to: port)
                    try socket.send(example.head + String(repeating: "x", count: example.rest))
                    if example.endsWriting { socket.endWriting() }
                    let received = socket.receive(.max)
                    return (String(decoding: received.bytes, as: UTF8.self), received.end)
                }
                #expect(text.hasPrefix(example.answer), "\(text)")
                #expect(end == .end)
            }
        }
    }

    /// However a client says that it has no more to ask, the server does not keep the connection for it.
    @Test(arguments: ["close", "Close", "keep-alive, close, TE"])
    func aRequestMayBeTheLast(_ connection: String) async throws {
        try await RawClient.withSandbox { port in
            let socket = try PlainSocket.connected(to: port)
            try socket.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: \(connection)\r\n\r\n")
            let answer = try await onThread { socket.receive(.max) }
            #expect(String(decoding: answer.bytes, as: UTF8.self).lowercased().contains("\r\nconnection: close\r\n"))
            #expect(answer.end == .end)
            try await Task.sleep(for: ConnectionClosing.delay.duration + .milliseconds(500))
            try socket.send("x")
            try await Task.sleep(for: .milliseconds(100))
            #expect(throws: PlainSocket.Failure.self) { try socket.send("x") }
        }
    }

    /// What follows a CONNECT would be for the other end of a tunnel.
    @Test func aTunnelIsNotMade() async throws {
        try await RawClient.withSandbox { port in
            let text = try await RawClient.exchange(
                with: port, "CONNECT /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(text)")
            #expect(text.hasSuffix("\r\n\r\nok"), "\(text)")
        }
    }

    /// More than the system keeps for a client that does not read yet.
    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            "HTTP/1.0\r\n\r\n", "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HTTP/1.1\r\nHost: a\r\n\r\n",
        ])
    func aLongAnswerArrivesWhole(_ rest: String) async throws {
        try await RawClient.withSandbox { port in
            let long = String(repeating: "x", count: 900_000)
            for number in 0..<8 {
                let body = #"{"metadata":{"name":"a\#(number)"},"data":{"a":"\#(long)"}}"#
                let made = try await RawClient.exchange(
                    with: port,
                    "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
                #expect(made.hasPrefix("HTTP/1.1 201 Created\r\n"))
            }
            let socket = try PlainSocket.connected(to: port)
            try socket.send("GET /api/v1/namespaces/default/configmaps " + rest)
            socket.endWriting()
            try await Task.sleep(for: .milliseconds(300))
            let answer = try await onThread { socket.receive(.max) }
            #expect(answer.bytes.count > 8 * 900_000)
            #expect(answer.bytes.last == UInt8(ascii: "}") || answer.bytes.suffix(2) == Array("}\n".utf8))
            #expect(answer.end == .end)
        }
    }

    /// Whichever comes first, the end of what the client sends or whoever waits for it.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func theEndOfWhatTheClientSends(_ closesAll: Bool) async throws {
        let channel = NIOAsyncTestingChannel()
        try await channel.testingEventLoop.executeInContext {
            try channel.pipeline.syncOperations.addHandler(ConnectionClosing())
        }
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        let end = await ConnectionClosing.inputEnd(of: channel)
        async let waiting: Void = end.wait()
        if closesAll {
            try await channel.close()
        } else {
            try await channel.testingEventLoop.executeInContext {
                channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            }
        }
        await waiting
        await ConnectionClosing.inputEnd(of: channel).wait()
        #expect(channel.isActive == !closesAll)
        if !closesAll { _ = try await channel.finish() }
    }
}

extension TimeAmount {
    fileprivate var duration: Duration { .nanoseconds(nanoseconds) }
}
