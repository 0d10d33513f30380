package import Routing

/// What a plan does to the connections of one listener, which may be nothing.
package struct TrafficChange: Sendable, Equatable {
    /// The Gateway, `namespace/name`.
    package let gateway: String
    /// The listener's name (`sectionName`).
    package let listener: String
    /// The port that clients connect to, 1 to 65535.
    package let port: Int64
    /// Where connections go before and after; nil where no route serves.
    package let before: Flow?
    /// Nil where no route will serve: connections are rejected.
    package let after: Flow?
    /// What is to be said of it, one sentence each without a final full stop.
    package let notes: [String]
    /// The other routes that want the listener and get no connections; nil where the plan is of a version that did not
    /// say.
    package var others: Others?

    /// Routes that do not serve, `namespace/name`, by precedence.
    package struct Others: Sendable, Equatable {
        /// As it is.
        package let before: [String]
        /// Once the plan is carried out.
        package let after: [String]

        package init(before: [String] = [], after: [String] = []) { (self.before, self.after) = (before, after) }
    }

    package init(
        gateway: String, listener: String, port: Int64, before: Flow?, after: Flow?, notes: [String],
        others: Others? = nil
    ) {
        (self.gateway, self.listener, self.port) = (gateway, listener, port)
        (self.before, self.after, self.notes, self.others) = (before, after, notes, others)
    }

    /// Whether connections go elsewhere, or become others' to take or lose.
    package var isChange: Bool { before != after }
}

// MARK: - Words

extension TrafficChange {
    /// One line: `listener infra/gw/tcp :5432: pg-v1 100 % → pg-v1 70 %, pg-v2 30 %`.
    package var text: String {
        let names = before != nil && after != nil && before?.route != after?.route
        return
            "listener \(gateway)/\(listener) :\(port): \(Self.text(before, names)) → \(Self.text(after, names || before == nil))"
    }

    /// - Parameter namesRoute: whether the route is to be named too.
    private static func text(_ flow: Flow?, _ namesRoute: Bool) -> String {
        guard let flow else { return "nobody" }
        let namespace = flow.route.prefix { $0 != "/" } + "/"
        var names = flow.backends.map { backend in
            backend.name.hasPrefix(namespace) ? String(backend.name.dropFirst(namespace.count)) : backend.name
        }
        let bare = names.map { String($0.prefix { $0 != ":" }) }
        // Ports are named where they tell backends apart.
        if Set(bare).count == bare.count { names = bare }
        let shares = zip(names, flow.backends).map { "\($0) \($1.share)" }.joined(separator: ", ")
        return (shares.isEmpty ? "no backend" : shares) + (namesRoute ? " (\(flow.route))" : "")
    }
}
