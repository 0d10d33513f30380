internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression

/// A connection that carries one exchange at a time (HTTP/1.1).
final class HTTP1Connection: ChannelInboundHandler, ExchangeCarrier {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// Which identity of the pool it was made with.
    let generation: Int
    private let pool: ConnectionPool
    private let channel: any Channel
    private let forwarding: ForwardProxy?
    private var refusals: CertificateRefusalWatch
    private var exchange: Exchange?
    private var decompressor: NIOHTTPResponseDecompressor?
    private var isWritten = true
    private var keepsAlive = true
    private var isOpen = true
    private var idleTimer: Scheduled<Void>?

    /// Puts HTTP/1.1 onto a channel.
    init(_ channel: any Channel, pool: ConnectionPool, generation: Int) throws {
        self.pool = pool
        self.generation = generation
        self.channel = channel
        forwarding = ForwardProxy(pool.settings)
        refusals = CertificateRefusalWatch(hasIdentity: pool.settings.tls.identity != nil)
        // Headers are checked before they get here.
        try channel.pipeline.syncOperations.addHTTPClientHandlers(enableOutboundHeaderValidation: false)
        try channel.pipeline.syncOperations.addHandler(self)
    }

    /// Sends an exchange's request; false, and nothing is sent, where the connection is closed.
    func start(_ exchange: Exchange) -> Bool {
        idleTimer?.cancel()
        guard isOpen, channel.isActive else { return false }
        let request = exchange.request
        if request.headers.contains(name: "accept-encoding"), !add(decompressorFor: request) { return false }
        self.exchange = exchange
        keepsAlive = true
        isWritten = false
        exchange.send(on: self)
        var head = HTTPRequestHead(
            version: .http1_1, method: request.method, uri: request.target, headers: request.headers)
        forwarding?.adapt(&head)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if let body = request.body {
            channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        }
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.isWritten = true }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: written)
        return true
    }

    /// Closes the connection when nothing has used it for a while.
    func rest(for time: Duration) {
        idleTimer = channel.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { self.close() }
    }

    func close() {
        idleTimer?.cancel()
        guard isOpen else { return }
        isOpen = false
        channel.close(promise: nil)
        pool.remove(self)
    }

    // MARK: ExchangeCarrier

    func abandon(_ exchange: Exchange) {
        self.exchange = nil
        close()
        if exchange.wasUnanswered { pool.closeUnused() }
    }

    func setReading(_ isReading: Bool) { try? channel.syncOptions?.setOption(.autoRead, value: isReading) }

    // MARK: ChannelInboundHandler

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        refusals.noteBytes()
        let part = unwrapInboundIn(data)
        if case .head(let head) = part {
            keepsAlive = head.isKeepAlive
            if head.status == .proxyAuthenticationRequired, let forwarding {
                exchange?.fail(.connecting(forwarding.wantsCredentials), isUnseen: true)
            }
        }
        exchange?.receive(part)
        if case .end = part { endExchange() }
    }

    private func endExchange() {
        guard exchange != nil else { return }
        exchange = nil
        if let decompressor { channel.pipeline.syncOperations.removeHandler(decompressor, promise: nil) }
        decompressor = nil
        // The end may have come right behind the bytes for which it was held back.
        setReading(true)
        // An answer that came before the request was sent in whole leaves the connection unusable.
        if keepsAlive, isWritten, isOpen, channel.isActive { pool.release(self) } else { close() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        refusals.note(error)
        fail(error)
        close()
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ChannelError.eof)
        close()
    }

    private func fail(_ error: any Error) {
        guard let exchange else { return }
        self.exchange = nil
        if let failure = refusals.failure {
            exchange.fail(.connecting(failure), isUnseen: true)
        } else {
            exchange.fail(.init(error, limit: exchange.request.maximumAnswerSize))
        }
    }

    private func add(decompressorFor request: TransportRequest) -> Bool {
        let handler = NIOHTTPResponseDecompressor(limit: .size(request.maximumAnswerSize))
        do { try channel.pipeline.syncOperations.addHandler(handler, position: .before(self)) } catch { return false }
        decompressor = handler
        return true
    }
}

/// An HTTP proxy that is sent the requests for a server without TLS: they name it in full.
struct ForwardProxy {
    private let origin: String
    private let credentials: Secret?

    /// Nil where connections lead to the server itself.
    init?(_ settings: TransportSettings) {
        guard let proxy = settings.proxy, proxy.kind != .socks5, !settings.server.isSecure else { return nil }
        origin = "http://\(settings.server.authority)"
        credentials = proxy.user?.basicAuthorization
    }

    func adapt(_ head: inout HTTPRequestHead) {
        head.uri = origin + head.uri
        if let credentials { head.headers.replaceOrAdd(name: "Proxy-Authorization", value: credentials.reveal()) }
    }

    var wantsCredentials: DialFailure {
        DialFailure(stage: .proxyTunnel, cause: .proxyCredentials(given: credentials != nil))
    }
}
