internal import GatewayAPI

/// A condition that our own controller writes; generation and time are the writer's to add.
package struct Condition: Sendable, Equatable {
    /// The type as the API spells it, such as `Accepted`.
    package let type: String
    /// Whether its status is `True`; an unknown truth becomes no condition.
    package let isTrue: Bool
    /// The cause in one word, such as `NoMatchingParent`; the type itself where all is well.
    package let reason: String
    /// The words for people, at most 1024 Unicode scalars, as the API allows.
    package let message: String

    /// The longest message; what is longer is cut.
    static let messageLimit = 1024

    init(_ type: String, _ isTrue: Bool, _ reason: String, _ message: String) {
        (self.type, self.isTrue, self.reason) = (type, isTrue, reason)
        let isLong = message.unicodeScalars.dropFirst(Self.messageLimit).first != nil
        self.message = isLong ? String(message.unicodeScalars.prefix(Self.messageLimit - 1)) + "…" : message
    }

    /// The condition of a truth; nil where that is unknown.
    init?(_ type: String, _ truth: Truth, yes: String? = nil, _ message: (Reason?) -> String) {
        switch truth {
        case .yes: self.init(type, true, yes ?? type, message(nil))
        case .no(let reason): self.init(type, false, reason.rawValue, message(reason))
        case .unknown: return nil
        }
    }
}

// MARK: - Routes

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

extension ListenerResult {
    /// The listener as messages name it.
    package var text: String { "\(view.name) :\(view.port)" }
}

// MARK: - Gateways and classes

extension Routing {
    /// The conditions of a Gateway; none where it is not our own controller's.
    package func conditions(of gateway: GatewayResult) -> [Condition] {
        guard gateway.controller == .own else { return [] }
        let bad = gateway.listeners.filter(\.accepted.isNo).map(\.text).joined(separator: ", ")
        let hasGood = gateway.listeners.contains { $0.accepted == .yes }
        let accepted: Condition? =
            if gateway.accepted == .no(.listenersNotValid) {
                Condition("Accepted", hasGood, Reason.listenersNotValid.rawValue, "not valid: \(bad)")
            } else {
                Condition("Accepted", gateway.accepted) { reason in
                    switch reason {
                    case .invalidParameters?: "\(gateway.view.parameters ?? "parametersRef") is not understood"
                    case .unsupportedAddress?: "only addresses of type IPAddress are supported"
                    default: "the Gateway is accepted"
                    }
                }
            }
        let programmed = Condition("Programmed", gateway.programmed) { reason in
            switch reason {
            case nil: "connections are taken"
            case .addressNotUsable?: "an address of the Gateway cannot be used"
            case .pending?: "no port is open"
            default: "no listener takes connections"
            }
        }
        let isDefault =
            gateway.view.isDefault
            ? Condition("DefaultGateway", true, "DefaultGateway", "routes that use default Gateways attach") : nil
        return [accepted, programmed, isDefault].compactMap(\.self)
    }

    /// The conditions of a Gateway's listener; none where it is not our own controller's.
    package func conditions(of listener: ListenerResult, _ gateway: GatewayResult) -> [Condition] {
        guard gateway.controller == .own else { return [] }
        let rivals = Bits(listener.conflicts).map { gateway.listeners[$0].text }.joined(separator: ", ")
        let accepted = Condition("Accepted", listener.accepted) { reason in
            switch reason {
            case nil: "the listener is accepted"
            case .protocolConflict?: "\(rivals) has the port too"
            case .portUnavailable?: unavailability(of: listener)
            default: "protocol \(listener.view.protocolName) is not supported, only TCP"
            }
        }
        let refs = Condition("ResolvedRefs", listener.resolvedRefs) { reason in
            reason == nil ? "all references are resolved" : "allowedRoutes.kinds names kinds that do not fit"
        }
        let programmed = Condition("Programmed", listener.programmed) { reason in
            switch reason {
            case nil: "connections are taken"
            case .addressNotUsable?: "an address of the Gateway cannot be used"
            case .pending?: "port \(listener.view.port) is not open"
            default: listener.accepted == .yes ? "the Gateway is not accepted" : "the listener is not accepted"
            }
        }
        let conflicted =
            listener.conflicts == 0
            ? nil : Condition("Conflicted", true, Reason.protocolConflict.rawValue, "\(rivals) has the port too")
        return [accepted, refs, programmed, conflicted].compactMap(\.self)
    }

    /// What keeps listeners of our own Gateways from having their ports, a sentence for each.
    package var portProblems: [String] {
        gateways.filter { $0.controller == .own }.flatMap { gateway in
            gateway.listeners.filter { $0.accepted == .no(.portUnavailable) }.map { listener in
                "listener \(listener.text) of Gateway \(gateway.view.key) takes no connections: "
                    + unavailability(of: listener)
            }
        }
    }

    /// Why a listener cannot have its port.
    private func unavailability(of listener: ListenerResult) -> String {
        let port = listener.view.port
        return switch listener.portHolder {
        case .gateway(let key)?: "the older Gateway \(key) has port \(port)"
        case .otherProcess?: "another process listens on port \(port)"
        case .privilege?: "only privileged processes may listen on port \(port)"
        case .system(let words)?: "port \(port) cannot be listened on: \(words)"
        case nil: "port \(port) cannot be listened on"
        }
    }

    /// The conditions of a class; none where it is not our own controller's.
    package func conditions(of gatewayClass: ClassResult) -> [Condition] {
        guard gatewayClass.isOwn else { return [] }
        return [
            Condition("Accepted", gatewayClass.accepted) {
                $0 == nil ? "the class is accepted" : "\(gatewayClass.view.parameters ?? "") is not understood"
            },
            Condition("SupportedVersion", true, "SupportedVersion", "the installed Gateway API is supported"),
        ].compactMap(\.self)
    }

    /// The features that our own controller claims, sorted by name.
    package static let supportedFeatures = ["Gateway", "ReferenceGrant", "TCPRoute"]
}
