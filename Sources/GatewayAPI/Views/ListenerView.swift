package import Values

/// A listener of a Gateway.
package struct ListenerView: Sendable {
    /// Namespaces that routes may be in.
    package enum Namespaces: Sendable, Hashable {
        case all, same
        case selected(LabelSelector)
        /// A value of `from` that this version does not know.
        case unknown(String)
    }

    /// The listener's name, unique in the Gateway: `sectionName` of a reference.
    package var name: String
    /// The port that clients connect to; 0 where the object has none that is a number.
    package var port: Int64
    /// `TCP`, `UDP`, `TLS`, `HTTP`, `HTTPS`, or one of a controller's own, with a domain.
    package var protocolName: String
    /// `Terminate` or `Passthrough`; nil where the listener has no `tls`.
    package var tlsMode: String?
    /// The kinds that are named; empty means those that fit the protocol.
    package var kinds: [RouteKind]
    /// Whose routes may attach.
    package var namespaces: Namespaces

    package init(_ value: Value) {
        name = value["name"]?.string ?? ""
        port = value["port"]?.integer ?? 0
        protocolName = value["protocol"]?.string ?? ""
        tlsMode = value["tls"].map { $0["mode"]?.string ?? "Terminate" }
        let allowed = value["allowedRoutes"]
        kinds = (allowed?["kinds"]?.array ?? []).map(RouteKind.init)
        switch allowed?["namespaces"]?["from"]?.string {
        case "Same", nil: namespaces = .same
        case "All": namespaces = .all
        case "Selector": namespaces = .selected(LabelSelector(allowed?["namespaces"]?["selector"] ?? .null))
        case let other?: namespaces = .unknown(other)
        }
    }

    /// Whether TCPRoutes fit the protocol by the specification.
    package var isTCP: Bool { protocolName == "TCP" }
}

/// A kind of routes with its group.
package struct RouteKind: Sendable, Hashable {
    /// The API group of the routes.
    package let group: String
    /// The kind, such as `TCPRoute`.
    package let kind: String

    package init(group: String, kind: String) { (self.group, self.kind) = (group, kind) }

    init(_ value: Value) {
        self.init(group: value["group"]?.string ?? TCPRouteSchema.group, kind: value["kind"]?.string ?? "")
    }

    /// The kind that this program is about.
    package static let tcpRoute = RouteKind(group: TCPRouteSchema.group, kind: TCPRouteSchema.kind)
}
