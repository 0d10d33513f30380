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
        case .json: return JSONWriter.document(failure.value)
        case .sarif:
            var renderer = SARIFRenderer(root, files: [])
            return JSONWriter.document(renderer.value(failure.run))
        case .github: return WorkflowCommandRenderer(root: root).render(failure.run)
        case .junit: return JUnitRenderer(command: "openmcf validate", root: root).render(failure.run)
        }
    }
}
