internal import NIOCore
internal import NIOHTTP1

/// Answers requests whose method HTTP does not know, at which the parser gives up.
///
/// An API server answers them as any other that it has no use for. The connection ends then, since where the next
/// request begins is not known. It is two handlers: one keeps what came last, the other is told of the error.
enum UnknownMethods {
    typealias Answer = @Sendable (ServedRequest) async -> Rendered?

    /// - Throws: when the pipeline has no parser.
    static func add(
        to pipeline: ChannelPipeline.SynchronousOperations, closing: ConnectionClosing, answer: @escaping Answer
    ) throws {
        let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        let keeper = Keeper()
        // What is written there does not come by the encoder.
        try pipeline.addHandler(keeper, position: .before(pipeline.handler(type: HTTPResponseEncoder.self)))
        try pipeline.addHandler(Catcher(keeper: keeper, closing: closing, answer: answer), position: .after(parser))
    }

    /// Keeps the bytes that the parser was given last.
    private final class Keeper: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var last = ByteBuffer()

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            last = unwrapInboundIn(data)
            context.fireChannelRead(data)
        }

        /// The request whose head those bytes are; nil where they are none.
        var request: ServedRequest? { UnknownMethods.request(head: String(buffer: last)) }
    }

    private final class Catcher: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPServerRequestPart

        private let keeper: Keeper
        private let closing: ConnectionClosing
        private let answer: Answer
        private var isAnswering = false

        init(keeper: Keeper, closing: ConnectionClosing, answer: @escaping Answer) {
            self.keeper = keeper
            self.closing = closing
            self.answer = answer
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            // A client that has sent everything waits for its answer all the same; the others know of no request.
            if isAnswering, event as? ChannelEvent == .inputClosed { return }
            context.fireUserInboundEventTriggered(event)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // The parser complains of all that comes after it, too.
            guard !isAnswering else { return }
            guard error as? HTTPParserError == .invalidMethod, let request = keeper.request else {
                context.fireErrorCaught(error)
                return
            }
            isAnswering = true
            let answer = answer
            let bytes = context.eventLoop.makeFutureWithTask { await answer(request).map(UnknownMethods.bytes) }
            bytes.assumeIsolated().whenComplete { [closing] bytes in
                // The encoder is passed by: it waits for the request that the parser did not tell it of.
                guard let bytes = (try? bytes.get()) ?? nil,
                    let raw = try? context.pipeline.syncOperations.context(handlerType: Keeper.self)
                else { return context.close(promise: nil) }
                let written = context.eventLoop.makePromise(of: Void.self)
                written.futureResult.assumeIsolated().whenComplete { _ in closing.close() }
                raw.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: written)
            }
        }
    }

    /// The head of a request, as far as an answer to a method that there is not depends on it.
    static func request(head: String) -> ServedRequest? {
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        let parts = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var request = ServedRequest(
            method: String(words[0]), path: ServedRequest.steps(parts.first ?? ""),
            query: Query(parts.count > 1 ? parts[1] : ""), accept: "", contentType: "", userAgent: "")
        for line in lines.dropFirst().prefix(while: { !$0.isEmpty }) {
            let field = line.split(separator: ":", maxSplits: 1)
            guard field.count == 2 else { continue }
            let value = field[1].trimmed
            request.credentials.note(header: String(field[0]), value)
            switch field[0].lowercased() {
            case "accept": request.accept = value
            case "user-agent": request.userAgent = value
            default: break
            }
        }
        return request
    }

    private static func bytes(_ answer: Rendered) -> [UInt8] {
        let reason = HTTPResponseStatus(statusCode: answer.code).reasonPhrase
        let head =
            "HTTP/1.1 \(answer.code) \(reason)\r\nContent-Type: \(answer.contentType)\r\n"
            + "Cache-Control: no-cache, private\r\nContent-Length: \(answer.body.count)\r\nConnection: close\r\n\r\n"
        return Array(head.utf8) + answer.body
    }
}
