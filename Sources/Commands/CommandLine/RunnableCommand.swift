internal import ArgumentParser
internal import Diagnostics

/// A command that turns its flags into a result; printing a failure and the exit code happen here, once.
protocol RunnableCommand: AsyncParsableCommand, Sendable {
    var output: OutputOptions { get }
    /// Whether a failure is to be printed as JSON.
    var wantsJSON: Bool { get }
    /// Whether code 1 has a meaning of its own, as for `diff`: then other failures end with 2.
    var failureIsTwo: Bool { get }

    /// Whether signals and a time limit end it in good order; otherwise a signal does what it does by default.
    var isGuarded: Bool { get }
    /// How long it may take in all; nil without a limit.
    var timeLimit: Duration? { get }

    /// What a failure prints to standard output; nil where what standard error says is all.
    func document(_ failure: Failure, _ context: CommandContext) -> String?

    func execute(_ context: CommandContext) async throws -> ExitStatus
}

extension RunnableCommand {
    var failureIsTwo: Bool { false }
    var isGuarded: Bool { true }
    var timeLimit: Duration? { nil }

    func document(_ failure: Failure, _ context: CommandContext) -> String? {
        wantsJSON ? FailureDocument(format: .json, context: context).text(failure) : nil
    }

    /// Runs to the end, whatever it is; what fails is told in the format that was asked for.
    func run(in outer: CommandContext) async -> ExitStatus {
        var context = outer
        output.configure(&context)
        do {
            try DescriptorLimit.checkFiles()
            let status = try await guarded(context)
            context.serverWarnings.finish(context)
            return context.status(status, failureIsTwo: failureIsTwo)
        } catch {
            var failure = Failure(from: error)
            failure.help = failure.help.map(context.invocation.completing)
            FailureReport.print(failure, document: document(failure, context), context)
            return context.status(failure.status, failureIsTwo: failureIsTwo)
        }
    }
}

extension CommandContext {
    /// How the process ends, once everything is printed: a result that did not arrive is a failure, and is told.
    ///
    /// - Parameter failureIsTwo: whether 1 has a meaning of its own, so that other failures end with 2.
    func status(_ status: ExitStatus, failureIsTwo: Bool = false) -> ExitStatus {
        var status = status
        if let reason = outputFailure {
            report("error: the result could not be written to standard output: \(reason)\n")
            if [.success, .differences, .changes].contains(status) { status = .failure }
        }
        return failureIsTwo && status == .failure ? .changes : status
    }
}

extension RunnableCommand {
    /// Executes the command until a signal or its time limit ends it.
    fileprivate func guarded(_ context: CommandContext) async throws -> ExitStatus {
        guard isGuarded else { return try await execute(context) }
        return try await context.interruption.guarding(
            timeLimit: timeLimit, context,
            onAbandoned: { failure in
                context.endProgress()
                // A result that is on its way already is not followed by another document.
                let document = context.hasPrinted ? nil : document(failure, context)
                FailureReport.print(failure, document: document, context)
            }, { try await execute(context) })
    }
}
