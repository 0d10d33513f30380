internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2
internal import NIOHTTPCompression

/// A connection that carries many exchanges at a time, each on its stream (HTTP/2).
final class HTTP2Connection {
    let pool: ConnectionPool
    private let channel: any Channel
    private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
    private var streams = 0
    private var maximumStreams = 100
    private var isOpen = true
    private var idleTimer: Scheduled<Void>?
    private let heartbeat: Heartbeat
    /// The last stream that the server will see to; nil while it sees to all.
    private(set) var lastStream: HTTP2StreamID?
    private(set) var refusals: CertificateRefusalWatch

    /// Puts HTTP/2 onto a channel.
    init(_ channel: any Channel, pool: ConnectionPool) throws {
        self.pool = pool
        self.channel = channel
        refusals = CertificateRefusalWatch(hasIdentity: pool.settings.tls.identity != nil)
        heartbeat = Heartbeat(channel)
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        // The windows of 64 KiB that the standard begins with make large answers wait for the way and back.
        connection.targetWindowSize = 8 << 20
        connection.initialSettings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .maxHeaderListSize, value: 64 << 10),
            HTTP2Setting(parameter: .initialWindowSize, value: 1 << 20),
        ]
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = 1 << 20
        let handler = NIOHTTP2Handler(
            mode: .client, eventLoop: channel.eventLoop, connectionConfiguration: connection,
            streamConfiguration: stream
        ) { pushed in pushed.close() }
        let watch = BytesHandler()
        try channel.pipeline.syncOperations.addHandlers([watch, handler])
        multiplexer = try handler.syncMultiplexer()
        watch.connection = self
        try channel.pipeline.syncOperations.addHandlers([FramesHandler(self)])
    }

    /// Whether it takes another exchange now.
    var hasRoom: Bool { isOpen && lastStream == nil && streams < min(maximumStreams, pool.settings.limits.concurrency) }

    /// Whether it takes another exchange now or later.
    var isUsable: Bool { isOpen && lastStream == nil && channel.isActive }

    func start(_ exchange: Exchange) {
        idleTimer?.cancel()
        streams += 1
        if streams == 1 { heartbeat.start() }
        let stream = HTTP2Stream(exchange, self)
        exchange.attach(to: stream)
        let bound = NIOLoopBound(stream, eventLoop: channel.eventLoop)
        let created = channel.eventLoop.makePromise(of: (any Channel).self)
        multiplexer.createStreamChannel(promise: created) { channel in
            channel.eventLoop.makeCompletedFuture { try bound.value.configure(channel) }
        }
        created.futureResult.assumeIsolated().whenFailure { _ in stream.failToOpen() }
    }

    /// To be called once for each stream, when it has ended.
    func streamEnded() {
        streams -= 1
        if streams == 0 {
            heartbeat.stop()
            if lastStream != nil { close() } else { rest() }
        }
        pool.streamEnded()
    }

    func close() {
        idleTimer?.cancel()
        heartbeat.stop()
        guard isOpen else { return }
        isOpen = false
        channel.close(promise: nil)
        pool.remove(self)
    }

    private func rest() {
        idleTimer = channel.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(pool.settings.limits.idle)) {
            self.close()
        }
    }

    // MARK: what its handlers see

    fileprivate func noteBytes() {
        refusals.noteBytes()
        heartbeat.noteBytes()
    }

    fileprivate func note(_ error: any Error) { refusals.note(error) }

    fileprivate func receive(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .settings(.settings(let settings)):
            if let limit = settings.last(where: { $0.parameter == .maxConcurrentStreams }) {
                maximumStreams = limit.value
                pool.streamEnded()
            }
        case .goAway(let last, _, _):
            lastStream = lastStream.map { min($0, last) } ?? last
            pool.remove(self)
            if streams == 0 { close() }
        default: break
        }
    }
}

/// Sees the bytes of a connection before HTTP/2 does: that there are any, and errors of TLS.
private final class BytesHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    weak var connection: HTTP2Connection?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection?.noteBytes()
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection?.note(error)
        context.fireErrorCaught(error)
    }
}

/// Sees the frames of the connection as a whole, and its end.
private final class FramesHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame

    private let connection: HTTP2Connection

    init(_ connection: HTTP2Connection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { connection.receive(unwrapInboundIn(data)) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An error of one stream is that stream's.
        if error is NIOHTTP2Errors.StreamError { return }
        connection.close()
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.close()
        context.fireChannelInactive()
    }
}

/// Asks a server that is silent although something is awaited whether it is still there (PING).
private final class Heartbeat {
    /// How long a server may be silent before it is asked, and how long before it counts as gone.
    private static let interval = TimeAmount.seconds(10)

    private let channel: any Channel
    private var heard = NIODeadline.now()
    private var isAsked = false
    private var timer: Scheduled<Void>?

    init(_ channel: any Channel) { self.channel = channel }

    func noteBytes() {
        heard = .now()
        isAsked = false
    }

    func start() {
        noteBytes()
        wait()
    }

    func stop() {
        timer?.cancel()
        timer = nil
    }

    private func wait() {
        timer = channel.eventLoop.assumeIsolated().scheduleTask(in: Self.interval) { self.look() }
    }

    private func look() {
        guard NIODeadline.now() - heard >= Self.interval else { return wait() }
        guard !isAsked else { return channel.close(promise: nil) }
        isAsked = true
        let frame = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(withInteger: 1), ack: false))
        channel.writeAndFlush(frame, promise: nil)
        wait()
    }
}
