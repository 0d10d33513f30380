internal import ArgumentParser
internal import Diagnostics

/// What is added to the parser's own words about a command line that cannot be read.
enum UsageReport {
    /// Names the command that was probably meant, and says it in the format that was asked for.
    static func print(_ error: any Error, _ arguments: [String]) {
        let context = CommandContext.system()
        let failure = Failure.usage(OpenMCF.message(for: error))
        if let format = format(arguments), let text = ValidationReport(format: format, context).document(failure) {
            context.print(text)
        }
        guard let name = arguments.first, !name.hasPrefix("-"), !commands.contains(name) else { return }
        if let suggestion = Suggestion.nearest(to: name, among: commands) {
            context.report("There is no command '\(printable(name))'; did you mean '\(suggestion)'?\n")
        }
    }

    private static let commands: [String] = OpenMCF.configuration.groupedSubcommands.flatMap(\.subcommands).flatMap {
        [$0.configuration.commandName].compactMap { $0 } + $0.configuration.aliases
    }

    /// The format that the arguments ask for, as far as the command has it.
    private static func format(_ arguments: [String]) -> ValidationFormat? {
        let validate = ["validate"] + ValidateCommand.configuration.aliases
        let isValidate = arguments.first.map(validate.contains) ?? false
        return ValidationFormat.allCases.first { format in
            guard format == .json || isValidate else { return false }
            let name = format.rawValue
            return arguments.contains { ["-o\(name)", "--output=\(name)"].contains($0) }
                || zip(arguments, arguments.dropFirst()).contains { ["-o", "--output"].contains($0) && $1 == name }
        }
    }
}
