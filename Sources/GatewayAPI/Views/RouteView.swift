package import Values

/// A TCPRoute as routing reads it; what has a wrong type counts as left out.
package struct RouteView: Sendable {
    package var key: ObjectKey
    package var age: ObjectAge
    package var uid: String?
    package var generation: Int64?
    package var parents: [ParentReference]
    package var usesDefaultGateways: Bool
    /// The backends of each rule.
    package var rules: [[BackendReference]]
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
        status = (object["status"]?["parents"]?.array ?? []).map(ParentStatusView.init)
    }
}

/// A parent of a route, defaults filled in.
package struct ParentReference: Sendable, Hashable {
    package let group: String
    package let kind: String
    package let namespace: String?
    package let name: String
    package let sectionName: String?
    package let port: Int64?

    package init(_ value: Value) {
        group = value["group"]?.string ?? TCPRouteSchema.group
        kind = value["kind"]?.string ?? GatewaySchema.kind
        namespace = value["namespace"]?.string
        name = value["name"]?.string ?? ""
        sectionName = value["sectionName"]?.string
        port = value["port"]?.integer
    }

    package var isGateway: Bool { kind == GatewaySchema.kind && group == TCPRouteSchema.group }
    package var isListenerSet: Bool { kind == "ListenerSet" && group == TCPRouteSchema.group }
    package var isService: Bool { kind == ServiceSchema.kind && group.isEmpty }

    /// The parent's key, seen from a route's namespace.
    package func key(from namespace: String) -> ObjectKey { ObjectKey(self.namespace ?? namespace, name) }
}

/// A backend of a route, defaults filled in.
package struct BackendReference: Sendable, Hashable {
    package let group: String
    package let kind: String
    package let namespace: String?
    package let name: String
    package let port: Int64?
    package let weight: Int64

    package init(_ value: Value) {
        group = value["group"]?.string ?? ""
        kind = value["kind"]?.string ?? ServiceSchema.kind
        namespace = value["namespace"]?.string
        name = value["name"]?.string ?? ""
        port = value["port"]?.integer
        weight = max(0, value["weight"]?.integer ?? 1)
    }

    package var isService: Bool { kind == ServiceSchema.kind && group.isEmpty }

    /// The backend's key, seen from a route's namespace.
    package func key(from namespace: String) -> ObjectKey { ObjectKey(self.namespace ?? namespace, name) }

    /// Whether connections of both end at the same place.
    package func isSameObject(as other: BackendReference, in namespace: String) -> Bool {
        name == other.name && port == other.port && kind == other.kind && group == other.group
            && (self.namespace ?? namespace) == (other.namespace ?? namespace)
    }
}
