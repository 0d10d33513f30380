internal import ArgumentParser
internal import Diagnostics
internal import Nodes

/// What is added to the parser's own words about a command line that cannot be read.
enum UsageReport {
    /// Names the command that was probably meant, and says it in JSON where that was asked for.
    static func print(_ error: any Error, _ arguments: [String]) {
        let context = CommandContext.system()
        if asksForJSON(arguments) {
            let failure = Failure.usage(OpenMCF.message(for: error))
            context.print(JSONWriter.text(failure.value, .indented) + "\n")
        }
        guard let name = arguments.first, !name.hasPrefix("-"), !commands.contains(name) else { return }
        if let suggestion = Suggestion.nearest(to: name, among: commands) {
            context.report("There is no command '\(printable(name))'; did you mean '\(suggestion)'?\n")
        }
    }

    private static let commands: [String] = OpenMCF.configuration.groupedSubcommands.flatMap(\.subcommands).flatMap {
        [$0.configuration.commandName].compactMap { $0 } + $0.configuration.aliases
    }

    private static func asksForJSON(_ arguments: [String]) -> Bool {
        arguments.contains { ["-ojson", "--output=json"].contains($0) }
            || zip(arguments, arguments.dropFirst()).contains { ["-o", "--output"].contains($0) && $1 == "json" }
    }
}
