internal import Synchronization

/// Brings the requests of clients to their end: none is begun or sent again any more, and no pause is waited out.
///
/// What was sent already may still be answered; whoever will not wait for that cancels the task.
package final class Winddown: Sendable {
    private struct State {
        var hasBegun = false
        var nextPause = 0
        var pauses: [Int: Task<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether no request may be sent any more.
    package var hasBegun: Bool { state.withLock(\.hasBegun) }

    /// Begins the winddown: pauses end at once, and their requests fail with what they failed with last.
    package func begin() {
        let pauses = state.withLock { state in
            state.hasBegun = true
            defer { state.pauses = [:] }
            return state.pauses.values
        }
        for pause in pauses { pause.cancel() }
    }

    /// Waits; false when the winddown, or the task's cancellation, cut that short.
    func pause(for duration: Duration) async -> Bool {
        let pause = Task { (try? await Task.sleep(for: duration)) ?? () }
        let number = state.withLock { state -> Int? in
            guard !state.hasBegun else { return nil }
            state.nextPause += 1
            state.pauses[state.nextPause] = pause
            return state.nextPause
        }
        guard let number else {
            pause.cancel()
            return false
        }
        await withTaskCancellationHandler {
            await pause.value
        } onCancel: {
            pause.cancel()
        }
        return state.withLock { state in
            state.pauses[number] = nil
            return !state.hasBegun
        } && !Task.isCancelled
    }
}
