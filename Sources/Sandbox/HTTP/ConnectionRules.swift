internal import NIOCore
internal import NIOHTTP1

/// Keeps a connection to what the rest of the server knows nothing of: how long a request may take to arrive, what a
/// client of HTTP/1.0 understands, and that who asks before sending a body is told to go on.
final class ConnectionRules: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a client may take.
    ///
    /// The first two are those of kube-apiserver's `http.Server`, the last is its
    /// `--request-timeout`.
    struct Limits {
        /// From the beginning of a connection to the head of its first request.
        var head = TimeAmount.seconds(32)
        /// From an answer to the head of the next request.
        var idle = TimeAmount.seconds(90)
        /// From the head of a request to the end of its body.
        var body = TimeAmount.seconds(60)
    }

    private let limits: Limits
    /// The versions of the requests whose answers have not ended yet: answers come in the order of the requests.
    private var unanswered: [HTTPVersion] = []
    private var isReadingBody = false
    private var hasBegun = false
    private var timer: Scheduled<Void>?

    init(_ limits: Limits = Limits()) { self.limits = limits }

    // MARK: what arrives

    func handlerAdded(context: ChannelHandlerContext) { restartTimer(context) }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            (hasBegun, isReadingBody) = (true, true)
            unanswered.append(head.version)
            restartTimer(context)
            if head.version != .http1_0, head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(goOn)), promise: nil)
            }
        case .body: break
        case .end:
            isReadingBody = false
            restartTimer(context)
        }
        context.fireChannelRead(data)
    }

    /// A client that is answered at length, as by a watch, has all the time there is.
    private func restartTimer(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        guard isReadingBody || unanswered.isEmpty else { return }
        let limit = isReadingBody ? limits.body : hasBegun ? limits.idle : limits.head
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
    }

    // MARK: what is answered

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isOld = unanswered.first == .http1_0
        switch unwrapOutboundIn(data) {
        case .head(var head) where isOld:
            // Its client knows no chunks: the end of the connection is the end of the answer.
            head.version = .http1_0
            head.headers.remove(name: "transfer-encoding")
            head.headers.replaceOrAdd(name: "connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            if !unanswered.isEmpty { unanswered.removeFirst() }
            restartTimer(context)
            guard isOld else { return context.write(data, promise: promise) }
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            context.write(data, promise: written)
        default: context.write(data, promise: promise)
        }
    }
}
