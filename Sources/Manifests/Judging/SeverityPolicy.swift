package import Diagnostics
internal import YAML

/// How seriously the user takes each warning: as it is, as an error, or not at all.
///
/// Errors are what an API server would refuse, so no policy softens them; notes are never raised.
package struct SeverityPolicy: Sendable {
    /// What is made of a warning.
    package enum Choice: Sendable {
        case warn, error, ignore
    }

    /// Whether every warning that is not chosen by its code is an error.
    package var isStrict = false
    private var choices: [DiagnosticCode: Choice] = [:]

    /// The codes that can be switched.
    package static let warnings = CodeCatalogue.codes(.warning)
    /// The codes that can be ignored, and not raised.
    package static let notes = CodeCatalogue.codes(.note)
    /// Errors that a user may try to switch: they are told apart from misspelled warnings.
    private static let errors = CodeCatalogue.codes(.error)

    package init() {}

    /// Chooses for a code; what was chosen for it before no longer counts.
    package mutating func choose(_ choice: Choice, _ name: String) throws(SeverityPolicyError) {
        let code = DiagnosticCode(name)
        if Self.warnings.contains(code) || (choice == .ignore && Self.notes.contains(code)) {
            choices[code] = choice
            return
        }
        if Self.notes.contains(code) {
            throw SeverityPolicyError(
                message: "'\(code)' is a note, which is never raised", help: "a note can only be ignored")
        }
        if Self.errors.contains(code) {
            throw SeverityPolicyError(
                message: "'\(code)' is an error, which cannot be switched",
                help: "an error is what an API server would refuse or openmcf cannot do; warnings can be switched")
        }
        let known = (Self.warnings + (choice == .ignore ? Self.notes : [])).map(\.rawValue)
        throw SeverityPolicyError(
            message: "there is no warning '\(name)'",
            help: Suggestion.closest(to: name, among: known).map { "did you mean '\($0)'?" }
                ?? "known are \(known.joined(separator: ", "))")
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
    /// What cannot be chosen, one sentence without a final full stop.
    package let message: String
    /// What can be chosen instead.
    package let help: String
}
