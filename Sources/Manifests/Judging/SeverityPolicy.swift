package import Diagnostics

/// How seriously the user takes each warning: as it is, as an error, or not at all.
///
/// Errors are what an API server would refuse, so no policy softens them; notes are never raised.
package struct SeverityPolicy: Sendable {
    /// What is done with a code.
    package enum Choice: Sendable {
        case warn, error, ignore

        /// Whether it can be chosen for a code of the severity.
        fileprivate func isPossible(for severity: Diagnostic.Severity) -> Bool {
            severity == .warning || (severity == .note && self == .ignore)
        }
    }

    /// Whether every warning that is not chosen by its code is an error.
    package var isStrict = false
    private var choices: [DiagnosticCode: Choice] = [:]

    package init() {}

    /// Chooses for a code that is spelled out.
    ///
    /// - Parameters:
    ///   - name: the code as the user spells it.
    ///   - codes: all that there are; what cannot be chosen is told apart from what is misspelled.
    package mutating func choose(
        _ choice: Choice, _ name: String, among codes: [DiagnosticCode]
    ) throws(SeverityPolicyError) {
        guard let code = codes.first(where: { $0.name == name }) else {
            let known = [Diagnostic.Severity.warning, .note].filter(choice.isPossible(for:))
            throw .unknown(name, known: known.flatMap { severity in codes.filter { $0.severity == severity } })
        }
        try choose(choice, code)
    }

    /// Chooses for a code; what was chosen for it before no longer counts.
    package mutating func choose(_ choice: Choice, _ code: DiagnosticCode) throws(SeverityPolicyError) {
        if choice.isPossible(for: code.severity) {
            choices[code] = choice
        } else if code.severity == .note {
            throw SeverityPolicyError(
                message: "'\(code)' is a note, which is never raised", help: "a note can only be ignored")
        } else {
            throw SeverityPolicyError(
                message: "'\(code)' is an error, which cannot be switched",
                help: "an error is what an API server would refuse or openmcf cannot do; warnings can be switched")
        }
    }

    /// Raises, lowers and removes diagnostics as chosen.
    package func apply(to diagnostics: inout [Diagnostic]) {
        guard isStrict || !choices.isEmpty else { return }
        diagnostics.removeAll { $0.severity != .error && choices[$0.code] == .ignore }
        for index in diagnostics.indices where diagnostics[index].severity == .warning {
            if choices[diagnostics[index].code].map({ $0 == .error }) ?? isStrict {
                diagnostics[index].severity = .error
            }
        }
    }
}

/// A code that cannot be switched as asked.
package struct SeverityPolicyError: Error {
    /// What is wrong with it, without a final full stop.
    package let message: String
    /// What to do instead.
    package let help: String

    fileprivate static func unknown(_ name: String, known: [DiagnosticCode]) -> SeverityPolicyError {
        let names = known.map(\.name)
        return SeverityPolicyError(
            message: "there is no warning '\(name)'",
            help: Suggestion.closest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "known are \(names.joined(separator: ", "))")
    }
}
