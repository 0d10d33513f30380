internal import Synchronization

/// A number of turns, of which one is taken for what only a few may do at a time; who finds none waits in line.
final class Turns: Sendable {
    private struct State {
        var free: Int
        var nextTicket = 0
        /// Those who wait, in the order in which they came.
        var line: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        /// Tickets of those who were cancelled before they stood in line.
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Takes a turn, which has to be given back; throws `CancellationError` when the task is cancelled before there is
    /// one.
    func take() async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
                    guard state.free == 0 else {
                        state.free -= 1
                        return .success(())
                    }
                    state.line.append((ticket, continuation))
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            leave(ticket)
        }
        // One that was cancelled after its turn had come has it, and gives it back like any other.
        state.withLock { _ = $0.cancelled.remove(ticket) }
    }

    func giveBack() {
        let next = state.withLock { state in
            guard !state.line.isEmpty else {
                state.free += 1
                return nil as CheckedContinuation<Void, any Error>?
            }
            return state.line.removeFirst().continuation
        }
        next?.resume()
    }

    private func leave(_ ticket: Int) {
        let continuation = state.withLock { state in
            guard let index = state.line.firstIndex(where: { $0.ticket == ticket }) else {
                state.cancelled.insert(ticket)
                return nil as CheckedContinuation<Void, any Error>?
            }
            return state.line.remove(at: index).continuation
        }
        continuation?.resume(throwing: CancellationError())
    }
}
