package import Values

/// A place in a manifest that takes a name, or a reference to where the name is found.
package struct ReferencePlace: Sendable {
    /// The place, relative to the manifest; a list in it stands for each of its elements.
    package let names: [String]
    /// The kind that `valueFrom` means when it names none; nil where it must.
    package let defaultKind: String?
    /// The field of the target that is meant where `fieldPath` is absent.
    package let defaultFieldPath: FieldPath

    /// All such places.
    package static let all = [
        ReferencePlace(
            names: ["spec", "namespace"], defaultKind: "KubernetesNamespace", defaultFieldPath: "spec.name"),
        ReferencePlace(
            names: ["spec", "parentRefs", "name"], defaultKind: "KubernetesGateway",
            defaultFieldPath: "metadata.name"),
        ReferencePlace(
            names: ["spec", "rules", "backendRefs", "name"], defaultKind: nil, defaultFieldPath: "metadata.name"),
    ]

    /// Whether a path names this place.
    package func matches(_ path: FieldPath) -> Bool {
        path.elements.compactMap { element -> String? in
            if case .key(let key) = element { key } else { nil }
        } == names
    }
}
