import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Sandbox

/// What a connection is kept to, on a clock of the test's own.
struct ConnectionRulesTests {
    private let channel: EmbeddedChannel

    init() throws {
        let closing = ConnectionClosing()
        channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers(closing, ConnectionRules(closing: closing))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func request(_ version: HTTPVersion = .http1_1, headers: HTTPHeaders = ["host": "localhost"]) throws {
        let head = HTTPRequestHead(version: version, method: .GET, uri: "/", headers: headers)
        try channel.writeInbound(HTTPServerRequestPart.head(head))
    }

    private func end() throws { try channel.writeInbound(HTTPServerRequestPart.end(nil)) }

    private func answer(_ headers: HTTPHeaders = [:]) throws {
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
        try channel.writeOutbound(HTTPServerResponsePart.head(head))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
    }

    private func isOpen(after seconds: Int64) -> Bool {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
        return channel.isActive
    }

    @Test func aConnectionWithoutARequest() {
        #expect(isOpen(after: 31))
        #expect(!isOpen(after: 2))
    }

    @Test func aBodyThatDoesNotEnd() throws {
        try request()
        for _ in 0..<5 {
            #expect(isOpen(after: 11))
            try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "x")))
        }
        #expect(!isOpen(after: 6))
    }

    /// Its server may not even have begun to read it.
    @Test func aBodyBehindAnUnansweredRequest() throws {
        try request()
        try end()
        try request()
        #expect(isOpen(after: 3600))
        try answer()
        #expect(isOpen(after: 3600) == false)
    }

    @Test func anAnswerMayTakeItsTime() throws {
        try request()
        try end()
        #expect(isOpen(after: 3600))
        try answer()
        #expect(isOpen(after: 89))
        try request()
        try end()
        #expect(isOpen(after: 3600))
        try answer()
        #expect(!isOpen(after: 91))
    }

    /// Its client reads slowly.
    @Test func anAnswerThatIsNotSentYet() throws {
        try request()
        try end()
        let head = HTTPResponseHead(version: .http1_1, status: .ok)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.end(nil), promise: nil)
        #expect(isOpen(after: 3600))
        channel.flush()
        #expect(isOpen(after: 89))
        #expect(!isOpen(after: 2))
    }

    @Test func http10() throws {
        try request(.http1_0)
        try end()
        try answer(["transfer-encoding": "chunked", "content-type": "text/plain"])
        guard case .head(let head)? = try channel.readOutbound(as: HTTPServerResponsePart.self) else {
            Issue.record("no head")
            return
        }
        #expect(head.version == .http1_0)
        #expect(head.headers == ["content-type": "text/plain", "connection": "close"])
        #expect(!isOpen(after: 1))
    }

    @Test(arguments: [("close", false), ("Close", false), ("keep-alive", true)])
    func anAnswerMayBeTheLast(_ connection: String, _ staysOpen: Bool) throws {
        try request()
        try end()
        try answer(["connection": connection])
        #expect(isOpen(after: 1) == staysOpen)
    }

    /// As Go's server has it; clients of HTTP/1.0 know no hosts.
    @Test(
        arguments: [
            ([:], .http1_1, "missing required Host header"), (["host": ""], .http1_1, nil),
            (HTTPHeaders([("host", "a"), ("host", "a")]), .http1_1, "too many Host headers"), ([:], .http1_0, nil),
        ] as [(HTTPHeaders, HTTPVersion, String?)])
    func whoNamesNoHostIsRefused(_ headers: HTTPHeaders, _ version: HTTPVersion, _ problem: String?) throws {
        try request(version, headers: headers)
        try end()
        #expect(isOpen(after: 1) == (problem == nil))
        guard let problem else { return }
        guard case .head(let head)? = try channel.readOutbound(as: HTTPServerResponsePart.self) else {
            Issue.record("no head")
            return
        }
        #expect(head.status == .custom(code: 400, reasonPhrase: "Bad Request: \(problem)"))
        let body = try channel.readOutbound(as: HTTPServerResponsePart.self)
        #expect(body == .body(.byteBuffer(ByteBuffer(string: "400 Bad Request: \(problem)"))))
        #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == nil)
    }

    /// Answers come in the order of the requests.
    @Test func aRefusalWaitsForTheAnswersBeforeIt() throws {
        try request()
        try end()
        try request(headers: [:])
        #expect(try channel.readOutbound(as: HTTPServerResponsePart.self) == nil)
        try answer()
        var codes: [UInt] = []
        while let part = try? channel.readOutbound(as: HTTPServerResponsePart.self) {
            if case .head(let head) = part { codes.append(head.status.code) }
        }
        #expect(codes == [200, 400])
        #expect(!isOpen(after: 1))
    }

    @Test(arguments: [(HTTPVersion.http1_1, true), (.http1_0, false)])
    func whoAsksIsToldToGoOn(_ version: HTTPVersion, _ isTold: Bool) throws {
        try request(version, headers: ["host": "localhost", "expect": "100-Continue"])
        let part = try channel.readOutbound(as: HTTPServerResponsePart.self)
        #expect((part == .head(HTTPResponseHead(version: .http1_1, status: .continue))) == isTold)
    }

    /// The word would stand in the middle of the answer before.
    @Test func whoAsksIsToldWhenItsTurnComes() throws {
        try request()
        try end()
        try request(headers: ["host": "localhost", "expect": "100-continue"])
        #expect(try channel.readOutbound(as: HTTPServerResponsePart.self) == nil)
        try answer()
        var codes: [UInt] = []
        while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            if case .head(let head) = part { codes.append(head.status.code) }
        }
        #expect(codes == [200, 100])
    }

    /// The parser may have more in what it was given.
    @Test(arguments: [["connection": "close"], ["upgrade": "h2c"]] as [HTTPHeaders])
    func nothingIsReadBehindTheLastRequest(_ headers: HTTPHeaders) throws {
        var headers = headers
        headers.add(name: "host", value: "localhost")
        try request(headers: headers)
        try end()
        try request()
        try end()
        var heads = 0
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            if case .head = part { heads += 1 }
        }
        #expect(heads == 1)
    }
}
