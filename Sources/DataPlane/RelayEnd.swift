internal import NIOCore

/// One end of a relayed connection, the client's or the backend's: tells the connection what happens on its channel.
final class RelayEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Nil before a backend is connected, and again once the channel is closed, which ends the cycle of the two.
    var connection: RelayedConnection?
    private(set) var channel: (any Channel)?
    /// A FIN came from it.
    var hasEnded = false
    /// A FIN was sent to it, behind everything that was to be written.
    private(set) var isFinished = false
    /// It was reset, or broke.
    private(set) var hasFailed = false
    private var isFinishing = false
    private var isClosing = false
    private var isResetting = false

    init(_ connection: RelayedConnection? = nil) { self.connection = connection }

    // MARK: what the connection does with it

    var isWritable: Bool { channel?.isWritable ?? false }

    func read() { if !hasEnded { channel?.read() } }

    func write(_ bytes: ByteBuffer) { channel?.write(bytes, promise: nil) }

    func flush() { channel?.flush() }

    /// Sends a FIN once everything is written; the channel then closes when its peer has sent one too.
    func finish() {
        guard let channel, !isFinishing else { return }
        isFinishing = true
        afterFlush {
            self.isFinished = true
            // Closing the output drops what is pending, hence the wait; it closes all where a FIN came already.
            channel.close(mode: self.isClosing ? .all : .output, promise: nil)
        }
    }

    /// Sends a FIN as `finish()` does, and takes nothing more: the system answers what still comes with a RST.
    func finishAndClose() {
        guard !isFinished else { return abandon() }
        isClosing = true
        finish()
    }

    /// Sends a RST: once everything is written, which may take `limit`, or at once where that is nil.
    func reset(within limit: Duration?) {
        guard let channel else { return }
        let close = {
            TCPOptions.resetOnClose(channel)
            channel.close(promise: nil)
        }
        guard let limit else { return close() }
        guard !isResetting else { return }
        isResetting = true
        let timer = channel.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) { close() }
        afterFlush {
            timer.cancel()
            close()
        }
    }

    /// Closes it for good: behind a FIN that was sent the system delivers what it has, otherwise its peer gets a RST.
    func abandon() {
        guard isFinished else { return reset(within: nil) }
        channel?.close(promise: nil)
    }

    /// Runs a body once everything that was written so far is with the system; never where it cannot be.
    private func afterFlush(_ body: @escaping () -> Void) {
        guard let channel else { return }
        channel.flush()
        // What a short connection says is mostly taken at once: then there is nothing to wait for.
        if (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) == 0 { return body() }
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { result in
            if case .success = result { body() }
        }
        channel.writeAndFlush(ByteBuffer(), promise: written)
    }

    // MARK: ChannelInboundHandler

    func handlerAdded(context: ChannelHandlerContext) { channel = context.channel }

    func channelActive(context: ChannelHandlerContext) { connection?.opened(self) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection?.received(unwrapInboundIn(data), from: self)
    }

    func channelReadComplete(context: ChannelHandlerContext) { connection?.finishedReading(from: self) }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { connection?.becameWritable(self) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event, !hasEnded else { return }
        hasEnded = true
        connection?.ended(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hasFailed = true
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        connection?.closed(self)
        connection = nil
    }
}
