/// A kind of problem: its stable name, how bad it is, and what reports and the docs say of it.
///
/// Each is declared once, as a static member in the target that raises it, and has the name of the member in its own
/// spelling. Scripts match on the name, so two codes of the same name are the same.
package struct DiagnosticCode: Sendable {
    /// The name, such as `duplicate-key`.
    package let name: String
    /// How bad it is unless the user says otherwise.
    package let severity: Diagnostic.Severity
    /// What is wrong, in one sentence without a final full stop.
    package let summary: String
    /// Messages that it comes with, as the docs quote them.
    package let example: String
    /// What to do about it, without a capital at the start and a full stop at the end.
    package let advice: String

    package init(
        _ name: String, _ severity: Diagnostic.Severity, _ summary: String, example: String = "", advice: String
    ) {
        self.name = name
        self.severity = severity
        self.summary = summary
        self.example = example
        self.advice = advice
    }
}

extension DiagnosticCode: Hashable, CustomStringConvertible {
    package static func == (left: DiagnosticCode, right: DiagnosticCode) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
    package var description: String { name }
}
