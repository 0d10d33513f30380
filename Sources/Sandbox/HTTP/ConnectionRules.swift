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
    /// What the answer to a request has to know of it.
    private struct Asked {
        /// A client of HTTP/1.0 knows no chunks: the end of the connection is the end of the answer.
        var isOld: Bool
        /// Whether the answer is the last of the connection.
        var isLast: Bool
    }

    /// The requests whose answers have not ended yet: answers come in the order of the requests.
    private var unanswered: [Asked] = []
    /// How many answers have ended and are not sent yet.
    private var unsent = 0
    /// Whether more of a request is to come.
    private(set) var isReadingBody = false
    private var hasBegun = false
    private var timer: Scheduled<Void>?
    /// Whether the answer that is being written is the last.
    private var isLastAnswer = false
    /// Why a request is not looked at, nor what comes after it; nil while all are.
    private var refusal: String?
    private var context: ChannelHandlerContext?

    /// - Parameter closing: stands before it in the pipeline of the connection.
    init(_ limits: Limits = Limits(), closing: ConnectionClosing) {
        self.limits = limits
        self.closing = closing
    }

    // MARK: what arrives

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        restartTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let problem = Self.problem(of: head) { return refuse(problem) }
            (hasBegun, isReadingBody) = (true, true)
            unanswered.append(Asked(isOld: head.version == .http1_0, isLast: Self.isLast(head)))
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
        guard isReadingBody || unanswered.isEmpty && unsent == 0 else { return }
        let limit = isReadingBody ? limits.body : hasBegun ? limits.idle : limits.head
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
    }

    // MARK: what is answered

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            if unanswered.first?.isOld == true {
                head.version = .http1_0
                head.headers.remove(name: "transfer-encoding")
            }
            isLastAnswer = unanswered.first?.isLast == true || Self.saysClose(head.headers)
            if isLastAnswer { head.headers.replaceOrAdd(name: "connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            if !unanswered.isEmpty { unanswered.removeFirst() }
            writeEnd(context, data, promise)
            if isLastAnswer { return closing.end() }
            if let refusal, unanswered.isEmpty { writeRefusal(context, refusal) }
        default: context.write(data, promise: promise)
        }
    }

    /// Writes the end of an answer; a client that reads it slowly has all the time there is.
    private func writeEnd(_ context: ChannelHandlerContext, _ end: NIOAny, _ promise: EventLoopPromise<Void>?) {
        unsent += 1
        let sent = promise ?? context.eventLoop.makePromise()
        sent.futureResult.assumeIsolated().whenComplete { [self] _ in
            unsent -= 1
            if self.context != nil { restartTimer(context) }
        }
        context.write(end, promise: sent)
    }

    // MARK: what is refused

    /// Whether a client wants its answer to be the last, or what follows it would be for the other end of a tunnel.
    private static func isLast(_ head: HTTPRequestHead) -> Bool {
        head.version == .http1_0 || head.method == .CONNECT || saysClose(head.headers)
    }

    private static func saysClose(_ headers: HTTPHeaders) -> Bool {
        headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
    }

    /// What Go's server has against a request before anything of it is looked at; nil for nothing.
    private static func problem(of head: HTTPRequestHead) -> String? {
        let hosts = head.headers["host"].count
        if hosts > 1 { return "too many Host headers" }
        return hosts == 0 && head.version != .http1_0 ? "missing required Host header" : nil
    }

    /// Refuses what came last, and looks at nothing that comes after it.
    ///
    /// - Parameter problem: what is wrong with it; empty for what is no request.
    func refuse(_ problem: String = "") {
        guard refusal == nil else { return }
        refusal = problem
        // Answers come in the order of the requests.
        if unanswered.isEmpty, let context { writeRefusal(context, problem) }
    }

    /// Says so in the words of Go's server, and ends the connection.
    private func writeRefusal(_ context: ChannelHandlerContext, _ problem: String) {
        let reason = "Bad Request" + (problem.isEmpty ? "" : ": \(problem)")
        let body = ByteBuffer(string: "400 \(reason)")
        let headers: HTTPHeaders = [
            "Content-Type": "text/plain; charset=utf-8", "Content-Length": String(body.readableBytes),
            "Connection": "close",
        ]
        let status = HTTPResponseStatus.custom(code: 400, reasonPhrase: reason)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        closing.end()
    }
}
