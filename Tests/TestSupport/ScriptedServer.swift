internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// A server of HTTP/1.1 or HTTP/2, with TLS or without, on a free port, whose answers a test writes: as replies, or part by
/// part.
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

        /// With the certificate of `TestCertificate.loopback`.
        package static let loopback = Options(chain: [.loopback])
    }

    /// Says what is answered to each request, on the event loop of its connection.
    package typealias Script = @Sendable (_ request: SeenRequest, _ answer: AnswerWriter) -> Void

    private let channel: any Channel
    private let log: Log
    private let isSecure: Bool

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

    /// Runs a body with a server that gives each request the next of its replies, and the last one for ever.
    package static func run<Result>(
        _ replies: [Reply], _ options: Options = Options(), _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let count = Atomic(0)
        return try await run(
            options,
            script: { _, answer in
                let index = count.wrappingAdd(1, ordering: .relaxed).oldValue
                answer.write(index < replies.count ? replies[index] : replies.last ?? .hang)
            }, body)
    }

    /// Runs a body with a server that asks a function what to do.
    package static func run<Result>(
        answering reply: @escaping @Sendable (SeenRequest) async -> Reply, _ options: Options = Options(),
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await run(options, script: { request, answer in answer.write { await reply(request) } }, body)
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
        isSecure = tls != nil
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
    package var url: String { "\(isSecure ? "https" : "http")://127.0.0.1:\(port)" }
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
