internal import Diagnostics

extension CommandContext {
    /// The diagnostics for a person, errors last: `--quiet` leaves the notes out, and only `--verbose` has all of a
    /// kind.
    func text(_ diagnostics: [Diagnostic], style: TerminalStyle) -> String {
        let shown = quiet ? diagnostics.filter { $0.severity != .note } : diagnostics
        let digest = DiagnosticDigest(shown, limit: verbose ? nil : DiagnosticDigest.usualLimit)
        return TextRenderer(style: style).render(digest)
    }
}
