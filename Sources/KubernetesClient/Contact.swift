internal import Synchronization

/// What is known of whether a server is there, from all requests of a client.
final class Contact: Sendable {
    private struct State {
        var answers = 0
        /// Requests that got no answer, since the last one that did.
        var losses = 0
        var loss: KubernetesError?
    }

    private let state = Mutex(State())

    /// Whether it has ever answered.
    var hasAnswered: Bool { answers > 0 }

    /// How many answers came so far.
    var answers: Int { state.withLock(\.answers) }

    /// Whether a request has used up its attempts and none was answered since.
    var isDoubtful: Bool { state.withLock { $0.losses > 0 } }

    /// How the last of several such requests ended; nil while the server answers.
    ///
    /// One alone may have been the request's fault.
    var loss: KubernetesError? { state.withLock { $0.losses > 2 ? $0.loss : nil } }

    func noteAnswer() {
        state.withLock { state in
            state.answers += 1
            state.losses = 0
            state.loss = nil
        }
    }

    /// Notes that a request got no answer in all its attempts, and nor did any other one since it began.
    func noteLoss(_ error: KubernetesError, since answers: Int) {
        state.withLock { state in
            guard answers > 0, state.answers == answers else { return }
            state.losses += 1
            state.loss = error
        }
    }
}
