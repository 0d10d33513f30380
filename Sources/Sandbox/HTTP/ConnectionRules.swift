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

    /// What is known of a request until its answer has ended.
    private struct Asked {
        /// A client of HTTP/1.0 knows no chunks: the end of the connection is the end of the answer.
        var isOld: Bool
        /// Whether the answer is the last of the connection.
        var isLast: Bool
        /// Whether its client waits for a word before it sends the body.
        var expectsWord: Bool
    }

    private let limits: Limits
    private let closing: ConnectionClosing
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
        // The parser goes on to the end of what it has.
        guard refusal == nil, isReadingBody || unanswered.last?.isLast != true, !isLastAnswer else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let problem = Self.problem(of: head) { return refuse(problem) }
            (hasBegun, isReadingBody) = (true, true)
            let isOld = head.version == .http1_0
            let expectations = head.headers[canonicalForm: "expect"].map { $0.lowercased() }
            unanswered.append(
                Asked(
                    isOld: isOld, isLast: Self.isLast(head),
                    expectsWord: !isOld && expectations.contains("100-continue")))
            restartTimer(context)
            tellToGoOn(context)
        case .body: break
        case .end:
            isReadingBody = false
            restartTimer(context)
            if unanswered.last?.isLast == true { closing.stopListening() }
        }
        context.fireChannelRead(data)
    }

    /// Has the body sent of the request whose turn it is to be answered: a word for a later one would stand in an answer.
    private func tellToGoOn(_ context: ChannelHandlerContext) {
        guard unanswered.first?.expectsWord == true else { return }
        unanswered[0].expectsWord = false
        let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(goOn)), promise: nil)
    }

    /// A client that is answered at length, as by a watch, has all the time there is.
    private func restartTimer(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        // Nor is a body in a hurry that comes behind a request which is not answered yet.
        guard isReadingBody ? unanswered.count < 2 : unanswered.isEmpty && unsent == 0 else { return }
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
            if let refusal, unanswered.isEmpty { return writeRefusal(context, refusal) }
            tellToGoOn(context)
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

    /// Whether a client wants its answer to be the last, or the parser stops behind it: at a tunnel, or at another protocol,
    /// which is never taken up.
    private static func isLast(_ head: HTTPRequestHead) -> Bool {
        head.version == .http1_0 || head.method == .CONNECT || head.headers.contains(name: "upgrade")
            || saysClose(head.headers)
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
        closing.stopListening()
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
