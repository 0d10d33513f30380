internal import Diagnostics

/// What the user typed, so that a message can name the command to run next with the same manifests, state and cluster.
struct Invocation: Sendable {
    /// The words after the name of the program, with the values that were left out.
    let arguments: [String]

    /// What a flag means without a value; with one, that stands behind a `=`, since the next word is a manifest.
    private static let impliedValues = ["apply": ["--wait": "ready"]]

    init(arguments: [String]) {
        let implied = arguments.first.flatMap { Self.impliedValues[$0] } ?? [:]
        let flags = arguments.prefix { $0 != "--" }.map { word in
            implied[word].map { "\(word)=\($0)" } ?? Self.separated(word, arguments.first ?? "")
        }
        self.arguments = flags + arguments.dropFirst(flags.count)
    }

    /// `-lteam=y` as `-l=team=y`: the parser takes everything before the first `=` for the name of a flag.
    private static func separated(_ word: String, _ command: String) -> String {
        let (flag, value) = (word.prefix(2), word.dropFirst(2))
        guard word.hasPrefix("-"), !word.hasPrefix("--"), value.contains("="), value.first != "=",
            CommandGrammar.command(named: command)?.argument(named: String(flag))?.kind == .option
        else { return word }
        return "\(flag)=\(value)"
    }

    /// The command that was typed; nil where the first word is none.
    var command: CommandGrammar? { arguments.first.flatMap(CommandGrammar.command) }

    /// The first word, or that after `help`, where it should name a command and does not.
    var unknownCommand: String? {
        var words = arguments[...]
        if words.first == "help" { words.removeFirst() }
        guard let word = words.first, !word.hasPrefix("-"), word != "help" else { return nil }
        return CommandGrammar.command(named: word) == nil ? word : nil
    }

    /// The arguments as the command understands them; nil where there is no such command.
    var parsed: ParsedWords? { command.map { ParsedWords(arguments.dropFirst(), $0) } }

    /// The format for programs that was asked for; nil for text.
    ///
    /// It is looked for also where the rest cannot be understood, since a program that asked for it reads no text.
    var format: ValidationFormat? {
        guard let command, let output = command.argument(named: "--output"), let parsed else {
            // Whatever command was meant, this is what a program would ask for.
            let pairs = zip(arguments, arguments.dropFirst()).map { "\($0)=\($1)" } + arguments
            return pairs.contains { ["-o=json", "--output=json", "-ojson"].contains($0) } ? .json : nil
        }
        guard let format = parsed.values("--output").last.flatMap(ValidationFormat.init), format != .text,
            output.values.contains(format.rawValue)
        else { return nil }
        return format
    }
}

extension Invocation {
    /// Flags that a suggested command does not repeat: how to print and whether to ask are for each run to say.
    private static let ownToARun = ["--output", "--out", "--yes", "--detailed-exitcode", "--offline", "--help"]
    /// Values that must not be told.
    static let secrets = ["--token"]

    /// A command to run next, for a shell: the given words, and what the user's own command line has in common with it.
    func command(_ words: String...) -> String { command(words) }

    /// The same for words in a list.
    func command(_ words: [String]) -> String {
        guard let target = words.first.flatMap(CommandGrammar.command) else { return Self.text(words) }
        let said = ParsedWords(words.dropFirst(), target).words
        let namesManifests = said.contains { $0.argument.isManifest }
        let typed = parsed?.words ?? []
        let asksNoCluster = target.name == "validate" && !typed.contains { $0.argument.names == ["--server-side"] }
        let repeated = typed.filter { word in
            guard let argument = target.arguments.first(where: { $0.isSame(as: word.argument) }),
                argument.section != "General", !(asksNoCluster && argument.section == "Cluster"),
                word.argument.kind == .flag || word.value != nil
            else { return false }
            let isKept = !argument.names.contains { (Self.ownToARun + Self.secrets).contains($0) }
            let isSaid = said.contains { $0.argument.isSame(as: argument) }
            return isKept && !isSaid && !(namesManifests && argument.isManifest)
        }
        return Self.text(words + repeated.flatMap(Self.spelled))
    }

    /// The same command line with other manifests: for messages, where what was given is none, as a saved plan.
    func naming(manifest: String) -> Invocation {
        guard let command, let parsed else { return self }
        let words = parsed.words.filter { !$0.argument.isManifest }.flatMap(Self.spelled)
        return Invocation(arguments: [command.name] + words + ["-f", manifest])
    }

    private static func text(_ words: [String]) -> String {
        (["openmcf"] + words).map(shellWord).joined(separator: " ")
    }

    /// An argument as it is written on a command line, without what must not be told; nothing where that is all of it.
    static func spelled(_ word: ParsedWords.Word) -> [String] {
        var value = word.value
        // A server's address may hold a password without looking like a URL.
        if word.argument.names.contains("--server"), value?.contains("@") == true { return [] }
        if let address = value, ManifestURL.isURL(address) {
            // Without its password, and the query, which may be one.
            guard let name = ManifestURL.name(of: address) else { return [] }
            value = name
        }
        guard let name = word.argument.names.first(where: { $0.count == 2 }) ?? word.argument.names.first else {
            return value.map { $0.hasPrefix("-") && $0 != "-" ? ["./" + $0] : [$0] } ?? []
        }
        guard let value else { return [name] }
        // A value that begins with a dash would be taken for a flag.
        let needsEqualsSign = value.hasPrefix("-") && value != "-" || impliedValues.values.contains { $0[name] != nil }
        return needsEqualsSign ? ["\(name)=\(value)"] : [name, value]
    }

    /// A text in which each `'openmcf …'` has become the whole command that the user would have to type.
    func completing(_ text: String) -> String {
        var completed = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "'openmcf ") {
            guard let end = rest[start.upperBound...].firstIndex(of: "'") else { break }
            completed += rest[..<start.lowerBound]
            let command = command(rest[start.upperBound..<end].split(separator: " ").map(String.init))
            // Words in quotes would end the quotation.
            completed += command.contains("'") ? "`\(command)`" : "'\(command)'"
            rest = rest[rest.index(after: end)...]
        }
        return completed + rest
    }
}

extension CommandGrammar.Argument {
    /// Whether it says which manifests are read, or what is done to them.
    fileprivate var isManifest: Bool { section == "Manifests" || names.contains("--manifest") }
}
