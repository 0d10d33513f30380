internal import GatewayAPI

/// What our own controller says of Gateways, their listeners and classes.
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
