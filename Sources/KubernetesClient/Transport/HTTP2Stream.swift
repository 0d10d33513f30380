internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2
internal import NIOHTTPCompression

/// The stream of one exchange.
final class HTTP2Stream: ChannelInboundHandler, ExchangeCarrier {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let connection: HTTP2Connection
    private var exchange: Exchange?
    private var channel: (any Channel)?
    private var isOpen = true
    private var number: HTTP2StreamID?

    init(_ exchange: Exchange, _ connection: HTTP2Connection) {
        self.exchange = exchange
        self.connection = connection
    }

    func configure(_ channel: any Channel) throws {
        self.channel = channel
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HTTP2FramePayloadToHTTP1ClientCodec(httpProtocol: .https))
        if let request = exchange?.request, request.headers.contains(name: "accept-encoding") {
            try pipeline.addHandler(NIOHTTPResponseDecompressor(limit: .size(request.maximumAnswerSize)))
        }
        try pipeline.addHandler(self)
    }

    /// The connection takes no stream any more.
    func failToOpen() { end { exchange in self.connection.pool.takeBack(exchange) } }

    // MARK: ExchangeCarrier

    func abandon(_ exchange: Exchange) {
        self.exchange = nil
        end { _ in }
        // Resets the stream.
        channel?.close(promise: nil)
    }

    func setReading(_ isReading: Bool) {
        try? channel?.syncOptions?.setOption(.autoRead, value: isReading)
        // A stream does not begin to read by itself.
        if isReading { channel?.read() }
    }

    // MARK: ChannelInboundHandler

    func channelActive(context: ChannelHandlerContext) {
        guard let exchange else { return context.close(promise: nil) }
        let request = exchange.request
        exchange.send(on: self)
        let head = HTTPRequestHead(
            version: .http2, method: request.method, uri: request.target, headers: request.headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body = request.body {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        number = try? context.channel.syncOptions?.getOption(HTTP2StreamChannelOptions.streamID)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        exchange?.receive(part)
        if case .end = part {
            exchange = nil
            end { _ in }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is NIOHTTP2Errors.StreamClosed {
            settleSoon(error, context.eventLoop)
        } else {
            end { settle($0, error) }
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { settleSoon(ChannelError.eof, context.eventLoop) }

    /// Decides a moment later: the frame that says which streams the server will not see to comes right behind the news
    /// that they are closed.
    private func settleSoon(_ error: any Error, _ eventLoop: any EventLoop) {
        eventLoop.assumeIsolated().execute { self.end { self.settle($0, error) } }
    }

    private func settle(_ exchange: Exchange, _ error: any Error) {
        if let failure = connection.refusals.failure {
            exchange.fail(.connecting(failure), isUnseen: true)
        } else if isUnseen(error) {
            connection.pool.takeBack(exchange)
        } else {
            exchange.fail(.init(error, limit: exchange.request.maximumAnswerSize))
        }
    }

    /// Whether the server says that it has not looked at this stream (RFC 9113 §6.8, §8.7).
    private func isUnseen(_ error: any Error) -> Bool {
        if let closed = error as? NIOHTTP2Errors.StreamClosed, closed.errorCode == .refusedStream { return true }
        guard let last = connection.lastStream else { return false }
        return number.map { $0 > last } ?? true
    }

    /// Gives up the exchange, and its place on the connection, once.
    private func end(_ settle: (Exchange) -> Void) {
        guard isOpen else { return }
        isOpen = false
        if let exchange {
            self.exchange = nil
            settle(exchange)
        }
        connection.streamEnded()
    }
}
