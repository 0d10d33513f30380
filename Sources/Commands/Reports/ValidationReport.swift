internal import Diagnostics
internal import Manifests
internal import Values

/// What is wrong with manifests, in each of the formats of `validate`.
struct ValidationReport {
    let format: ValidationFormat
    private let context: CommandContext

    init(format: ValidationFormat, _ context: CommandContext) {
        self.format = format
        self.context = context
    }

    /// The result of a run that came to its end; formats for programs have everything, `--quiet` or not.
    func text(_ set: ManifestSet) -> String {
        let shown = set.diagnostics
        switch format {
        case .text:
            let list = DiagnosticReport.text(shown, style: context.outputStyle, context)
            return list + (list.isEmpty || context.quiet ? "" : "\n") + summary(of: set)
        case .json:
            return json([
                "formatVersion": .string(FormatVersion.current), "valid": .bool(set.isValid),
                "manifests": .int(Int64(set.routeCount)),
                "diagnostics": .array(shown.map(DiagnosticReport.value)),
            ])
        case .sarif:
            var report = SARIFReport(root: root, files: set.files)
            return json(report.value(shown))
        case .github: return WorkflowCommandRenderer(root: root).render(shown) + summary(of: set)
        case .junit: return junit.render(shown, files: set.files)
        }
    }

    /// What takes the result's place on standard output when there is none; nil for text.
    func document(_ failure: Failure) -> String? {
        switch format {
        case .text: return nil
        case .json: return json(failure.value)
        case .sarif:
            var report = SARIFReport(root: root, files: [])
            return json(report.value(failure))
        case .github:
            let renderer = WorkflowCommandRenderer(root: root)
            return renderer.render(failure.diagnostics)
                + renderer.render(.error, title: failure.code, failure.message, help: failure.help)
        case .junit:
            return junit.render(failure: failure.code, failure.message, help: failure.help, failure.diagnostics)
        }
    }

    private func json(_ value: Value) -> String { JSONWriter.text(value, .indented) + "\n" }

    private var junit: JUnitRenderer { JUnitRenderer(command: "openmcf validate", root: root) }

    /// The checkout, where a CI system says which folder that is, or else the current directory.
    private var root: SourceRoot {
        SourceRoot(
            workingDirectory: context.workingDirectory,
            workspaces: ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].compactMap { context.environment[$0] })
    }

    /// One line on the whole run; nothing when it is to be quiet.
    private func summary(of set: ManifestSet) -> String {
        guard !context.quiet else { return "" }
        let errors = set.diagnostics.count { $0.severity == .error }
        let warnings = set.diagnostics.count { $0.severity == .warning }
        let read = Plural.count(set.routeCount, "manifest")
        let style = context.outputStyle
        guard errors > 0 else {
            let ending = warnings == 0 ? "" : ", with \(Plural.count(warnings, "warning"))"
            return style(.green, "\(read) valid") + ending + "\n"
        }
        return style(.red, Plural.count(errors, "error"))
            + (warnings == 0 ? "" : ", \(Plural.count(warnings, "warning"))")
            + (set.routeCount == 0 ? "" : " in \(read)") + "\n"
    }
}
