internal import Files
internal import Subprocess

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
            Path.isExecutable(folder + "/" + name)
        }
    }

    /// Runs a program to its end, without input and without a terminal that it could ask anything on.
    ///
    /// It and what it starts are killed when the time is over and when the task is cancelled, as a signal does.
    static func run(
        _ name: String, _ arguments: [String], time: Duration, size: Int
    ) async throws(ChildProcessError) -> Output {
        let output: Output?
        do {
            output = try await withTimeLimit(time) {
                try await RunningPrograms.all.during { try await launch(name, arguments, size: size, $0) }
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

    private static func launch(
        _ name: String, _ arguments: [String], size: Int, _ started: @escaping @Sendable (Int32) -> Void
    ) async throws -> Output {
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
            started(execution.processIdentifier.value)
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
