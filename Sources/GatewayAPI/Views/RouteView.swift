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
        status = (object["status"]?["parents"]?.array ?? []).map(ParentStatusView.init)
    }
}

/// A parent of a route, defaults filled in.
package struct ParentReference: Sendable, Hashable {
    /// The API group of the parent, that of Gateway API unless it is named.
    package let group: String
    /// The kind of the parent, `Gateway` unless it is named.
    package let kind: String
    /// The parent's namespace; nil for the route's own.
    package let namespace: String?
    /// The parent's name; empty where the text has none.
    package let name: String
    /// The name of the listener that is meant; nil for all.
    package let sectionName: String?
    /// The port of the listeners that are meant; nil for all.
    package let port: Int64?

    /// What a parent is that names neither group nor kind.
    static let defaultGroup = TCPRouteSchema.group
    static let defaultKind = GatewaySchema.kind

    package init(_ value: Value) {
        group = value["group"]?.string ?? Self.defaultGroup
        kind = value["kind"]?.string ?? Self.defaultKind
        namespace = value["namespace"]?.string
        name = value["name"]?.string ?? ""
        sectionName = value["sectionName"]?.string
        port = value["port"]?.integer
    }

    /// Whether the parent is a Gateway, the only kind that routing judges.
    package var isGateway: Bool { kind == GatewaySchema.kind && group == TCPRouteSchema.group }
    /// Whether the parent is a ListenerSet (GEP-1713), whose listeners are not known here.
    package var isListenerSet: Bool { kind == "ListenerSet" && group == TCPRouteSchema.group }
    /// Whether the parent is a Service, as in a mesh (GAMMA).
    package var isService: Bool { kind == ServiceSchema.kind && group.isEmpty }

    /// The parent's key, seen from a route's namespace.
    package func key(from namespace: String) -> ObjectKey { ObjectKey(self.namespace ?? namespace, name) }
}

/// A backend of a route, defaults filled in.
package struct BackendReference: Sendable, Hashable {
    /// The API group of the backend; empty for the core group.
    package let group: String
    /// The kind of the backend, `Service` unless it is named.
    package let kind: String
    /// The backend's namespace; nil for the route's own.
    package let namespace: String?
    /// The backend's name; empty where the text has none.
    package let name: String
    /// The port of the Service; nil where it is left out, which only other kinds allow.
    package let port: Int64?
    /// Its part of the connections, 0 or more; 1 unless it is named.
    package let weight: Int64

    /// What a backend is that names neither group nor kind, and its part where it names none.
    static let defaultGroup = ""
    static let defaultKind = ServiceSchema.kind
    static let defaultWeight: Int64 = 1

    package init(_ value: Value) {
        group = value["group"]?.string ?? Self.defaultGroup
        kind = value["kind"]?.string ?? Self.defaultKind
        namespace = value["namespace"]?.string
        name = value["name"]?.string ?? ""
        port = value["port"]?.integer
        weight = max(0, value["weight"]?.integer ?? Self.defaultWeight)
    }

    /// Whether the backend is a Service, the only kind that our own controller knows.
    package var isService: Bool { kind == ServiceSchema.kind && group.isEmpty }

    /// The backend's key, seen from a route's namespace.
    package func key(from namespace: String) -> ObjectKey { ObjectKey(self.namespace ?? namespace, name) }

    /// Whether connections of both end at the same place.
    package func isSameObject(as other: BackendReference, in namespace: String) -> Bool {
        name == other.name && port == other.port && kind == other.kind && group == other.group
            && (self.namespace ?? namespace) == (other.namespace ?? namespace)
    }
}
