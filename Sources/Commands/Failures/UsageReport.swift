internal import ArgumentParser
internal import Diagnostics

/// How a command line that cannot be read is told: one sentence, and where to look, but not all that there is.
struct UsageReport {
    private let context: CommandContext
    private var invocation: Invocation { context.invocation }

    init(_ context: CommandContext) { self.context = context }

    /// Tells it in the format that was asked for.
    func tell(_ error: any Error) -> ExitStatus {
        let failure = failure(error)
        let document = invocation.format.flatMap { FailureDocument(format: $0, context: context).text(failure) }
        FailureReport.print(failure, document: document, context)
        return context.status(failure.status)
    }

    private func failure(_ error: any Error) -> Failure {
        if let word = invocation.unknownCommand {
            let meant = Suggestion.closest(to: word, among: CommandGrammar.words)
            return .usage(
                "There is no command '\(word)'" + (meant.map { "; did you mean '\($0)'?" } ?? ""),
                help: meant == nil ? "'openmcf --help' lists the commands" : nil)
        }
        let name = invocation.command.map { "openmcf \($0.name)" } ?? "openmcf"
        let help = "'\(name) --help' lists the arguments"
        let message = OpenMCF.message(for: error)
        if let flag = unknownFlag(message) {
            let names = invocation.command?.arguments.flatMap(\.names) ?? ["--help", "--version"]
            let meant = Suggestion.closest(to: flag, among: names.filter { $0.hasPrefix("--") })
            return .usage("Unknown option '\(flag)'" + (meant.map { "; did you mean '\($0)'?" } ?? ""), help: help)
        }
        if let negative = negativeValue(message) { return negative }
        return .usage(message, help: meantValue(message).map { "did you mean '\($0)'?" } ?? help)
    }

    /// The flag that the parser does not know: its own suggestion may be far from what was typed.
    private func unknownFlag(_ message: String) -> String? {
        let unknown = invocation.parsed?.unknown ?? invocation.arguments.prefix(1).map { $0 }
        return unknown.first { $0.hasPrefix("--") && message.hasPrefix("Unknown option '\($0)'") }
    }

    /// A number below zero, which the parser takes for a flag: it says that there is no value.
    private func negativeValue(_ message: String) -> Failure? {
        for (flag, value) in zip(invocation.arguments, invocation.arguments.dropFirst()) {
            guard flag.hasPrefix("-"), message.hasPrefix("Missing value for '\(flag) "),
                value.hasPrefix("-"), value.dropFirst().first?.isASCII == true,
                value.dropFirst().first?.isNumber == true
            else { continue }
            return .usage("the value of \(flag) must not be negative: '\(value)'", help: "leave the minus sign out")
        }
        return nil
    }

    /// The one of a few values that was probably meant.
    private func meantValue(_ message: String) -> String? {
        for word in invocation.parsed?.words ?? [] where !word.argument.values.isEmpty {
            guard let value = word.value, message.hasPrefix("The value '\(value)' is invalid for") else { continue }
            return Suggestion.closest(to: value, among: word.argument.values)
        }
        return nil
    }
}
