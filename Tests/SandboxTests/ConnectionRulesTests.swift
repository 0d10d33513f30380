import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Sandbox

/// What a connection is kept to, on a clock of the test's own.
struct ConnectionRulesTests {
    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel(handler: ConnectionRules())
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func request(_ version: HTTPVersion = .http1_1, headers: HTTPHeaders = [:]) throws {
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
        #expect(!channel.isActive)
    }

    @Test(arguments: [(HTTPVersion.http1_1, true), (.http1_0, false)])
    func whoAsksIsToldToGoOn(_ version: HTTPVersion, _ isTold: Bool) throws {
        try request(version, headers: ["expect": "100-Continue"])
        let part = try channel.readOutbound(as: HTTPServerResponsePart.self)
        #expect((part == .head(HTTPResponseHead(version: .http1_1, status: .continue))) == isTold)
    }
}
