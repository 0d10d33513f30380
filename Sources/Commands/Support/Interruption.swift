internal import Synchronization
internal import UnixSignals

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Ctrl-C while routes are written: what is in flight is finished and recorded, nothing new is begun.
final class Interruption: Sendable {
    private let happened = Atomic<Bool>(false)

    var hasHappened: Bool { happened.load(ordering: .relaxed) }

    /// Runs a body during which SIGINT and SIGTERM only ask it to stop; a second signal ends the process.
    func whileTrapped<Result>(_ context: CommandContext, _ body: () async throws -> Result) async throws -> Result {
        // Before the first write: a signal that came ahead of its handler would end the process halfway.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let watcher = Task {
            for await _ in signals {
                guard !happened.exchange(true, ordering: .relaxed) else { _exit(ExitStatus.interrupted.code) }
                context.report("Interrupted: finishing what was sent already; once more stops at once.\n")
            }
        }
        defer { watcher.cancel() }
        return try await body()
    }
}
