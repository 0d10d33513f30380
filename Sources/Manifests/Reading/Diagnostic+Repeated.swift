internal import Diagnostics
internal import Values

extension [Diagnostic] {
    /// Without what is said again of the same `--set`: it is applied to each manifest, and mostly wrong in all.
    func withoutRepeatedOverrides() -> [Diagnostic] {
        var seen: Set<OverrideProblem> = []
        return filter { diagnostic in
            guard let range = diagnostic.range, range.file.name == Override.sourceName else { return true }
            let problem = OverrideProblem(
                path: diagnostic.path, argument: ObjectIdentifier(range.file), start: range.start, end: range.end,
                code: diagnostic.code, message: diagnostic.message)
            return seen.insert(problem).inserted
        }
    }
}

private struct OverrideProblem: Hashable {
    let path: FieldPath?
    let argument: ObjectIdentifier
    let start: Int
    let end: Int
    let code: DiagnosticCode
    let message: String
}
