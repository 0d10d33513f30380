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

/// When an object came into being: the older of two routes gets a listener's connections.
package enum ObjectAge: Sendable, Hashable {
    /// Seconds since 1970.
    case created(Int64)
    /// It exists, but nobody knows since when.
    case unknown
    /// It does not exist yet.
    case planned

    /// The age of a live object by its creationTimestamp.
    package init(_ object: Value) {
        let text = object["metadata"]?["creationTimestamp"]?.string
        self.init(creationTimestamp: text)
    }

    /// The age of an object that exists.
    package init(creationTimestamp: String?) {
        self = creationTimestamp.flatMap(RFC3339.utcSeconds).map { .created(Int64($0)) } ?? .unknown
    }
}

extension Value {
    /// An integer as the API server takes one: `5432.0` is 5432.
    var integer: Int64? {
        switch self {
        case .int(let int): int
        case .double(let double): Int64(exactly: double)
        default: nil
        }
    }

    /// The texts of an object whose members are texts, such as labels.
    var texts: [String: String] {
        (object ?? [:]).reduce(into: [:]) { texts, member in
            if let text = member.value.string { texts[member.key] = text }
        }
    }
}
