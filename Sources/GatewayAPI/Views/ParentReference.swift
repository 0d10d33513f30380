package import Values

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

extension ParentReference {
    /// Whether both mean the same, seen from a namespace.
    package func isSame(as other: ParentReference, in namespace: String) -> Bool {
        group == other.group && kind == other.kind && key(from: namespace) == other.key(from: namespace)
            && sectionName == other.sectionName && port == other.port
    }

    /// The parent with its listener, as it is listed: `infra/gw/tcp`, `gw:5432`, with the kind where that is no
    /// Gateway.
    package func text(from namespace: String) -> String {
        (isGateway ? "" : "\(kind) ") + key(from: namespace).description + (sectionName.map { "/\($0)" } ?? "")
            + (port.map { ":\($0)" } ?? "")
    }
}
