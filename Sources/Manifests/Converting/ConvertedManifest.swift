internal import Diagnostics
internal import GatewayAPI
internal import Schemas
package import Values
package import YAML

/// A route as the manifest that people write: what was set, in the order of the documentation, without defaults.
package struct ConvertedManifest: Sendable {
    /// The `metadata.name` of the route.
    package let name: String
    /// The namespace of the route.
    package let namespace: String
    /// The KubernetesTcpRoute as plain data.
    package internal(set) var value: Value
    /// The comments of the original, at the fields of the manifest.
    package internal(set) var comments: Comments
    /// How many comments of its document stand in no manifest; of several manifests the first one counts them.
    package internal(set) var lostComments = 0
    /// Whether it serves nobody until some Gateway has a listener for it alone.
    package var needsListener = false

    private static let schema = ManifestSchema.manifest(.standard)

    /// - Parameters:
    ///   - value: the manifest in any order, defaults or not.
    ///   - comments: those of the original.
    ///   - move: where a field of the original stands in the manifest.
    init(
        name: String, namespace: String, _ value: Value, _ comments: Comments = Comments(),
        _ move: (FieldPath) -> FieldPath = { $0 }
    ) {
        self.name = name
        self.namespace = namespace
        let arranged = Self.schema.arranged(value)
        self.value = arranged
        self.comments = comments.moved { Self.place(of: move($0), in: arranged) }
    }

    /// A path as the manifest spells it; nil where there is no such field.
    private static func place(of path: FieldPath, in value: Value) -> FieldPath? {
        if value[path] != nil { return path }
        // What was written as {value: name} is the name alone.
        if path.last == .key("value"), let parent = place(of: path.parent, in: value) {
            return value[parent]?.string == nil ? nil : parent
        }
        guard !path.isInside("metadata.labels"), !path.isInside("metadata.annotations") else { return nil }
        let spelled = FieldPath(
            path.elements.map { element in
                if case .key(let key) = element { .key(Spelling.camelCase(key)) } else { element }
            })
        return value[spelled] == nil ? nil : spelled
    }

    /// The manifest as a YAML document.
    package var text: String { YAMLWriter.text(value, comments: comments) }
}

extension ConvertedManifest {
    /// The manifest with a name, the parts of an object's metadata that are its own, and a spec.
    static func value(named name: String, in namespace: String, ofObject metadata: Value?, spec: Object) -> Value {
        let own = Object(OwnMetadata.labels(for: name))
        var written: Object = ["name": .string(name)]
        var labels = metadata?["labels"]?.object ?? [:]
        labels.removeAll { key, _ in own[key] != nil }
        if !labels.isEmpty { written["labels"] = .object(labels) }
        var annotations = metadata?["annotations"]?.object ?? [:]
        annotations.removeAll { key, _ in OwnMetadata.isReserved(key) }
        if !annotations.isEmpty { written["annotations"] = .object(annotations) }
        var spec = spec
        spec["namespace"] = .string(namespace)
        return [
            "apiVersion": .string(ManifestSchema.apiVersion), "kind": .string(ManifestSchema.kind),
            "metadata": .object(written), "spec": .object(spec),
        ]
    }
}
