package import Values

/// A Namespace as routing reads it.
package struct NamespaceView: Sendable {
    /// The label that every Namespace has, with its name.
    package static let nameLabel = "kubernetes.io/metadata.name"

    /// `metadata.name`, which the label `nameLabel` repeats.
    package var name: String
    /// Its labels, the one with its name always among them.
    package var labels: [String: String]

    package init(_ object: Value) {
        name = object["metadata"]?["name"]?.string ?? ""
        labels = object["metadata"]?["labels"]?.texts ?? [:]
        labels[Self.nameLabel] = name
    }

    /// The key of the namespace, itself without one.
    package var key: ObjectKey { ObjectKey("", name) }
}
