internal import ArgumentParser
internal import Diagnostics
internal import Nodes

/// A command that turns its flags into a result; printing a failure and the exit code happen here, once.
protocol RunnableCommand: AsyncParsableCommand {
    var output: OutputOptions { get }
    /// Whether a failure is to be printed as JSON.
    var wantsJSON: Bool { get }
    /// Whether code 1 has a meaning of its own, as for `diff`: then other failures end with 2.
    var failureIsTwo: Bool { get }

    func execute(_ context: CommandContext) async throws -> ExitStatus
}

extension RunnableCommand {
    var failureIsTwo: Bool { false }

    mutating func run() async throws {
        var context = CommandContext.system()
        output.configure(&context)
        var status: ExitStatus
        do {
            status = try await execute(context)
        } catch let failure as Failure {
            FailureReport.print(failure, asJSON: wantsJSON, context)
            status = failure.status
            if failureIsTwo, status == .failure { status = .changes }
        }
        if let reason = context.outputFailure {
            context.report("error: the result could not be written to standard output: \(reason)\n")
            if [.success, .differences].contains(status) { status = failureIsTwo ? .changes : .failure }
        }
        if status != .success { throw ExitCode(status.code) }
    }
}

/// How a failure is told.
enum FailureReport {
    static func print(_ failure: Failure, asJSON: Bool, _ context: CommandContext) {
        if asJSON { context.print(JSONWriter.text(failure.value, .indented) + "\n") }
        let style = context.errorStyle
        var text = ""
        if !failure.diagnostics.isEmpty, !asJSON {
            text += DiagnosticReport.text(failure.diagnostics, style: style, quiet: context.quiet) + "\n"
        }
        text += style(.boldRed, "error") + ": " + style(.bold, printable(failure.message)) + "\n"
        if let help = failure.help {
            let lines = printable(help).split(separator: "\n", omittingEmptySubsequences: false)
            text += "  " + style(.boldCyan, "help") + ": " + lines.joined(separator: "\n        ") + "\n"
        }
        context.report(text)
    }
}
