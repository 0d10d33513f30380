internal import ArgumentParser
internal import Manifests
internal import Synchronization

/// How seriously warnings are taken.
struct SeverityOptions: ParsableArguments {
    @Option(
        name: .customLong("warn"),
        help: ArgumentHelp("Keep a warning a warning, also under --strict; repeatable.", valueName: "code"),
        transform: NumberedCode.init)
    var warned: [NumberedCode] = []

    @Option(
        name: .customLong("error"), help: ArgumentHelp("Make a warning an error; repeatable.", valueName: "code"),
        transform: NumberedCode.init)
    var raised: [NumberedCode] = []

    @Option(
        name: .customLong("ignore"),
        help: ArgumentHelp("Leave a warning or a note out; repeatable.", valueName: "code"),
        transform: NumberedCode.init)
    var ignored: [NumberedCode] = []

    @Flag(help: "Make all warnings errors, except those that are chosen by their code.")
    var strict = false

    /// The policy that the flags stand for; for one code the last of them counts.
    func policy() throws(Failure) -> SeverityPolicy {
        var policy = SeverityPolicy()
        policy.isStrict = strict
        let choices =
            warned.map { (SeverityPolicy.Choice.warn, $0) } + raised.map { (.error, $0) }
            + ignored.map { (.ignore, $0) }
        for (choice, code) in choices.sorted(by: { $0.1.number < $1.1.number }) {
            do throws(SeverityPolicyError) {
                try policy.choose(choice, code.text)
            } catch {
                throw Failure.usage(error.message, help: error.help)
            }
        }
        return policy
    }

    /// A code and its place on the command line: the parser keeps no order between different options.
    struct NumberedCode: Sendable {
        private static let count = Atomic(0)

        let text: String
        let number: Int

        init(_ text: String) {
            self.text = text
            number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        }
    }
}
