package import GatewayAPI

/// What becomes of the connections that a backend is chosen for.
package enum Fate: Sendable, Equatable {
    /// They reach one of so many endpoints.
    case forwarded(endpoints: Int)
    case rejected(Reason)
    case unknown(Unknown)
}

/// A backend's part of a listener's connections.
package struct Share: Sendable, Equatable {
    /// The reference, defaults filled in.
    package let backend: BackendReference
    /// Its part of `total`, 0 or more.
    package let weight: Int64
    /// The sum of all weights; where it is 0, every connection is rejected.
    package let total: Int64
    /// What becomes of the connections that it is chosen for.
    package let fate: Fate
}

/// Where the connections of a listener go.
package struct Traffic: Sendable, Equatable {
    /// The number of the route that serves.
    package let route: Int
    /// Whether no route that is not known, or whose age is not, can be before it.
    package let isCertain: Bool
    /// In the order of the route's first rule.
    package let shares: [Share]

    /// Whether no backend is ever chosen.
    package var rejectsAll: Bool { shares.allSatisfy { $0.weight == 0 } }
}

extension Routing {
    /// Where the connections of a listener go; nil where no route serves it.
    package func traffic(of listener: ListenerResult, _ gateway: GatewayResult) -> Traffic? {
        guard let server = listener.server else { return nil }
        let shares = (routes[server].rules.first ?? []).map { backend in
            Share(
                backend: backend.reference, weight: backend.reference.weight, total: backend.total,
                fate: fate(of: backend, isOwn: gateway.controller == .own))
        }
        return Traffic(route: server, isCertain: listener.isServerCertain, shares: shares)
    }

    /// What becomes of connections to a backend, by our own controller or another.
    package func fate(of backend: BackendResult, isOwn: Bool) -> Fate {
        switch backend.verdict {
        case .unknown(let why): return .unknown(why)
        case .no(let reason):
            return backend.isControllersChoice && !isOwn ? .unknown(.controllersChoice) : .rejected(reason)
        case .yes:
            guard let target = backend.target.map({ targets[$0] }) else { return .unknown(.service) }
            if !target.ready.isEmpty { return .forwarded(endpoints: target.ready.count) }
            return target.isComplete ? .rejected(.noEndpoints) : .unknown(.endpoints)
        }
    }
}

extension BackendResult {
    /// The share in percent, with one decimal where it is not whole.
    package var shareText: String { Percentage.text(reference.weight, of: total) }
}
