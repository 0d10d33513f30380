internal import GatewayAPI

/// What our own controller says of routes.
extension Routing {
    /// The conditions of a route for one of its parents; none where the parent is not our own controller's.
    package func conditions(of route: Int, _ parent: ParentResult) -> [Condition] {
        guard let number = parent.gateway, gateways[number].controller == .own else { return [] }
        return [
            Condition("Accepted", parent.accepted) { message(of: route, parent, gateways[number], $0) },
            Condition("ResolvedRefs", resolvedRefs(of: route, for: parent)) {
                $0 == nil ? "all references are resolved" : problems(of: route).joined(separator: "; ")
            },
        ].compactMap(\.self)
    }

    /// Whether all backends of a route are valid in the eyes of the controller of one of its parents.
    func resolvedRefs(of route: Int, for parent: ParentResult) -> Truth {
        let isOwn = parent.gateway.map { gateways[$0].controller == .own } ?? false
        var truth = Truth.yes
        for reason in [Reason.refNotPermitted, .invalidKind, .backendNotFound, .unsupportedValue] {
            for backend in routes[route].rules.joined() {
                let verdict: Truth =
                    backend.isControllersChoice && !isOwn ? .unknown(.controllersChoice) : backend.verdict
                if verdict == .no(reason) { return verdict }
                if case .unknown = verdict, truth == .yes { truth = verdict }
            }
        }
        return truth
    }

    /// What is wrong with each backend, in the order of the route, with the share that is lost.
    private func problems(of route: Int) -> [String] {
        routes[route].rules.enumerated().flatMap { number, backends in
            backends.compactMap { backend in
                guard backend.verdict.isNo else { return nil }
                let loss = number == 0 && backend.reference.weight > 0 ? " (\(backend.shareText) of connections)" : ""
                return problem(backend, in: routes[route].view.key.namespace) + loss
            }
        }
    }

    /// What is wrong with a backend, in words; existence is not told without a grant.
    package func problem(_ backend: BackendResult, in namespace: String) -> String {
        let reference = backend.reference
        let name = "\(reference.kind) \(reference.key(from: namespace))"
        switch backend.verdict.reason {
        case .refNotPermitted?:
            return "\(name) needs a ReferenceGrant in namespace \(reference.key(from: namespace).namespace)"
        case .invalidKind?: return "\(name) is no Service"
        case .unsupportedValue?: return "\(name) is of type ExternalName"
        default:
            guard let target = backend.target, let service = services[targets[target].service] else {
                return reference.port == nil ? "\(name) needs a port" : "\(name) does not exist"
            }
            let ports = service.ports.filter { $0.protocolName == "TCP" }.map { String($0.number) }
            return "\(name) has no TCP port \(targets[target].port)"
                + (ports.isEmpty ? "" : "; it has \(ports.joined(separator: ", "))")
        }
    }

    private func message(
        of route: Int, _ parent: ParentResult, _ gateway: GatewayResult, _ reason: Reason?
    ) -> String {
        switch reason {
        case nil:
            let attached = Bits(parent.attached).map { number in
                let listener = gateway.listeners[number]
                guard let server = listener.server, server != route else { return listener.text }
                return "\(listener.text) (the older \(routes[server].view.key) serves)"
            }
            return "attached to \(attached.joined(separator: ", "))"
        case .noMatchingParent?:
            return "no listener \(meaning(of: parent, routes[route])); \(gateway.view.key) has "
                + gateway.listeners.map(\.text).joined(separator: ", ")
        default:
            return Bits(parent.candidates).map {
                refusal(gateway.listeners[$0], gateway, of: routes[route].view.key.namespace)
            }.joined(separator: "; ")
        }
    }

    /// The listeners that a parent reference means, in words.
    package func meaning(of parent: ParentResult, _ route: RouteResult) -> String {
        guard let index = parent.index else { return "at all" }
        let reference = route.view.parents[index]
        return [reference.sectionName.map { "'\($0)'" }, reference.port.map { "with port \($0)" }]
            .compactMap(\.self).joined(separator: " ")
    }

    /// Why a listener does not take the TCPRoutes of a namespace.
    package func refusal(_ listener: ListenerResult, _ gateway: GatewayResult, of namespace: String) -> String {
        let view = listener.view
        if !view.isTCP { return "\(listener.text) is \(view.protocolName), not TCP" }
        if !view.kinds.isEmpty, !view.kinds.contains(.tcpRoute) {
            return "\(listener.text) takes only \(view.kinds.map(\.kind).joined(separator: ", "))"
        }
        switch view.namespaces {
        case .selected(let selector):
            return "\(listener.text) takes routes only from namespaces with '\(selector)', which \(namespace) is not"
        default: return "\(listener.text) takes routes only from its own namespace \(gateway.view.key.namespace)"
        }
    }
}
