internal import Synchronization

/// How many connections are open.
final class OpenConnections: Sendable {
    private let count = Atomic(0)

    /// Counts one more; false, and it is not counted, where there are as many as there may be.
    func take(limit: Int) -> Bool {
        guard count.add(1, ordering: .relaxed).oldValue < limit else {
            count.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func giveBack() { count.subtract(1, ordering: .relaxed) }
}
