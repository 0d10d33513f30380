/// A run that ended before its result, as the formats for other tools tell it.
package struct FailedRun: Sendable {
    /// The stable name of what ended it.
    package let code: String
    /// One sentence without a final full stop.
    package let message: String
    /// What to do next; nil where the message says it.
    package let help: String?
    /// The exit code of the program.
    package let exitCode: Int32
    /// What was found before.
    package let diagnostics: [Diagnostic]

    package init(
        code: String, _ message: String, help: String? = nil, exitCode: Int32 = 1, diagnostics: [Diagnostic] = []
    ) {
        self.code = code
        self.message = message
        self.help = help
        self.exitCode = exitCode
        self.diagnostics = diagnostics
    }
}
