internal import NIOCore
internal import NIOHTTP1

/// Keeps a connection to what the rest of the server knows nothing of: how long a request may take to arrive, what a
/// client of HTTP/1.0 understands, that a request says to which host it goes, and that who asks before sending a body is
/// told to go on.
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
    private let closing: ConnectionClosing
    /// The versions of the requests whose answers have not ended yet: answers come in the order of the requests.
    private var unanswered: [HTTPVersion] = []
    private var isReadingBody = false
    private var hasBegun = false
    private var timer: Scheduled<Void>?
    /// Whether the answer that is being written is the last, as it says itself.
    private var isLastAnswer = false
    /// Why a request is not looked at, nor what comes after it; nil while all are.
    private var refusal: String?

    /// - Parameter closing: stands before it in the pipeline of the connection.
    init(_ limits: Limits = Limits(), closing: ConnectionClosing) {
        self.limits = limits
        self.closing = closing
    }

    // MARK: what arrives

    func handlerAdded(context: ChannelHandlerContext) { restartTimer(context) }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let problem = Self.problem(of: head) {
                refusal = problem
                // Answers come in the order of the requests.
                if unanswered.isEmpty { refuse(context, problem) }
                return
            }
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
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            if unanswered.first == .http1_0 {
                // Its client knows no chunks: the end of the connection is the end of the answer.
                head.version = .http1_0
                head.headers.remove(name: "transfer-encoding")
                head.headers.replaceOrAdd(name: "connection", value: "close")
            }
            isLastAnswer = head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            if !unanswered.isEmpty { unanswered.removeFirst() }
            restartTimer(context)
            if isLastAnswer { return writeLast(context, data, promise) }
            context.write(data, promise: promise)
            if let refusal, unanswered.isEmpty { refuse(context, refusal) }
        default: context.write(data, promise: promise)
        }
    }

    /// Writes the end of the last answer, and ends the connection when it is sent.
    private func writeLast(_ context: ChannelHandlerContext, _ end: NIOAny, _ promise: EventLoopPromise<Void>?) {
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { [closing] _ in closing.close() }
        context.writeAndFlush(end, promise: written)
    }

    // MARK: what is refused

    /// What Go's server has against a request before anything of it is looked at; nil for nothing.
    private static func problem(of head: HTTPRequestHead) -> String? {
        let hosts = head.headers["host"].count
        if hosts > 1 { return "too many Host headers" }
        return hosts == 0 && head.version != .http1_0 ? "missing required Host header" : nil
    }

    /// Says so in the words of Go's server, and ends the connection.
    private func refuse(_ context: ChannelHandlerContext, _ problem: String) {
        let reason = "Bad Request: \(problem)"
        let body = ByteBuffer(string: "400 \(reason)")
        let headers: HTTPHeaders = [
            "Content-Type": "text/plain; charset=utf-8", "Content-Length": String(body.readableBytes),
            "Connection": "close",
        ]
        let status = HTTPResponseStatus.custom(code: 400, reasonPhrase: reason)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        writeLast(context, wrapOutboundOut(.end(nil)), nil)
    }
}
