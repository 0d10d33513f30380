internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization
package import Values

/// What the test server does with a request.
package enum Reply: Sendable {
    case answer(_ status: Int, _ body: String, _ headers: [String: String] = ["content-type": "application/json"])
    /// Never answers.
    case hang
    /// Closes the connection without an answer.
    case reset
    /// Announces more than it sends, then closes.
    case cutOff
    /// Begins an answer and sends a byte of it every now and then.
    case trickle

    package static func json(_ value: Value, status: Int = 200, headers: [String: String] = [:]) -> Reply {
        .answer(
            status, JSONWriter.text(value),
            headers.merging(["content-type": "application/json"]) { own, _ in own })
    }

    /// A `Status` as an API server sends it.
    package static func failure(
        _ code: Int, _ reason: String, _ message: String, details: Value = [:], _ headers: [String: String] = [:]
    ) -> Reply {
        .json(
            [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                "message": .string(message), "reason": .string(reason), "details": details, "code": .int(Int64(code)),
            ], status: code, headers: headers)
    }
}

/// A request as the test server saw it.
package struct SeenRequest: Sendable {
    package let method: String
    package let uri: String
    package let headers: [String: String]
    package let body: String

    package var line: String { "\(method) \(uri)" }
}

/// An HTTP server on a free port that gives each request the next of its replies, and the last one for ever, or what
/// a function says.
package final class TestServer: Sendable {
    private let channel: any Channel
    private let script: Script
    package let isSecure: Bool

    /// Runs a body with a server that is gone afterwards.
    package static func run<Result>(
        _ replies: [Reply], secure: Bool = false, _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        try await run(Script(replies), secure: secure, body)
    }

    /// Runs a body with a server that asks `reply` what to do; it is gone afterwards.
    ///
    /// - Parameter loopback: whether it speaks TLS, with the certificate for 127.0.0.1.
    package static func run<Result>(
        answering reply: @escaping @Sendable (SeenRequest) async -> Reply, loopback: Bool = false,
        _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        try await run(Script(reply), secure: loopback, loopback: loopback, body)
    }

    private static func run<Result>(
        _ script: Script, secure: Bool, loopback: Bool = false, _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        let server = try await TestServer(script, secure: secure, loopback: loopback)
        do {
            let result = try await body(server)
            try await server.channel.close()
            return result
        } catch {
            try? await server.channel.close()
            throw error
        }
    }

    private init(_ script: Script, secure: Bool, loopback: Bool) async throws {
        let tls = secure ? try Self.tlsContext(loopback: loopback) : nil
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.script = script
        isSecure = secure
    }

    private static func tlsContext(loopback: Bool) throws -> NIOSSLContext {
        let certificate = loopback ? TestCertificates.loopback : TestCertificates.server
        let privateKey = loopback ? TestCertificates.loopbackKey : TestCertificates.serverKey
        let certificates = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(privateKey.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key)))
    }

    package var port: Int { channel.localAddress?.port ?? 0 }
    package var url: String { "\(isSecure ? "https" : "http")://127.0.0.1:\(port)" }
    package var requests: [SeenRequest] { script.seen.withLock { $0 } }
    package var lines: [String] { requests.map(\.line) }
}

final class Script: Sendable {
    let seen = Mutex<[SeenRequest]>([])
    private let choose: @Sendable (Int, SeenRequest) async -> Reply

    init(_ replies: [Reply]) {
        choose = { index, _ in index < replies.count ? replies[index] : replies.last ?? .hang }
    }

    init(_ reply: @escaping @Sendable (SeenRequest) async -> Reply) {
        choose = { _, request in await reply(request) }
    }

    func reply(to request: SeenRequest) async -> Reply {
        let index = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return await choose(index, request)
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let script: Script
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ script: Script) { self.script = script }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer): body += Array(buffer.readableBytesView)
        case .end:
            guard let head else { return }
            let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $0 + ", " + $1 }
            let request = SeenRequest(
                method: head.method.rawValue, uri: head.uri, headers: headers,
                body: String(decoding: body, as: UTF8.self))
            context.eventLoop.makeFutureWithTask { [script] in await script.reply(to: request) }
                .assumeIsolated().whenSuccess { self.send($0, context) }
        }
    }

    private func send(_ reply: Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .hang: break
        case .reset: context.close(promise: nil)
        case .cutOff:
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "1000"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "{")))), promise: nil)
            context.flush()
            context.close(promise: nil)
        case .trickle:
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "100000"])
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            let channel = context.channel
            context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(20)) { task in
                guard channel.isActive else { return task.cancel() }
                channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: " "))), promise: nil)
            }
        case .answer(let status, let text, let extra):
            var headers = HTTPHeaders(extra.map { ($0.key, $0.value) })
            headers.replaceOrAdd(name: "content-length", value: String(text.utf8.count))
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
