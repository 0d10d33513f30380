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
            let list = context.text(shown, style: context.outputStyle)
            return list + (list.isEmpty || context.quiet ? "" : "\n") + summary(of: set)
        case .json:
            return JSONWriter.document([
                "formatVersion": .string(FormatVersion.current), "valid": .bool(set.isValid),
                "manifests": .int(Int64(set.routeCount)),
                "diagnostics": .array(shown.map(JSONRenderer.value)),
            ])
        case .sarif:
            var renderer = SARIFRenderer(context.sourceRoot, files: set.files)
            return JSONWriter.document(renderer.value(shown))
        case .github: return WorkflowCommandRenderer(root: context.sourceRoot).render(shown) + summary(of: set)
        case .junit:
            return JUnitRenderer(command: "openmcf validate", root: context.sourceRoot).render(shown, files: set.files)
        }
    }

    /// One line on the whole run; nothing when it is to be quiet.
    private func summary(of set: ManifestSet) -> String {
        guard !context.quiet else { return "" }
        let errors = set.diagnostics.count { $0.severity == .error }
        let warnings = set.diagnostics.count { $0.severity == .warning }
        let read = English.count(set.routeCount, "manifest")
        let style = context.outputStyle
        guard errors > 0 else {
            let ending = warnings == 0 ? "" : ", with \(English.count(warnings, "warning"))"
            return style(.green, "\(read) valid") + ending + "\n"
        }
        return style(.red, English.count(errors, "error"))
            + (warnings == 0 ? "" : ", \(English.count(warnings, "warning"))")
            + (set.routeCount == 0 ? "" : " in \(read)") + "\n"
    }
}
