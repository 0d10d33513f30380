package import Values

/// Diagnostics as JSON, for scripts.
package enum JSONRenderer {
    /// The object that stands for a diagnostic in every result.
    package static func value(_ diagnostic: Diagnostic) -> Value {
        var object: Object = [
            "severity": .string(diagnostic.severity.rawValue), "code": .string(diagnostic.code.name),
            "message": .string(diagnostic.message),
        ]
        object["path"] = diagnostic.path.map { .string($0.description) }
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
