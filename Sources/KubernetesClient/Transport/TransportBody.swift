package import NIOCore

/// The body of an answer in pieces, as they come; throws an `ExchangeFailure` where it breaks off.
///
/// Little is kept for a reader that is slower than the server: the server has to wait.
package struct TransportBody: AsyncSequence, AsyncIteratorProtocol, Sendable {
    package typealias Element = ByteBuffer
    package typealias Failure = ExchangeFailure

    let exchange: NIOLoopBoundBox<Exchange>

    /// What has come since the last time, or comes next; nil at the end.
    package func next() async throws(ExchangeFailure) -> ByteBuffer? {
        try await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                exchange.eventLoop.execute { exchange.value.take(reader) }
            }
        } onCancel: {
            exchange.eventLoop.execute { exchange.value.cancel() }
        }.get()
    }

    package func makeAsyncIterator() -> TransportBody { self }
}
