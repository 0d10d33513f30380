internal import Synchronization

/// Keeps ticks from piling up before somebody who takes long over each: none is sent while another waits.
final class Ticking: Sendable {
    private let isWaiting = Atomic(false)

    /// Whether a tick may be sent now.
    func begins() -> Bool { !isWaiting.exchange(true, ordering: .relaxed) }

    /// Notes that the tick that was sent is taken.
    func ends() { isWaiting.store(false, ordering: .relaxed) }
}
