internal import Diagnostics
internal import Values

/// A failure in the format that a program asked for, in the place of the result that there is none of.
struct FailureDocument {
    let format: ValidationFormat
    let context: CommandContext

    /// The document for standard output; nil for text, where what standard error says is all.
    func text(_ failure: Failure) -> String? {
        let root = context.sourceRoot
        switch format {
        case .text: return nil
        case .json: return JSONWriter.text(failure.value, .indented) + "\n"
        case .sarif:
            var report = SARIFReport(root: root, files: [])
            return JSONWriter.text(report.value(failure), .indented) + "\n"
        case .github:
            let renderer = WorkflowCommandRenderer(root: root)
            return renderer.render(failure.diagnostics)
                + renderer.render(.error, title: failure.code, failure.message, help: failure.help)
        case .junit:
            return JUnitRenderer(command: "openmcf validate", root: root)
                .render(failure: failure.code, failure.message, help: failure.help, failure.diagnostics)
        }
    }
}
