internal import NIOCore

/// The body of an answer in pieces, as they come; throws an `ExchangeFailure` where it breaks off.
///
/// Little is kept for a reader that is slower than the server: the server has to wait.
struct TransportBody: AsyncSequence, AsyncIteratorProtocol, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = ExchangeFailure

    private let exchange: NIOLoopBoundBox<Exchange>
    /// What came together with the head.
    private var beginning: ByteBuffer
    private let isWhole: Bool

    init(_ exchange: NIOLoopBoundBox<Exchange>, _ beginning: Exchange.Beginning) {
        self.exchange = exchange
        self.beginning = beginning.bytes
        isWhole = beginning.isWhole
    }

    /// What has come since the last time, or comes next; nil at the end.
    mutating func next() async throws(ExchangeFailure) -> ByteBuffer? {
        if beginning.readableBytes > 0 {
            defer { beginning = ByteBuffer() }
            return beginning
        }
        guard !isWhole else { return nil }
        let exchange = exchange
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                exchange.eventLoop.execute { exchange.value.take(reader) }
            }
        } onCancel: {
            exchange.eventLoop.execute { exchange.value.cancel() }
        }.get()
    }

    func makeAsyncIterator() -> TransportBody { self }
}
