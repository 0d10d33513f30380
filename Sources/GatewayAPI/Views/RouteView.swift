package import Values

/// A TCPRoute as routing reads it; what has a wrong type counts as left out.
package struct RouteView: Sendable {
    /// The namespace and the name of the route.
    package var key: ObjectKey
    /// When it was created: the oldest route of a listener serves.
    package var age: ObjectAge
    /// The server's identity of it; nil for a route that no server has.
    package var uid: String?
    /// The version of the spec, which conditions refer to; nil for a route that no server has.
    package var generation: Int64?
    /// The version of the whole object, status included; nil for a route that no server has.
    package var resourceVersion: String?
    /// The parents in the order of the spec; default Gateways are not among them.
    package var parents: [ParentReference]
    /// Whether it attaches to the Gateways with `defaultScope: All` (GEP-3793).
    package var usesDefaultGateways: Bool
    /// The backends of each rule.
    package var rules: [[BackendReference]]
    /// Set while it is being deleted.
    package var deletion: PendingDeletion?
    /// What controllers say of it.
    package var status: [ParentStatusView] = []

    /// - Parameter spec: the spec of a TCPRoute, with or without its defaults.
    package init(_ key: ObjectKey, spec: Value, age: ObjectAge) {
        (self.key, self.age) = (key, age)
        parents = (spec["parentRefs"]?.array ?? []).map(ParentReference.init)
        usesDefaultGateways = spec["useDefaultGateways"] == "All"
        rules = (spec["rules"]?.array ?? []).map { rule in
            (rule["backendRefs"]?.array ?? []).map(BackendReference.init)
        }
    }

    /// A live TCPRoute.
    package init(_ object: Value) {
        self.init(ObjectKey(object), spec: object["spec"] ?? .null, age: ObjectAge(object))
        uid = object["metadata"]?["uid"]?.string
        generation = object["metadata"]?["generation"]?.integer
        resourceVersion = object["metadata"]?["resourceVersion"]?.string
        deletion = PendingDeletion(of: object)
        status = (object["status"]?["parents"]?.array ?? []).map(ParentStatusView.init)
    }
}
