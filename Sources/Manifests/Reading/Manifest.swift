package import Diagnostics
package import Documents
internal import GatewayAPI
package import Values

/// One document of the input: an OpenMCF manifest of any kind, in the schema's spelling, overrides applied.
package struct Manifest: Sendable {
    /// The document that it was read from, for places in the text.
    package let document: Document
    /// The position in the document, where that is a `List`; nil for the document itself.
    let item: Int?
    /// The kind, such as `KubernetesTcpRoute`; any kind that references may name.
    package let kind: String
    /// The manifest as plain data: field names in the schema's spelling, values from `--set` in place.
    package let value: Value
    /// Values from the command line, by the path that they set.
    let overrides: [(path: FieldPath, range: SourceRange)]
    /// The comments of its source, where these are wanted.
    var sourceComments: SourceComments?

    /// Whether it is to be applied.
    var isRoute: Bool { kind == ManifestSchema.kind || isRouteObject }
    /// Whether it is spelled as the object that is applied.
    var isRouteObject: Bool { kind == TCPRouteSchema.kind }

    /// `metadata.name`; empty where it is missing, which is reported.
    package var name: String { value["metadata"]?["name"]?.string ?? "" }
    /// Where a route says its namespace: in its spec, or else in its metadata.
    var namespacePath: FieldPath {
        if isRouteObject { return "metadata.namespace" }
        let places: [FieldPath] = ["spec.namespace", "metadata.namespace"]
        return places.first { !(value[$0]?.isNull ?? true) } ?? places[0]
    }
    /// `metadata.env`, which tells manifests of one name apart; nil where there is none.
    package var environment: String? { value["metadata"]?["env"]?.string }

    /// The most telling range for a field: its value, or what is nearest to it where it is missing.
    package func range(of path: FieldPath) -> SourceRange { place(of: path).range }

    /// Where a field's name stands; its value's range for a list element.
    package func keyRange(of path: FieldPath) -> SourceRange {
        if let override = overrides.last(where: { path.isInside($0.path) }) {
            let value = override.range
            return path == override.path ? SourceRange(file: value.file, start: 0, end: max(0, value.start - 1)) : value
        }
        let located = document.root.locate(path, spellings: Spelling.all)
        return located.found ? (located.key ?? located.node).range : place(of: path).range
    }

    /// Where a field stands, and where the alias or merge key stands that brought it there.
    func place(of path: FieldPath) -> (range: SourceRange, use: SourceRange?) {
        if let range = overrideRange(path) { return (range, nil) }
        let located = document.root.locate(path, spellings: Spelling.all)
        let node = located.node
        if located.found {
            // Of a reference written as a mapping, the name itself is meant.
            if node.kind == .mapping, ReferencePlace.all.contains(where: { $0.matches(path) }),
                let value = node["value"]
            {
                return (value.range, value.use)
            }
            return (node.range, node.use)
        }
        // What an override made is not in the document, only what it holds has a place.
        if let part = overrides.last(where: { $0.path.isInside(path) }) { return (part.range, nil) }
        if let key = located.key { return (key.range, key.use) }
        if node.kind == .mapping, let first = node.entries.first { return (first.key.range, first.key.use) }
        return (node.range, node.use)
    }

    private func overrideRange(_ path: FieldPath) -> SourceRange? {
        overrides.last { path.isInside($0.path) }?.range
    }
}
