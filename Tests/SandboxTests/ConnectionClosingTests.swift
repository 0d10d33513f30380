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
