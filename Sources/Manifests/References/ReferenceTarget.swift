internal import Diagnostics
internal import Values

/// What a `valueFrom` names.
struct ReferenceTarget: CustomStringConvertible {
    let kind: String
    let environment: String?
    let name: String
    let fieldPath: FieldPath

    /// Never cut: a cycle is a target whose description was seen before.
    var description: String {
        "\(kind) \(QuotedText(name, limit: .max))" + (environment.map { " (env \($0))" } ?? "")
    }

    /// The field that is read in a manifest: outputs of a route are known before it is applied, and its namespace may
    /// stand in either of two places.
    func field(in manifest: Manifest) -> FieldPath {
        guard manifest.kind == ManifestSchema.kind else { return fieldPath }
        if fieldPath == "spec.namespace" { return manifest.namespacePath }
        switch output.map(Spelling.camelCase) {
        case "namespace": return manifest.namespacePath
        case "routeName": return "metadata.name"
        default: return fieldPath
        }
    }

    /// The name of the output that is meant, as it is spelled.
    var output: String? {
        guard case .key(let output) = fieldPath.last, fieldPath.parent == "status.outputs" else { return nil }
        return output
    }
}
