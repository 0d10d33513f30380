/// What a code stands for, for reports that list the kinds of problems beside the problems.
package struct CodeDescription: Sendable {
    /// The code that is described.
    package let code: DiagnosticCode
    /// How bad it is unless the user says otherwise.
    package let severity: Diagnostic.Severity
    /// What is wrong, in one sentence without a final full stop.
    package let summary: String
    /// What to do about it, likewise.
    package let advice: String

    package init(_ code: DiagnosticCode, _ severity: Diagnostic.Severity, _ summary: String, advice: String) {
        self.code = code
        self.severity = severity
        self.summary = summary
        self.advice = advice
    }
}
