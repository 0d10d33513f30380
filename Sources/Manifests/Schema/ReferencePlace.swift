internal import Values

/// A place in a manifest that takes a name, or a reference to where the name is found.
struct ReferencePlace: Sendable {
    /// The place, relative to the manifest; a list in it stands for each of its elements.
    let names: [String]
    /// The kind that `valueFrom` means when it names none; nil where it must.
    let defaultKind: String?
    /// The field of the target that is meant where `fieldPath` is absent.
    let defaultFieldPath: FieldPath

    /// All such places.
    static let all = [
        ReferencePlace(
            names: ["spec", "namespace"], defaultKind: "KubernetesNamespace", defaultFieldPath: "spec.name"),
        ReferencePlace(
            names: ["spec", "parentRefs", "name"], defaultKind: "KubernetesGateway",
            defaultFieldPath: "metadata.name"),
        ReferencePlace(
            names: ["spec", "rules", "backendRefs", "name"], defaultKind: nil, defaultFieldPath: "metadata.name"),
    ]

    /// Whether a path names this place.
    func matches(_ path: FieldPath) -> Bool {
        path.elements.compactMap { element -> String? in
            if case .key(let key) = element { key } else { nil }
        } == names
    }
}
