/// How openmcf marks what it owns on the API server.
package enum Ownership {
    /// The field manager of every server-side apply.
    package static let fieldManager = "openmcf"
    /// The labels that every route gets, whatever its manifest says.
    package static let labels = ["name", "instance", "component", "managed-by"].map { "app.kubernetes.io/\($0)" }
    /// The annotation that names the stack, by the lineage of its state, that a route belongs to.
    package static let stackAnnotation = "openmcf.org/stack"
    /// The annotation that keeps the manifest's namespace where the API of the route has no namespaces.
    package static let namespaceAnnotation = "openmcf.org/namespace"
}
