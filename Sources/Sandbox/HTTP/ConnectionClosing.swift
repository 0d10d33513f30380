internal import NIOCore

/// Knows when a client has sent all that it will, and ends a connection so that its last answer arrives.
///
/// Closed while something still comes, a connection is reset, and its client may lose an answer that it has not read yet.
/// So what still comes is dropped for a moment, as Go's server does (its `rstAvoidanceDelay`). It stands next to the
/// socket.
final class ConnectionClosing: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// How long a client may go on sending after the last answer.
    static let delay = TimeAmount.milliseconds(500)

    /// Reached when the client closes the connection, be it only the side on which it sends.
    private let inputEnd = ConnectionEnd()
    private var context: ChannelHandlerContext?
    private var hasInputEnded = false
    private var isClosing = false
    private var timer: Scheduled<Void>?

    /// The end of what a connection receives that has this handler; one that is reached where the connection is gone.
    static func inputEnd(of channel: any Channel) async -> ConnectionEnd {
        let found = channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: ConnectionClosing.self).inputEnd
        }
        if let end = try? await found.get() { return end }
        let gone = ConnectionEnd()
        gone.reach()
        return gone
    }

    /// Closes the connection, of which everything that was to be sent is sent.
    func close() {
        guard let context, !isClosing else { return }
        isClosing = true
        guard !hasInputEnded else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.delay) { context.close(promise: nil) }
        context.read()
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.cancel()
        inputEnd.reach()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        inputEnd.reach()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            hasInputEnded = true
            inputEnd.reach()
            if isClosing { return context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isClosing { context.fireChannelRead(data) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isClosing { context.read() } else { context.fireChannelReadComplete() }
    }
}
