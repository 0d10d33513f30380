internal import Diagnostics
internal import Manifests
internal import Values

/// The namespace of the kubeconfig's context, for objects that name none.
struct ContextNamespace: Sendable {
    /// Where no cluster is asked, or none is configured.
    static let none = ContextNamespace()

    /// Nil where there is none.
    let namespace: DefaultNamespace?
    /// Why the context cannot be told; that matters only to an object that needs it.
    private let failure: Failure?

    init(_ namespace: DefaultNamespace? = nil, failure: Failure? = nil) {
        (self.namespace, self.failure) = (namespace, failure)
    }

    /// Ends the run where an object names no namespace for want of a context: the manifest is not what is wrong.
    func check(_ set: ManifestSet) throws(Failure) {
        guard let failure else { return }
        let lacksNamespace = (set.diagnostics + set.leftOut).contains {
            $0.code == .requiredField && $0.path == "metadata.namespace"
        }
        if lacksNamespace { throw failure }
    }
}
