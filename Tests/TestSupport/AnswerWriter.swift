internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2

/// Writes the answer to one request; for the event loop of its connection alone.
package final class AnswerWriter {
    /// Counted from 1.
    package let connection: Int
    private let channel: any Channel

    init(_ channel: any Channel, connection: Int) {
        self.channel = channel
        self.connection = connection
    }

    package func whole(_ status: Int, _ text: String, _ headers: [String: String] = [:]) {
        head(status, headers.merging(["content-length": String(text.utf8.count)]) { own, _ in own })
        body(Array(text.utf8))
        end()
    }

    package func head(_ status: Int, _ headers: [String: String] = [:]) {
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status),
            headers: HTTPHeaders(headers.map { ($0.key, $0.value) }))
        channel.writeAndFlush(HTTPServerResponsePart.head(head), promise: nil)
    }

    package func body(_ bytes: [UInt8]) {
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
    }

    package func end() { channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil) }

    /// Ends the connection: of a stream, that of all streams.
    package func closeConnection() {
        (channel.parent.flatMap { $0.parent == nil ? nil : $0 } ?? channel).close(promise: nil)
    }

    /// Resets the stream, or closes the connection.
    package func reset(refused: Bool = false) {
        let codec = HTTP2FramePayloadToHTTP1ServerCodec.self
        if refused, let context = try? channel.pipeline.syncOperations.context(handlerType: codec) {
            context.writeAndFlush(NIOAny(HTTP2Frame.FramePayload.rstStream(.refusedStream)), promise: nil)
        }
        channel.close(promise: nil)
    }

    /// Says that streams after the given one are not seen to (HTTP/2).
    package func goAway(after stream: Int) {
        let frame = HTTP2Frame(
            streamID: .rootStream,
            payload: .goAway(lastStreamID: HTTP2StreamID(stream), errorCode: .noError, opaqueData: nil))
        channel.parent?.writeAndFlush(frame, promise: nil)
    }

    /// Whether the client still wants the answer.
    package var isWanted: Bool { channel.isActive }

    /// Whether the client has taken most of what was written so far.
    package var canTakeMore: Bool { channel.isWritable }

    package func after(_ delay: Duration, _ body: @escaping (AnswerWriter) -> Void) {
        channel.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { body(self) }
    }

    // MARK: - Replies

    package func write(_ reply: Reply) {
        switch reply {
        case .answer(let status, let text, let headers):
            whole(status, text, headers.filter { $0.key.lowercased() != "content-length" })
        case .hang: break
        case .reset: reset()
        case .cutOff:
            head(200, ["content-length": "1000"])
            body(Array("{".utf8))
            closeConnection()
        case .trickle:
            head(200, ["content-length": "100000"])
            trickle()
        case .stream(let status, let parts, let headers):
            head(status, headers)
            let channel = channel
            let writing = Task {
                for await part in parts {
                    let body = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: part)))
                    guard (try? await channel.writeAndFlush(body)) != nil else { return }
                }
                channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
            }
            channel.closeFuture.whenComplete { _ in writing.cancel() }
        }
    }

    /// Writes what a function says, which runs elsewhere: it may wait without holding others up.
    package func write(_ reply: @escaping @Sendable () async -> Reply) {
        channel.eventLoop.makeFutureWithTask(reply).assumeIsolated().whenSuccess { self.write($0) }
    }

    private func trickle() {
        guard isWanted else { return }
        body([0x20])
        after(.milliseconds(20)) { $0.trickle() }
    }
}
