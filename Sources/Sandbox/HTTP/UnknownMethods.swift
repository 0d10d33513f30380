internal import NIOCore
internal import NIOHTTP1

/// Takes over where the parser of requests gives up.
///
/// A method that HTTP does not know makes a request as any other, of which an API server says that it has no use for it;
/// anything else is refused when its turn comes, and so is such a request where it came in one piece with the end of the
/// one before: the parser does not say where it begins. The connection ends then, for the same reason. It is two
/// handlers: one keeps what came last, the other is told of the error.
enum UnknownMethods {
    /// - Throws: when the pipeline has no parser.
    static func add(to pipeline: ChannelPipeline.SynchronousOperations, rules: ConnectionRules) throws {
        let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        let keeper = Keeper()
        try pipeline.addHandler(keeper, position: .before(parser))
        try pipeline.addHandler(Catcher(keeper: keeper, rules: rules), position: .after(parser))
    }

    /// Keeps the bytes that the parser was given last, and what comes behind them until a head ends.
    private final class Keeper: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        /// How long a head may be, as the parser has it.
        private static let longestHead = 80 << 10

        private var last = ByteBuffer()
        /// How many of them are known to hold no end.
        private var searched = 0
        /// Whoever waits for the end of a head; nil while the parser reads, and when there is nothing to wait for.
        private var head: EventLoopPromise<String>?
        /// Whether the parser has made something of them.
        var isParsed = false

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            guard head == nil else {
                last.writeBuffer(&bytes)
                return lookForEnd()
            }
            (last, isParsed) = (bytes, false)
            context.fireChannelRead(data)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event as? ChannelEvent == .inputClosed { finish(.failure(HTTPParserError.invalidEOFState)) }
            context.fireUserInboundEventTriggered(event)
        }

        func handlerRemoved(context: ChannelHandlerContext) { finish(.failure(ChannelError.ioOnClosedChannel)) }

        /// The head that the bytes begin with, when it has come in full; fails for what has no end or is too long.
        func head(on eventLoop: any EventLoop) -> EventLoopFuture<String> {
            let promise = eventLoop.makePromise(of: String.self)
            head = promise
            lookForEnd()
            return promise.futureResult
        }

        /// An empty line ends a head; one without carriage returns is none that anybody takes.
        private func lookForEnd() {
            let bytes = last.readableBytesView.dropFirst(searched)
            if let end = bytes.firstRange(of: Array("\n\r\n".utf8)) ?? bytes.firstRange(of: Array("\n\n".utf8)) {
                finish(.success(String(decoding: last.readableBytesView[..<end.lowerBound], as: UTF8.self)))
            } else if last.readableBytes > Self.longestHead {
                finish(.failure(HTTPParserError.headerOverflow))
            } else {
                searched = max(0, last.readableBytes - 2)
            }
        }

        private func finish(_ result: Result<String, any Error>) {
            let promise = head.take()
            last = ByteBuffer()
            promise?.completeWith(result)
        }
    }

    private final class Catcher: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias InboundOut = HTTPServerRequestPart

        private let keeper: Keeper
        private let rules: ConnectionRules
        private var hasGivenUp = false

        init(keeper: Keeper, rules: ConnectionRules) {
            self.keeper = keeper
            self.rules = rules
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            keeper.isParsed = true
            context.fireChannelRead(data)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // The parser complains of all that comes after it, too.
            guard !hasGivenUp else { return }
            guard error is HTTPParserError, !rules.isReadingBody else { return context.fireErrorCaught(error) }
            hasGivenUp = true
            guard error as? HTTPParserError == .invalidMethod, !keeper.isParsed else { return rules.refuse() }
            keeper.head(on: context.eventLoop).assumeIsolated().whenComplete { [self] text in
                guard let head = (try? text.get()).flatMap(UnknownMethods.head) else { return rules.refuse() }
                // From here on it is a request as any other.
                context.fireChannelRead(wrapInboundOut(.head(head)))
                context.fireChannelRead(wrapInboundOut(.end(nil)))
                context.fireChannelReadComplete()
            }
        }
    }

    /// The head of a request with a method that the parser does not know; nil for what is none.
    static func head(_ text: String) -> HTTPRequestHead? {
        // The last line has lost its end but for the carriage return.
        guard text.last == "\r" else { return nil }
        let lines = text.dropLast().split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        let versions: [Substring: HTTPVersion] = ["HTTP/1.0": .http1_0, "HTTP/1.1": .http1_1]
        guard words.count == 3, let version = versions[words[2]], words[1].first == "/", words[1].allSatisfy(isText),
            case .RAW(let method) = HTTPMethod(rawValue: String(words[0])), isToken(words[0])
        else { return nil }
        var headers = HTTPHeaders()
        for line in lines.dropFirst() {
            let field = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard field.count == 2, isToken(field[0]), field[1].allSatisfy(isText) else { return nil }
            headers.add(name: String(field[0]), value: field[1].trimmed)
        }
        // Where its body ends, and the next request begins, nobody knows.
        headers.replaceOrAdd(name: "connection", value: "close")
        headers.remove(name: "expect")
        return HTTPRequestHead(version: version, method: .RAW(value: method), uri: String(words[1]), headers: headers)
    }

    /// A word of HTTP (RFC 9110, section 5.6.2).
    private static func isToken(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    private static func isText(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0 == "\t" || $0.value >= 0x20 && $0.value != 0x7F }
    }
}
