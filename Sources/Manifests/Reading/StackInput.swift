package import Diagnostics
internal import Documents
internal import Values
internal import YAML

/// Stack inputs: documents in which the manifest stands under the key `target`, beside what else a deployment needs.
enum StackInput {
    private static let key = "target"

    /// Puts the manifest of each stack input in the place of its document.
    ///
    /// What stands under other keys, such as `provider_config`, is not looked at. Where there is no `target`, the
    /// document goes, and a diagnostic says so.
    static func takeTargets(_ stream: inout YAMLStream) {
        var diagnostics: [Diagnostic] = []
        stream.documents = stream.documents.compactMap { document in
            let root = document.root
            // An empty document is nobody's mistake, only an empty file is; the reader says so.
            if root.kind == .null { return document }
            if let target = root[key], target.kind != .null { return document.part(target) }
            diagnostics.append(problem(in: document))
            return nil
        }
        stream.diagnostics += diagnostics
    }

    private static func problem(in document: Document) -> Diagnostic {
        let root = document.root
        guard root.kind == .mapping else {
            return Diagnostic(
                .notAMapping,
                "a stack input must be a mapping, but this document is \(root.kind == .sequence ? "a list" : "a single value")",
                at: Diagnostic.Place(root.range, document: document.number), help: "its key 'target' holds the manifest"
            )
        }
        let entry = root.entry(key)
        let names = root.entries.map(\.key.keyText)
        let help =
            if entry != nil {
                "put the manifest below it"
            } else if names.contains("kind"), names.contains("apiVersion") || names.contains("api_version") {
                "this is a manifest itself; give it with -f"
            } else {
                Suggestion.nearest(to: key, among: names).map { "did you mean '\(key)' instead of '\($0)'?" }
                    ?? "put the manifest under 'target:'"
            }
        return Diagnostic(
            .requiredField, entry == nil ? "the stack input has no 'target'" : "target is empty",
            at: Diagnostic.Place(
                entry?.key.range ?? root.entries.first?.key.range ?? root.range, document: document.number,
                path: FieldPath([.key(key)])),
            help: help)
    }
}

extension ManifestInput {
    /// A text of unknown make: a stack input when it has a `target` where a manifest has its kind, else manifests.
    package static func pasted(_ source: SourceFile) -> ManifestInput {
        let root = YAMLReader.read(source).documents.first?.root
        return root?["target"] != nil && root?["kind"] == nil ? .stackInput(.text(source)) : .text(source)
    }
}
