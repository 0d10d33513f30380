/// Diagnostics as workflow commands of GitHub Actions, which become annotations at the lines of a change.
package struct WorkflowCommandRenderer: Sendable {
    private let root: SourceRoot

    package init(root: SourceRoot) { self.root = root }

    /// One command a line; empty when there is nothing to say.
    package func render(_ diagnostics: [Diagnostic]) -> String { diagnostics.map(render).joined() }

    /// The commands of a run that ended before its result; what ended it stands last.
    package func render(_ failure: FailedRun) -> String {
        let message = failure.message + (failure.help.map { "\nhelp: " + $0 } ?? "")
        return render(failure.diagnostics) + command(.error, [("title", failure.code)], message)
    }

    private func render(_ diagnostic: Diagnostic) -> String {
        let name = diagnostic.range?.file.name ?? diagnostic.file
        let path = name.flatMap { root.source(named: $0).path }
        var message = diagnostic.message
        // What is not in the repository cannot be annotated: its place stands in the message.
        if path == nil, let name {
            message = (diagnostic.range.map(place) ?? name) + ": " + message
        }
        for related in diagnostic.related { message += "\nnote: \(related.message) (\(place(related.range)))" }
        if let help = diagnostic.help { message += "\nhelp: " + help }
        var properties: [(String, String)] = []
        if let path {
            properties.append(("file", path))
            properties += diagnostic.range.map(properties(of:)) ?? []
        }
        return command(diagnostic.severity, properties + [("title", diagnostic.code.name)], message)
    }

    private func place(_ range: SourceRange) -> String {
        let start = range.startLocation
        return "\(root.source(named: range.file.name).path ?? range.file.name):\(start.line):\(start.column)"
    }

    /// Columns are only taken where the range stays in one line.
    private func properties(of range: SourceRange) -> [(String, String)] {
        let (start, end) = (range.startLocation, range.endLocation)
        // A range up to a line break ends, as a half-open one, at the start of the next line.
        let lastLine = end.column == 1 && end.line > start.line ? end.line - 1 : end.line
        var properties = [("line", String(start.line)), ("endLine", String(lastLine))]
        if lastLine == start.line { properties.append(("col", String(start.column))) }
        if end.line == start.line { properties.append(("endColumn", String(end.column))) }
        return properties
    }

    private func command(
        _ severity: Diagnostic.Severity, _ properties: [(name: String, value: String)], _ message: String
    ) -> String {
        let name =
            switch severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        let list = properties.map { "\($0.name)=\(Self.escape($0.value, inProperty: true))" }.joined(separator: ",")
        return "::\(name) \(list)::\(Self.escape(message, inProperty: false))\n"
    }

    private static func escape(_ text: String, inProperty: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            case ":" where inProperty: escaped += "%3A"
            case "," where inProperty: escaped += "%2C"
            default: escaped.unicodeScalars.append(scalar.drivesTerminal ? "\u{FFFD}" : scalar)
            }
        }
        return escaped
    }
}
