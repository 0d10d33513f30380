internal import GatewayAPI

/// The objects of one kind, in whichever version they are served: what the store keeps together.
struct ObjectCollection: Sendable, Hashable {
    let group: String
    let plural: String

    init(group: String, plural: String) {
        self.group = group
        self.plural = plural
    }

    /// Reads a collection's name in saved data.
    init(name: String) {
        let parts = name.split(separator: ".", maxSplits: 1)
        plural = parts.first.map(String.init) ?? ""
        // The first data named TCPRoutes, the only kind with a group, by their plural alone.
        group = parts.count > 1 ? String(parts[1]) : name == TCPRouteSchema.plural ? TCPRouteSchema.group : ""
    }

    /// What saved data name it by: `services`, `gateways.gateway.networking.k8s.io`.
    var name: String { group.isEmpty ? plural : "\(plural).\(group)" }
}
