package import Values

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
