internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Values

/// The API that routes are applied through, as far as it decides how they are named.
package struct RouteDestination: Sendable, Equatable {
    /// Gateway API's own.
    package static let standard = RouteDestination(group: TCPRouteSchema.group, isClusterScoped: false)

    /// The group, such as `gateway.apoxy.dev`.
    package let group: String
    /// Whether its routes have no namespace: then that of the manifest is an output and nothing else.
    package let isClusterScoped: Bool

    package init(group: String, isClusterScoped: Bool) {
        self.group = group
        self.isClusterScoped = isClusterScoped
    }
}

extension ManifestSet {
    /// The same routes on their way to a destination; where that has no namespaces, an equal name in two of them is an
    /// error.
    package func addressed(to destination: RouteDestination) -> ManifestSet {
        var set = self
        for index in set.routes.indices { set.routes[index].destination = destination }
        guard destination.isClusterScoped else { return set }
        var first: [String: RouteManifest] = [:]
        for route in set.routes {
            guard let other = first.updateValue(route, forKey: route.name) else { continue }
            first[route.name] = other
            var diagnostic = Diagnostic(
                .duplicateRoute,
                "the TCPRoute '\(route.name)' stands in the namespaces '\(other.namespace)' and '\(route.namespace)', and "
                    + "\(destination.group) has one of a name in the whole cluster",
                at: Diagnostic.Place(
                    route.range(ofRendered: "metadata.name"), document: route.manifest.document.number,
                    path: "metadata.name", resource: route.name),
                help: "rename one of the two")
            diagnostic.related = [
                Diagnostic.Related("the other one is here", at: other.range(ofRendered: "metadata.name"))
            ]
            set.diagnostics.append(diagnostic)
        }
        return set
    }
}
