package import Values

/// The grant that lets the TCPRoutes of one namespace use a backend of another.
package struct RequiredGrant: Sendable, Hashable {
    /// The namespace of the routes.
    package let source: String
    /// The namespace of the backend, and of the grant.
    package let namespace: String
    /// The API group of the backend, empty for the core group.
    package let group: String
    /// The kind of the backend, `Service` for all that our controller knows.
    package let kind: String
    /// The name of the one backend that is allowed.
    package let name: String

    package init(from source: String, to backend: BackendReference, in namespace: String) {
        (self.source, self.namespace) = (source, namespace)
        (group, kind, name) = (backend.group, backend.kind, backend.name)
    }

    /// The permissions of which each is enough: for this backend, or for all of its kind.
    package var sufficient: [GrantedAccess] {
        [name, nil].map { GrantedAccess(source: source, namespace: namespace, group: group, kind: kind, name: $0) }
    }

    /// The object to apply.
    ///
    /// v1beta1 is what every release of Gateway API serves.
    package var object: Value {
        [
            "apiVersion": .string("\(TCPRouteSchema.group)/v1beta1"), "kind": .string(ReferenceGrantSchema.kind),
            "metadata": ["name": .string(objectName), "namespace": .string(namespace)],
            "spec": [
                "from": [
                    [
                        "group": .string(TCPRouteSchema.group), "kind": .string(TCPRouteSchema.kind),
                        "namespace": .string(source),
                    ]
                ],
                "to": [["group": .string(group), "kind": .string(kind), "name": .string(name)]],
            ],
        ]
    }

    /// A name of its own for each pair, so that one grant does not replace another.
    private var objectName: String {
        let prefix = "tcproutes-from-\(source)"
        let target = kind == ServiceSchema.kind ? name : "\(kind.lowercased())-\(name)"
        let full = "\(prefix)-to-\(target)"
        return ObjectNames.isObjectName(full) ? full : prefix
    }
}
