/// A command line taken apart as the parser does it, without refusing anything: for what is said about it.
struct ParsedWords {
    /// An argument, and its value where it takes one and has one.
    struct Word {
        let argument: CommandGrammar.Argument
        var value: String?
    }

    private(set) var words: [Word] = []
    /// Flags that the command does not have, as they were written.
    private(set) var unknown: [String] = []

    private let grammar: CommandGrammar

    /// - Parameter arguments: what follows the name of the command.
    init(_ arguments: some Sequence<String>, _ grammar: CommandGrammar) {
        self.grammar = grammar
        var rest = Array(arguments)[...]
        var isPositional = false
        while let text = rest.popFirst() {
            if isPositional || text == "-" || !text.hasPrefix("-") {
                addPositional(text)
            } else if text == "--" {
                isPositional = true
            } else if text.hasPrefix("--") {
                add(text, &rest)
            } else {
                addShort(text, &rest)
            }
        }
    }

    func values(_ name: String) -> [String] {
        words.filter { $0.argument.names.contains(name) }.compactMap(\.value)
    }

    private mutating func addPositional(_ value: String) {
        let positionals = grammar.arguments.filter { $0.kind == .positional }
        let count = words.count { $0.argument.kind == .positional }
        let argument = count < positionals.count ? positionals[count] : positionals.last { $0.isRepeating }
        if let argument { words.append(Word(argument: argument, value: value)) }
    }

    /// `--name`, `--name value` or `--name=value`.
    private mutating func add(_ text: String, _ rest: inout ArraySlice<String>) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let argument = grammar.argument(named: parts[0]) else { return unknown.append(parts[0]) }
        guard argument.kind == .option else { return words.append(Word(argument: argument)) }
        words.append(Word(argument: argument, value: parts.count > 1 ? parts[1] : Self.value(&rest)))
    }

    /// `-n`, `-n value`, `-n=value`, `-nvalue`, or several letters of which the last may take a value.
    private mutating func addShort(_ text: String, _ rest: inout ArraySlice<String>) {
        var letters = text.dropFirst()
        while let letter = letters.popFirst() {
            guard let argument = grammar.argument(named: "-\(letter)") else { return unknown.append(text) }
            guard argument.kind == .option else {
                words.append(Word(argument: argument))
                continue
            }
            let attached = letters.first == "=" ? letters.dropFirst() : letters
            words.append(Word(argument: argument, value: letters.isEmpty ? Self.value(&rest) : String(attached)))
            return
        }
    }

    /// The next word, unless it is a flag.
    private static func value(_ rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first, next == "-" || !next.hasPrefix("-") else { return nil }
        return rest.popFirst()
    }
}
