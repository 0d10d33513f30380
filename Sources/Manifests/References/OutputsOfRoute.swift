/// The outputs of a route that is applied already, as the state has them.
package struct OutputsOfRoute: Sendable {
    /// The route's name, as references name it.
    package let name: String
    /// `routeName`: the `metadata.name` of its object.
    package let routeName: String
    /// `namespace`: where its object lives.
    package let namespace: String

    package init(name: String, routeName: String, namespace: String) {
        self.name = name
        self.routeName = routeName
        self.namespace = namespace
    }

    func value(for target: ReferenceTarget) -> String? {
        guard target.kind == ManifestSchema.kind, target.name == name, let output = target.output else { return nil }
        switch Spelling.camelCase(output) {
        case "routeName": return routeName
        case "namespace": return namespace
        default: return nil
        }
    }
}
