package import Values

/// A ReferenceGrant as routing reads it.
package struct ReferenceGrantView: Sendable {
    /// Objects that may refer to others: all of a kind in a namespace.
    struct Source: Sendable, Hashable {
        let group: String
        let kind: String
        let namespace: String
    }

    /// Objects of the grant's namespace that may be referred to.
    struct Target: Sendable, Hashable {
        let group: String
        let kind: String
        /// nil for every object of the kind.
        let name: String?
    }

    /// The namespace that is opened, and the name of the grant.
    package var key: ObjectKey
    var from: [Source]
    var to: [Target]

    package init(_ object: Value) {
        let spec = object["spec"] ?? .null
        key = ObjectKey(object)
        from = (spec["from"]?.array ?? []).map {
            Source(
                group: $0["group"]?.string ?? "", kind: $0["kind"]?.string ?? "",
                namespace: $0["namespace"]?.string ?? "")
        }
        to = (spec["to"]?.array ?? []).map {
            let name = $0["name"]?.string
            return Target(
                group: $0["group"]?.string ?? "", kind: $0["kind"]?.string ?? "", name: name == "" ? nil : name)
        }
    }

    /// What it allows TCPRoutes: each source with each target.
    package var permissions: [GrantedAccess] {
        from.filter { $0.group == TCPRouteSchema.group && $0.kind == TCPRouteSchema.kind }.flatMap { source in
            to.map {
                GrantedAccess(
                    source: source.namespace, namespace: key.namespace, group: $0.group, kind: $0.kind, name: $0.name)
            }
        }
    }
}

/// That the TCPRoutes of one namespace may use backends of another.
package struct GrantedAccess: Sendable, Hashable {
    let source: String
    let namespace: String
    let group: String
    let kind: String
    /// nil for every object of the kind.
    let name: String?
}
