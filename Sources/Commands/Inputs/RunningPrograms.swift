internal import Files
internal import Synchronization

/// The programs that run for this process, each the leader of a process group of its own.
///
/// Cancelling their task ends them; this is for a process that ends without waiting for its tasks.
final class RunningPrograms: Sendable {
    static let all = RunningPrograms()

    private let leaders = Mutex<(next: Int, started: [Int: Int32])>((0, [:]))

    /// Runs a body that tells the process group of the program that it starts.
    func during<Result>(
        _ body: (_ started: @escaping @Sendable (Int32) -> Void) async throws -> Result
    ) async throws -> Result {
        let number = leaders.withLock { leaders in
            leaders.next += 1
            return leaders.next
        }
        defer { leaders.withLock { $0.started[number] = nil } }
        return try await body { leader in self.leaders.withLock { $0.started[number] = leader } }
    }

    /// Kills them with all that they have started.
    func killAll() {
        for leader in leaders.withLock({ $0.started.values }) { ProcessGroup.kill(leader: leader) }
    }
}
