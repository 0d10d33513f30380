internal import Diagnostics
internal import Values

/// Diagnostics for a person and for a script.
enum DiagnosticReport {
    /// The diagnostics for a person, errors last: `--quiet` leaves the notes out, and only `--verbose` has all of a
    /// kind.
    static func text(_ diagnostics: [Diagnostic], style: TerminalStyle, _ context: CommandContext) -> String {
        let shown = context.quiet ? diagnostics.filter { $0.severity != .note } : diagnostics
        let digest = DiagnosticDigest(shown, limit: context.verbose ? nil : DiagnosticDigest.usualLimit)
        return TextRenderer(style: style).render(digest)
    }

    static func value(_ diagnostic: Diagnostic) -> Value {
        var object: Object = [
            "severity": .string(diagnostic.severity.rawValue), "code": .string(diagnostic.code.rawValue),
            "message": .string(diagnostic.message),
        ]
        object["path"] = diagnostic.path.map(Value.string)
        object["file"] = diagnostic.file.map(Value.string)
        object["document"] = diagnostic.document.map { .int(Int64($0)) }
        object["range"] = diagnostic.range.map(value)
        object["resource"] = diagnostic.resource.map(Value.string)
        object["help"] = diagnostic.help.map(Value.string)
        if !diagnostic.related.isEmpty {
            object["related"] = .array(
                diagnostic.related.map {
                    [
                        "message": .string($0.message), "file": .string($0.range.file.name),
                        "range": value($0.range),
                    ]
                })
        }
        return .object(object)
    }

    private static func value(_ range: SourceRange) -> Value {
        ["start": value(range.startLocation), "end": value(range.endLocation)]
    }

    private static func value(_ location: SourceLocation) -> Value {
        [
            "line": .int(Int64(location.line)), "column": .int(Int64(location.column)),
            "offset": .int(Int64(location.offset)),
        ]
    }
}
