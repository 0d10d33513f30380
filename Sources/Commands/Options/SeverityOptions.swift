internal import ArgumentParser
internal import Diagnostics
internal import Manifests

/// How seriously warnings are taken.
struct SeverityOptions: ParsableArguments {
    private static let warnings = CompletionKind.list(CodeCatalogue.codes(.warning).map(\.name))

    @Option(
        name: .customLong("warn"),
        help: ArgumentHelp("Keep a warning a warning, also under --strict; repeatable.", valueName: "code"),
        completion: warnings)
    var warned: [String] = []

    @Option(
        name: .customLong("error"), help: ArgumentHelp("Make a warning an error; repeatable.", valueName: "code"),
        completion: warnings)
    var raised: [String] = []

    @Option(
        name: .customLong("ignore"),
        help: ArgumentHelp("Leave a warning or a note out; repeatable.", valueName: "code"),
        completion: .list((CodeCatalogue.codes(.warning) + CodeCatalogue.codes(.note)).map(\.name)))
    var ignored: [String] = []

    @Flag(help: "Make all warnings errors, except those that are chosen by their code.")
    var strict = false

    /// The policy that the flags stand for; for one code the last of them counts.
    ///
    /// - Parameter invocation: the command line, since the parser keeps no order between different options.
    func policy(_ invocation: Invocation) throws(Failure) -> SeverityPolicy {
        var policy = SeverityPolicy()
        policy.isStrict = strict
        // Describing the commands takes several times as long as starting the program.
        if (warned + raised + ignored).isEmpty { return policy }
        let choices: [String: SeverityPolicy.Choice] = ["--warn": .warn, "--error": .error, "--ignore": .ignore]
        for word in invocation.parsed?.words ?? [] {
            guard let code = word.value, let choice = word.argument.names.compactMap({ choices[$0] }).first else {
                continue
            }
            do throws(SeverityPolicyError) {
                try policy.choose(choice, code, among: CodeCatalogue.all)
            } catch {
                throw Failure.usage(error.message, help: error.help)
            }
        }
        return policy
    }
}
