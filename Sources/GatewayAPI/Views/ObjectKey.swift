package import Values

/// The namespace and the name of an object; of a cluster-scoped one the namespace is empty.
///
/// Within one kind that is enough, and its order decides whom a listener serves. `RouteKey` of `Values` is another thing:
/// it names a route within a stack, by its group too, and in the order in which people read lists.
package struct ObjectKey: Sendable, Hashable {
    /// The namespace; empty for a cluster-scoped object.
    package let namespace: String
    /// The name, `metadata.name`.
    package let name: String

    package init(_ namespace: String, _ name: String) { (self.namespace, self.name) = (namespace, name) }

    /// The key of a route, within its kind.
    package init(_ route: RouteKey) { self.init(route.namespace ?? "", route.name) }

    /// The key of a whole object.
    package init(_ object: Value) {
        let metadata = object["metadata"]
        self.init(metadata?["namespace"]?.string ?? "", metadata?["name"]?.string ?? "")
    }
}

extension ObjectKey: CustomStringConvertible, Comparable {
    /// `namespace/name`, or the bare name of a cluster-scoped object.
    package var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    /// The order of Gateway API's rule for ties: the bytes of `namespace/name`, in which `a-b/x` precedes `a/x`.
    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        if left.namespace == right.namespace {
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        return left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
