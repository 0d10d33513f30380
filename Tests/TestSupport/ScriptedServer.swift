internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// A server of HTTP/1.1 or HTTP/2, with TLS or without, whose answers a test writes part by part.
package final class ScriptedServer: Sendable {
    package struct Options: Sendable {
        /// The server's certificate, then those it sends along; none for a server without TLS.
        package var chain: [TestCertificate] = []
        /// Who signs the certificates that clients must have; nil where they need none.
        package var clientAuthority: TestCertificate?
        /// Up to TLS 1.2.
        package var isOldTLS = false
        package var speaksHTTP2 = false
        package var maximumStreams = 100

        package init(chain: [TestCertificate] = []) { self.chain = chain }
    }

    package typealias Script = @Sendable (_ request: SeenRequest, _ answer: AnswerWriter) -> Void

    private let channel: any Channel
    private let log: Log

    fileprivate final class Log: Sendable {
        let seen = Mutex<[SeenRequest]>([])
        let connections = Mutex<[any Channel]>([])
        let certificates = Mutex<[Int: String]>([:])
    }

    /// Runs a body with a server that is gone afterwards, with its connections.
    package static func run<Result>(
        _ options: Options = Options(), script: @escaping Script, _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = try await ScriptedServer(options, script)
        do {
            let result = try await body(server)
            await server.close()
            return result
        } catch {
            await server.close()
            throw error
        }
    }

    private init(_ options: Options, _ script: @escaping Script) async throws {
        let log = Log()
        let tls = options.chain.isEmpty ? nil : try Self.context(options)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                let number = log.connections.withLock { connections in
                    connections.append(channel)
                    return connections.count
                }
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    if options.speaksHTTP2 {
                        try Self.addHTTP2(to: channel, options) { AnswerHandler(script, log, connection: number) }
                    } else {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
                        try channel.pipeline.syncOperations.addHandler(AnswerHandler(script, log, connection: number))
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.log = log
    }

    private static func addHTTP2(
        to channel: any Channel, _ options: Options, _ handler: @escaping @Sendable () -> AnswerHandler
    ) throws {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings.append(
            HTTP2Setting(parameter: .maxConcurrentStreams, value: options.maximumStreams))
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: connection, streamConfiguration: .init()
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandlers([
                    HTTP2FramePayloadToHTTP1ServerCodec(), handler(),
                ])
            }
        }
    }

    private static func context(_ options: Options) throws -> NIOSSLContext {
        let certificates = try options.chain.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.pem.utf8)) }
        let key = try NIOSSLPrivateKey(bytes: Array((options.chain.first?.keyPEM ?? "").utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.applicationProtocols = options.speaksHTTP2 ? ["h2"] : ["http/1.1"]
        if options.isOldTLS { configuration.maximumTLSVersion = .tlsv12 }
        if let authority = options.clientAuthority {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.pem.utf8)))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    package var port: Int { channel.localAddress?.port ?? 0 }
    package var requests: [SeenRequest] { log.seen.withLock { $0 } }
    package var lines: [String] { requests.map(\.line) }
    /// How many connections were made so far.
    package var connections: Int { log.connections.withLock { $0.count } }
    /// The certificates of the clients that sent something over HTTP/1.1, as PEM texts, by connection counted from 1.
    package var clientCertificates: [Int: String] { log.certificates.withLock { $0 } }
    /// How many of them are there still.
    package var openConnections: Int { log.connections.withLock { $0.count { $0.isActive } } }

    /// Ends all connections that are there now.
    package func closeConnections() async {
        for connection in log.connections.withLock({ $0 }) { try? await connection.close() }
    }

    private func close() async {
        try? await channel.close()
        await closeConnections()
    }

    fileprivate static func note(_ request: SeenRequest, of connection: Int, _ channel: any Channel, in log: Log) {
        log.seen.withLock { $0.append(request) }
        let tls = try? channel.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        guard let bytes = try? tls?.peerCertificate?.toDERBytes() else { return }
        log.certificates.withLock { $0[connection] = TestCertificate.pem("CERTIFICATE", bytes) }
    }
}

/// Writes the answer to one request; for the event loop of its connection alone.
package final class AnswerWriter {
    /// Counted from 1.
    package let connection: Int
    private let channel: any Channel

    fileprivate init(_ channel: any Channel, connection: Int) {
        self.channel = channel
        self.connection = connection
    }

    package func whole(_ status: Int, _ text: String, _ headers: [String: String] = [:]) {
        head(status, headers.merging(["content-length": String(text.utf8.count)]) { own, _ in own })
        body(Array(text.utf8))
        end()
    }

    package func head(_ status: Int, _ headers: [String: String] = [:]) {
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status),
            headers: HTTPHeaders(headers.map { ($0.key, $0.value) }))
        channel.writeAndFlush(HTTPServerResponsePart.head(head), promise: nil)
    }

    package func body(_ bytes: [UInt8]) {
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
    }

    package func end() { channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil) }

    /// Ends the connection: of a stream, that of all streams.
    package func closeConnection() {
        (channel.parent.flatMap { $0.parent == nil ? nil : $0 } ?? channel).close(promise: nil)
    }

    /// Resets the stream, or closes the connection.
    package func reset(refused: Bool = false) {
        let codec = HTTP2FramePayloadToHTTP1ServerCodec.self
        if refused, let context = try? channel.pipeline.syncOperations.context(handlerType: codec) {
            context.writeAndFlush(NIOAny(HTTP2Frame.FramePayload.rstStream(.refusedStream)), promise: nil)
        }
        channel.close(promise: nil)
    }

    /// Says that streams after the given one are not seen to (HTTP/2).
    package func goAway(after stream: Int) {
        let frame = HTTP2Frame(
            streamID: .rootStream,
            payload: .goAway(lastStreamID: HTTP2StreamID(stream), errorCode: .noError, opaqueData: nil))
        channel.parent?.writeAndFlush(frame, promise: nil)
    }

    /// Whether the client still wants the answer.
    package var isWanted: Bool { channel.isActive }

    /// Whether the client has taken most of what was written so far.
    package var canTakeMore: Bool { channel.isWritable }

    package func after(_ delay: Duration, _ body: @escaping (AnswerWriter) -> Void) {
        channel.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { body(self) }
    }
}

private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let script: ScriptedServer.Script
    private let log: ScriptedServer.Log
    private let connection: Int
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ script: @escaping ScriptedServer.Script, _ log: ScriptedServer.Log, connection: Int) {
        self.script = script
        self.log = log
        self.connection = connection
    }

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
            ScriptedServer.note(request, of: connection, context.channel, in: log)
            script(request, AnswerWriter(context.channel, connection: connection))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
