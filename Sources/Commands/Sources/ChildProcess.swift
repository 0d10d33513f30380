internal import Subprocess
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Why a program gave no output, as the rest of a sentence that begins with its name.
struct ChildProcessError: Error {
    let message: String
}

/// A program that is run for its output.
enum ChildProcess {
    struct Output: Sendable {
        let bytes: [UInt8]
        let errors: String
        /// How it ended where that was no success, as the rest of a sentence.
        let failure: String?
    }

    /// Whether a program of that name is on the path.
    static func isInstalled(_ name: String, _ context: CommandContext) -> Bool {
        (context.environment["PATH"] ?? "").split(separator: ":").contains { folder in
            let path = folder + "/" + name
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
        }
    }

    /// Runs a program to its end, without input and without a terminal that it could ask anything on.
    ///
    /// It and what it starts are killed when the time is over, when the task is cancelled, and by a signal that ends
    /// this process.
    static func run(
        _ name: String, _ arguments: [String], time: Duration, size: Int
    ) async throws(ChildProcessError) -> Output {
        let output: Output?
        do {
            output = try await withTimeLimit(time) {
                try await EndedTogether.during { try await launch(name, arguments, size: size) }
            }
        } catch {
            switch error {
            case is CancellationError: throw ChildProcessError(message: "was cancelled")
            case let error as SubprocessError where error.code == .outputLimitExceeded:
                throw ChildProcessError(message: "wrote more than \(size >> 20) MiB")
            default: throw ChildProcessError(message: "could not be run: \(error)")
            }
        }
        guard let output else { throw ChildProcessError(message: "did not end within \(time.components.seconds) s") }
        return output
    }

    private static func launch(_ name: String, _ arguments: [String], size: Int) async throws -> Output {
        var options = PlatformOptions()
        // A session of its own has no terminal, so that git or ssh cannot prompt, and is killed as a whole.
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100))
        ]
        let result = try await Subprocess.run(
            .name(name), arguments: Arguments(arguments),
            environment: .inherit.updating(["GIT_TERMINAL_PROMPT": "0"]), platformOptions: options, input: .none,
            output: .bytes(limit: size), error: .bytes(limit: size)
        ) { execution in
            EndedTogether.started(execution.processIdentifier.value)
        }
        let failure: String? =
            switch result.terminationStatus {
            case .exited(0): nil
            case .exited(let code): "failed with exit code \(code)"
            case .signaled(let signal): "was ended by signal \(signal)"
            }
        return Output(
            bytes: result.standardOutput, errors: String(decoding: result.standardError, as: UTF8.self),
            failure: failure)
    }
}

/// A signal that ends this process while a program runs for it ends that program too.
private enum EndedTogether {
    /// The process group of the program, or what there is of it.
    private static let group = Atomic<Int32>(none)
    private static let isOver = Atomic<Bool>(false)

    private static let none: Int32 = 0
    /// The program is being started, and its group not yet known: a signal waits for it.
    private static let starting: Int32 = -1

    static func during<Result>(_ body: () async throws -> Result) async throws -> Result {
        group.store(starting, ordering: .sequentiallyConsistent)
        let signals = [SIGINT, SIGTERM, SIGHUP]
        let former = signals.map { number in
            let former = signal(number) { _ in EndedTogether.end() }
            // What nohup, or a shell for a background job, has this process ignore stays ignored.
            if unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
            return former
        }
        defer {
            group.store(none, ordering: .sequentiallyConsistent)
            for (number, handler) in zip(signals, former) { signal(number, handler) }
            // A program that could not be started, or has met its end by the signal that ends this process.
            if isOver.load(ordering: .sequentiallyConsistent) { _exit(130) }
        }
        return try await body()
    }

    /// Says which group the program has, once it runs.
    static func started(_ process: Int32) { group.store(process, ordering: .sequentiallyConsistent) }

    /// Ends the program and this process, with nothing but what POSIX allows in a signal handler.
    private static func end() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        var program = group.load(ordering: .sequentiallyConsistent)
        var patience = 100
        // Another thread is about to say which it is.
        while program == starting, patience > 0 {
            usleep(10_000)
            patience -= 1
            program = group.load(ordering: .sequentiallyConsistent)
        }
        if program > 0 { kill(-program, SIGKILL) }
        _exit(130)
    }
}
