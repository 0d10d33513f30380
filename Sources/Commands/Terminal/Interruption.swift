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

    /// How far a run came, as what ends it tells.
    enum Progress: String, Sendable {
        case nothingSent = "nothing was changed"
        case sent = "the journal beside the state keeps what was sent"
        case saved = "what was applied is in the state"
        /// A watch has no end but this, and changes nothing ever.
        case watching = ""
    }

    /// How long what was sent may take to be answered.
    private static let grace = Duration.seconds(5)

    private struct State {
        var reason: Reason?
        var isWriting = false
        var progress = Progress.nothingSent
        var isOver = false
        var deadline: ContinuousClock.Instant?
        var cancel: @Sendable () -> Void = {}
    }

    /// Ends the pauses and retries of requests.
    let winddown = Winddown()
    private let signals: [UnixSignal]
    private let patience: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - signals: those that end the run; others do what they do by default.
    ///   - patience: how long work may take to notice that it was cancelled before the process ends without it, as when
    ///     it blocks on a read; writes get some more, to put into the state what became of them.
    init(
        signals: [UnixSignal] = [.sigint, .sigterm, .sighup], patience: Duration = .milliseconds(700)
    ) {
        self.signals = signals
        self.patience = patience
    }

    /// Why the run is to end; nil while it may go on.
    var reason: Reason? { state.withLock(\.reason) }

    /// When the run's time is over; nil when it has no limit.
    var deadline: ContinuousClock.Instant? { state.withLock(\.deadline) }

    private var progress: Progress { state.withLock(\.progress) }

    /// Fails where the run is to end.
    func check() throws(Failure) {
        if let reason { throw Failure(reason, progress) }
    }

    /// Runs a body in which writes are under way: what is sent is then given a moment, and not cut off at once.
    func whileWriting<Result>(_ body: () async throws -> Result) async throws -> Result {
        try check()
        state.withLock { state in
            state.isWriting = true
            state.progress = .sent
        }
        defer { state.withLock { $0.isWriting = false } }
        return try await body()
    }

    /// Notes that all that was sent is in the state.
    func noteSaved() { state.withLock { $0.progress = .saved } }

    /// The run only watches from now on.
    func noteWatching() { state.withLock { $0.progress = .watching } }

    /// Runs a body to its end, or until a signal or the time limit ends it: then it is cancelled, and its error is
    /// `Failure` with the reason.
    ///
    /// - Parameter onAbandoned: says what there is to say where the body does not notice, before the process ends.
    func guarding<Result: Sendable>(
        timeLimit: Duration?, _ context: CommandContext,
        onAbandoned: @escaping @Sendable (Failure) -> Void,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let received = await UnixSignalsSequence(trapping: signals.filter { !$0.isIgnored })
        state.withLock { $0.deadline = timeLimit.map { .now + $0 } }
        let work = Task { try await body() }
        state.withLock { $0.cancel = { work.cancel() } }
        // Work may keep every thread of the common pool busy; who waits for a signal has one of its own.
        let thread = OwnThread()
        let watcher = Task(executorPreference: thread) {
            for await _ in received {
                if self.reason != nil { self.abandon(.signal, onAbandoned) }
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
    func end(
        _ reason: Reason, _ context: CommandContext, _ onAbandoned: @Sendable (Failure) -> Void
    ) async {
        let isWriting: Bool? = state.withLock { state in
            guard state.reason == nil, !state.isOver else { return nil }
            state.reason = reason
            return state.isWriting
        }
        guard let isWriting else { return }
        // Said first: the body, and with it the process, may end as soon as the winddown begins.
        if isWriting {
            let cause = reason == .signal ? "Interrupted" : "The time is over"
            context.report(
                "\(cause): waiting up to \(Self.grace.spelled) for answers to what was sent; Ctrl-C stops at once.\n")
        }
        winddown.begin()
        if isWriting { try? await Task.sleep(for: Self.grace) }
        state.withLock(\.cancel)()
        // Who has written has something to tell.
        try? await Task.sleep(for: [.nothingSent, .watching].contains(progress) ? patience : patience * 4)
        abandon(reason, onAbandoned)
    }

    /// Ends the process without waiting for the body, unless that has ended.
    private func abandon(_ reason: Reason, _ onAbandoned: (Failure) -> Void) {
        guard takeTheEnd() else { return }
        let failure = Failure(reason, progress)
        onAbandoned(failure)
        RunningPrograms.all.killAll()
        _exit(failure.status.code)
    }

    /// The body has ended: nobody else may end the process from now on.
    private func close() async {
        if takeTheEnd() { return }
        // The process is about to end with what was said for it.
        while true { try? await Task.sleep(for: .seconds(60)) }
    }

    /// Whether it is the caller who ends the run: the first who asks.
    private func takeTheEnd() -> Bool {
        state.withLock { state in
            defer { state.isOver = true }
            return !state.isOver
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
