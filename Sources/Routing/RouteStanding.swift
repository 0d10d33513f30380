package import GatewayAPI

/// How a route stands, as a status tells it: its verdicts, who serves its listeners, and where connections go.
package struct RouteStanding: Sendable, Equatable {
    /// How it stands with its parents.
    package let verdict: RouteVerdict
    /// The listeners that it attaches to, each once.
    package let listeners: [ListenerStanding]
    /// The backends of the rule that serves.
    package let backends: [Flow.Backend]

    package init(verdict: RouteVerdict, listeners: [ListenerStanding] = [], backends: [Flow.Backend] = []) {
        (self.verdict, self.listeners, self.backends) = (verdict, listeners, backends)
    }
}

/// A listener that a route attaches to, and who gets its connections.
package struct ListenerStanding: Sendable, Equatable {
    /// The Gateway that the listener belongs to.
    package let gateway: ObjectKey
    /// The name of the listener.
    package let name: String
    /// Its port.
    package let port: Int64
    /// Whether this route gets its connections.
    package let serves: Bool
    /// The route that gets its connections; nil where none does, as far as is known.
    package let servedBy: ObjectKey?
}

extension Routing {
    /// How a route stands on which there is a verdict.
    package func standing(_ verdict: RouteVerdict) -> RouteStanding {
        guard let number = routeNumbers[verdict.key] else {
            return RouteStanding(verdict: verdict)
        }
        let route = routes[number]
        let isOwn = route.parents.contains { $0.gateway.map { gateways[$0].controller == .own } ?? false }
        return RouteStanding(
            verdict: verdict, listeners: listeners(of: number, verdict), backends: flows(to: route, isOwn: isOwn))
    }

    private func listeners(of number: Int, _ verdict: RouteVerdict) -> [ListenerStanding] {
        var standings: [ListenerStanding] = []
        for parent in routes[number].parents {
            guard let gateway = parent.gateway.map({ gateways[$0] }) else { continue }
            // A route of which no controller has said anything serves nobody, whatever is expected.
            let isSilent = verdict.parents.contains {
                $0.verdict == .silent && $0.index == parent.index
                    && $0.reference.key(from: verdict.key.namespace) == gateway.view.key
            }
            for listener in Bits(parent.attached | parent.possible | parent.refused).map({ gateway.listeners[$0] }) {
                let server = isSilent && listener.server == number ? nil : listener.server
                let standing = ListenerStanding(
                    gateway: gateway.view.key, name: listener.view.name, port: listener.view.port,
                    serves: server == number, servedBy: server.map { routes[$0].view.key })
                if !standings.contains(standing) { standings.append(standing) }
            }
        }
        return standings
    }
}
