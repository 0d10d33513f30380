internal import GatewayAPI

/// Where the connections of a listener go, in words that need nothing else: for plans, which are kept without the
/// objects that they were made from.
package struct Flow: Sendable, Equatable {
    /// A backend of the route that serves, with its part of the connections.
    package struct Backend: Sendable, Equatable {
        /// What becomes of the connections that this backend is chosen for.
        package enum Fate: Sendable, Equatable {
            /// They reach one of so many endpoints.
            case forwarded(endpoints: Int)
            /// They are rejected, and why.
            case rejected(String)
            /// It is not known, and why.
            case unknown(String)
        }

        /// `db/postgres:5432`, with the kind before it where that is no Service.
        package let name: String
        /// `70 %`.
        package let share: String
        /// Its weight among the backends, 0 or more.
        package let weight: Int64
        /// What becomes of its connections.
        package let fate: Fate

        package init(name: String, share: String, weight: Int64, fate: Fate) {
            (self.name, self.share, self.weight, self.fate) = (name, share, weight, fate)
        }
    }

    /// The route that serves, `namespace/name`.
    package let route: String
    /// Whether no route that is not known, or whose age is not, can be before it.
    package let isCertain: Bool
    /// In the order of the route's first rule, the only one that serves.
    package let backends: [Backend]

    package init(route: String, isCertain: Bool, backends: [Backend]) {
        (self.route, self.isCertain, self.backends) = (route, isCertain, backends)
    }
}

extension Routing {
    /// Where the connections of a listener go; nil where no route serves it.
    package func flow(of listener: ListenerResult, _ gateway: GatewayResult) -> Flow? {
        guard let traffic = traffic(of: listener, gateway) else { return nil }
        let route = routes[traffic.route]
        return Flow(
            route: route.view.key.description, isCertain: traffic.isCertain,
            backends: flows(to: route, isOwn: gateway.controller == .own))
    }

    /// Where connections to a route go, whoever gets them.
    ///
    /// - Parameter isOwn: whether our own controller serves it, or another.
    func flows(to route: RouteResult, isOwn: Bool) -> [Flow.Backend] {
        (route.rules.first ?? []).map { backend in
            Flow.Backend(
                name: name(of: backend, in: route.view.key.namespace), share: backend.shareText,
                weight: backend.reference.weight, fate: flowFate(of: backend, route, isOwn: isOwn))
        }
    }

    /// A backend as it is listed: `db/postgres:5432`.
    package func name(of backend: BackendResult, in namespace: String) -> String {
        let kind = backend.reference.isService ? "" : "\(backend.reference.kind) "
        return "\(kind)\(backend.reference.key(from: namespace))" + (backend.reference.port.map { ":\($0)" } ?? "")
    }

    private func flowFate(of backend: BackendResult, _ route: RouteResult, isOwn: Bool) -> Flow.Backend.Fate {
        let namespace = route.view.key.namespace
        switch fate(of: backend, isOwn: isOwn) {
        case .forwarded(let endpoints): return .forwarded(endpoints: endpoints)
        case .rejected(.noEndpoints):
            return .rejected("Service \(backend.reference.key(from: namespace)) has no ready endpoints")
        case .rejected: return .rejected(problem(backend, in: namespace))
        case .unknown(.grant): return .unknown("whether a ReferenceGrant allows it")
        case .unknown(.endpoints): return .unknown("whether an endpoint is ready")
        case .unknown(.service): return .unknown("whether the Service is there")
        case .unknown: return .unknown("what the controller makes of it")
        }
    }
}
