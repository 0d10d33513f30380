internal import NIOCore

/// Knows when a client has sent all that it will, and ends a connection so that its last answer arrives whole.
///
/// Closed while something still comes, a connection is reset, and its client may lose an answer that it has not read yet.
/// So what still comes is dropped for a moment, as Go's server does (its `rstAvoidanceDelay`). It stands before all
/// handlers of HTTP.
final class ConnectionClosing: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case open
        /// Nothing that comes is looked at any more; an answer is still to be written.
        case deaf
        /// What was written before is being sent.
        case sending
        /// The client has been told that this was all.
        case told
    }

    /// How long a client may go on sending after the last answer.
    static let delay = TimeAmount.milliseconds(500)

    /// Reached when the client closes the connection, be it only the side on which it sends.
    private let inputEnd = ConnectionEnd()
    private var context: ChannelHandlerContext?
    private var state = State.open
    private var hasInputEnded = false
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

    /// Drops what the client sends from now on, however much: nobody can tell where in it a request would begin.
    func stopListening() {
        guard state == .open else { return }
        state = .deaf
        context?.read()
    }

    /// Ends the connection as soon as all is sent that was written before.
    func end() {
        guard let context, state == .open || state == .deaf else { return }
        state = .sending
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { [self] _ in tell() }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: sent)
        context.read()
    }

    private func tell() {
        guard let context else { return }
        state = .told
        guard !hasInputEnded else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.delay) { context.close(promise: nil) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        // Closed at once, the connection of a client that has closed its side would lose what is not sent yet.
        end()
        promise?.succeed()
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
            if state == .told { return context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if state == .open { context.fireChannelRead(data) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // What came before the end is delivered only now.
        context.fireChannelReadComplete()
        if state != .open { context.read() }
    }
}
