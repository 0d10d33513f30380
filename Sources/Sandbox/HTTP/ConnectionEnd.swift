internal import Synchronization

/// The end of what a client sends, for one task at a time that waits for it.
///
/// An `AsyncStream` would not do: it is over for good as soon as one task that waits for it is cancelled.
final class ConnectionEnd: Sendable {
    private struct State {
        var isReached = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Says that nothing more will come.
    func reach() {
        let waiting = state.withLock { state in
            state.isReached = true
            return state.waiting.take()
        }
        waiting?.resume()
    }

    /// Returns when nothing more will come or the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.isReached || Task.isCancelled { return true }
                    state.waiting = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.take() }?.resume()
        }
    }
}
