internal import Dispatch
internal import KubernetesClient
internal import Synchronization
internal import UnixSignals

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What ends a run before its work is done: a signal, or the end of its time.
///
/// Waiting, back-off and reading end at once. What was sent to change something gets a moment to be answered; what is
/// not answered then stays in doubt in the journal. A second signal ends the process on the spot.
final class Interruption: Sendable {
    enum Reason: Sendable, Equatable {
        case signal
        /// The limit of `--timeout`.
        case timeLimit(Duration)
    }

    /// How long what was sent may take to be answered.
    private static let grace = Duration.seconds(5)
    /// How long everything else may take to notice, such as a read that blocks, before the process ends without it.
    private static let patience = Duration.milliseconds(700)

    private struct State {
        var reason: Reason?
        var isWriting = false
        var hasWritten = false
        var isOver = false
        var deadline: ContinuousClock.Instant?
        var cancel: @Sendable () -> Void = {}
    }

    /// Ends the pauses and retries of requests.
    let winddown = Winddown()
    private let state = Mutex(State())

    /// Why the run is to end; nil while it may go on.
    var reason: Reason? { state.withLock(\.reason) }

    /// When the run's time is over; nil when it has no limit.
    var deadline: ContinuousClock.Instant? { state.withLock(\.deadline) }

    /// Whether writes were begun.
    var hasWritten: Bool { state.withLock(\.hasWritten) }

    /// Fails where the run is to end.
    func check() throws(Failure) {
        if let reason { throw Failure(reason, hasWritten: hasWritten) }
    }

    /// Runs a body in which writes are under way: what is sent is then given a moment, and not cut off at once.
    func whileWriting<Result>(_ body: () async throws -> Result) async throws -> Result {
        try check()
        state.withLock { state in
            state.isWriting = true
            state.hasWritten = true
        }
        defer { state.withLock { $0.isWriting = false } }
        return try await body()
    }

    /// Runs a body to its end, or until a signal or the time limit ends it: then it is cancelled, and its error is
    /// `Failure` with the reason.
    ///
    /// - Parameter onAbandoned: says what there is to say where the body does not notice, before the process ends.
    func guarding<Result: Sendable>(
        timeLimit: Duration?, _ context: CommandContext,
        onAbandoned: @escaping @Sendable (Failure) -> Void,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let trapped = [UnixSignal.sigint, .sigterm, .sighup].filter { !$0.isIgnored }
        let signals = await UnixSignalsSequence(trapping: trapped)
        state.withLock { $0.deadline = timeLimit.map { .now + $0 } }
        let work = Task { try await body() }
        state.withLock { $0.cancel = { work.cancel() } }
        // Work may keep every thread of the common pool busy; who waits for a signal has one of its own.
        let thread = OwnThread()
        let watcher = Task(executorPreference: thread) {
            for await _ in signals {
                guard self.reason == nil else { self.exit(.signal) }
                Task(executorPreference: thread) { await self.end(.signal, context, onAbandoned) }
            }
        }
        let timer = timeLimit.map { limit in
            Task(executorPreference: thread) {
                try await Task.sleep(for: limit)
                await self.end(.timeLimit(limit), context, onAbandoned)
            }
        }
        defer {
            watcher.cancel()
            timer?.cancel()
        }
        do {
            let result = try await work.value
            await close()
            return result
        } catch {
            await close()
            try check()
            throw error
        }
    }

    /// Ends the run: at once, or after a moment for what was sent.
    private func end(
        _ reason: Reason, _ context: CommandContext, _ onAbandoned: @Sendable (Failure) -> Void
    ) async {
        let isWriting: Bool? = state.withLock { state in
            guard state.reason == nil, !state.isOver else { return nil }
            state.reason = reason
            return state.isWriting
        }
        guard let isWriting else { return }
        winddown.begin()
        if isWriting {
            let cause = reason == .signal ? "Interrupted" : "The time is over"
            context.report(
                "\(cause): waiting up to \(Self.grace.spelled) for answers to what was sent; Ctrl-C stops at once.\n")
            try? await Task.sleep(for: Self.grace)
        }
        state.withLock(\.cancel)()
        try? await Task.sleep(for: Self.patience)
        let isOver = state.withLock { state in
            defer { state.isOver = true }
            return state.isOver
        }
        guard !isOver else { return }
        onAbandoned(Failure(reason, hasWritten: hasWritten))
        exit(reason)
    }

    /// The body has ended: nobody else may end the process from now on.
    private func close() async {
        let isAbandoned = state.withLock { state in
            defer { state.isOver = true }
            return state.isOver
        }
        // The process is about to end with what was said for it.
        while isAbandoned { try? await Task.sleep(for: .seconds(60)) }
    }

    private func exit(_ reason: Reason) -> Never {
        RunningPrograms.all.killAll()
        _exit((reason == .signal ? ExitStatus.interrupted : .timedOut).code)
    }
}

extension Failure {
    init(_ reason: Interruption.Reason, hasWritten: Bool) {
        self.init(reason, hasWritten ? "the journal beside the state keeps what was sent" : "nothing was changed")
        if case .timeLimit = reason { help = "give it more time with --timeout" }
    }

    /// - Parameter state: how far the run came, as the rest of a sentence.
    init(_ reason: Interruption.Reason, _ state: String) {
        switch reason {
        case .signal: self.init(.interrupted, code: "interrupted", "interrupted: \(state)")
        case .timeLimit(let limit):
            self.init(.timedOut, code: "run-timed-out", "the run took longer than \(limit.spelled): \(state)")
        }
    }
}

extension UnixSignal {
    /// Whether this process was started with it ignored, as by nohup, or by a shell for a job in the background.
    fileprivate var isIgnored: Bool {
        var action = sigaction()
        guard sigaction(rawValue, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

/// Runs tasks beside the common pool.
private final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "openmcf.interruption", qos: .userInteractive)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
