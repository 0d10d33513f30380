internal import ArgumentParser
internal import Documents
internal import Values

/// A command and the arguments that it takes, as the argument parser itself describes them.
struct CommandGrammar: Sendable {
    struct Argument: Sendable {
        enum Kind: String, Sendable { case positional, option, flag }

        let kind: Kind
        /// All names with their dashes, such as `-f` and `--manifest`; empty for a positional argument.
        let names: [String]
        /// What stands for the value in the help; tells positional arguments apart.
        let valueName: String
        /// The values that there are, where they are few.
        let values: [String]
        let isRepeating: Bool
        /// The heading in the help that it stands under.
        let section: String?

        func isSame(as other: Argument) -> Bool {
            kind == .positional
                ? other.kind == .positional && valueName == other.valueName
                : names.contains { other.names.contains($0) }
        }
    }

    let name: String
    let aliases: [String]
    let arguments: [Argument]

    func argument(named name: String) -> Argument? { arguments.first { $0.names.contains(name) } }
}

extension CommandGrammar {
    /// The commands of the program; described when somebody first asks, which most runs never do.
    static let all: [CommandGrammar] = {
        let description = try? JSONReader.value(Array(OpenMCF._dumpHelp().utf8))
        return (description?["command"]?["subcommands"]?.array ?? []).compactMap(CommandGrammar.init)
    }()

    /// The command of a name or an alias.
    static func command(named word: String) -> CommandGrammar? {
        all.first { $0.name == word || $0.aliases.contains(word) }
    }

    /// Every word that is a command.
    static var words: [String] { all.flatMap { [$0.name] + $0.aliases } }

    private init?(_ command: Value) {
        guard let name = command["commandName"]?.string else { return nil }
        self.name = name
        aliases = (command["aliases"]?.array ?? []).compactMap(\.string)
        arguments = (command["arguments"]?.array ?? []).compactMap(Argument.init)
    }
}

extension CommandGrammar.Argument {
    fileprivate init?(_ argument: Value) {
        guard let kind = argument["kind"]?.string.flatMap(Kind.init) else { return nil }
        self.kind = kind
        names = (argument["names"]?.array ?? []).compactMap { name in
            name["name"]?.string.map { (name["kind"] == "long" ? "--" : "-") + $0 }
        }
        valueName = argument["valueName"]?.string ?? ""
        values = (argument["allValues"]?.array ?? []).compactMap(\.string)
        isRepeating = argument["isRepeating"] == true
        section = argument["sectionTitle"]?.string
    }
}
