/// The name of a route within a stack: its API group, namespace and name.
///
/// The version is not part of it: `v1alpha2` and `v1` of a group show the same object. `ObjectKey` of `GatewayAPI` is
/// another thing: it has no group, and the order of Gateway API's rule for ties.
package struct RouteKey: Sendable, Hashable {
    /// The API group, such as `gateway.networking.k8s.io`.
    package let group: String
    /// nil for a cluster-scoped resource.
    package let namespace: String?
    /// The name of the object, `metadata.name`.
    package let name: String

    package init(group: String, namespace: String?, name: String) {
        self.group = group
        self.namespace = namespace
        self.name = name
    }

    /// The key of an object of this `apiVersion`, such as `gateway.networking.k8s.io/v1`.
    package init(apiVersion: String, namespace: String?, name: String) {
        self.init(group: GroupVersion(apiVersion).group, namespace: namespace, name: name)
    }
}

extension RouteKey: Comparable, CustomStringConvertible {
    package static func < (left: RouteKey, right: RouteKey) -> Bool {
        if left.namespace != right.namespace { return (left.namespace ?? "") < (right.namespace ?? "") }
        return left.name == right.name ? left.group < right.group : left.name < right.name
    }

    /// `namespace/name`, or the bare name of a cluster-scoped route.
    package var description: String { namespace.map { "\($0)/\(name)" } ?? name }
}
