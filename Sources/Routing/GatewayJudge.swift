internal import GatewayAPI
internal import Values

/// Judges Gateways and their listeners, oldest Gateway first, once the attached routes are known.
struct GatewayJudge {
    /// The routes of a listener, by precedence.
    struct Routes {
        let attached: [Int]
        let possible: [Int]
        let refused: [Int]
    }

    private let input: RoutingInput
    private let routes: [RouteResult]
    /// Who of our own Gateways has a port on the address that they share.
    private var ports: [Int64: ObjectKey] = [:]
    /// How many routes of listeners were looked at.
    private(set) var effort = 0

    init(_ input: RoutingInput, _ routes: [RouteResult]) { (self.input, self.routes) = (input, routes) }

    mutating func judge(_ gateway: GatewayResult, _ attachments: (Int) -> Routes) -> GatewayResult {
        var gateway = gateway
        markConflicts(&gateway)
        if gateway.controller == .own {
            judgeOwn(&gateway)
        } else {
            judgeOther(&gateway)
        }
        for number in gateway.listeners.indices { serve(number, &gateway, attachments(number)) }
        return gateway
    }

    /// TCP and any other protocol over TCP cannot share a port; UDP can.
    private func markConflicts(_ gateway: inout GatewayResult) {
        var byPort: [Int64: (tcp: UInt64, all: UInt64)] = [:]
        for (number, listener) in gateway.listeners.enumerated() {
            guard ["TCP", "TLS", "HTTP", "HTTPS"].contains(listener.view.protocolName) else { continue }
            byPort[listener.view.port, default: (0, 0)].all |= 1 << UInt64(number)
            if listener.view.isTCP { byPort[listener.view.port, default: (0, 0)].tcp |= 1 << UInt64(number) }
        }
        for (_, listeners) in byPort where listeners.tcp != 0 && listeners.all.nonzeroBitCount > 1 {
            for number in Bits(listeners.all) {
                gateway.listeners[number].conflicts = listeners.all & ~(1 << UInt64(number))
            }
        }
    }

    // MARK: Our own controller

    private mutating func judgeOwn(_ gateway: inout GatewayResult) {
        let view = gateway.view
        if view.parameters != nil {
            gateway.accepted = .no(.invalidParameters)
        } else if view.addresses.contains(where: { $0.type != "IPAddress" }) {
            gateway.accepted = .no(.unsupportedAddress)
        }
        let isRefused = gateway.accepted.isNo
        let hasUnusableAddress =
            input.usableAddresses.map { usable in
                // However it is spelled; none is for the controller to choose.
                view.addresses.compactMap(\.value).contains { IPAddress($0).map { !usable.contains($0) } ?? true }
            } ?? false
        for number in gateway.listeners.indices {
            let listener = gateway.listeners[number]
            if !isRefused { accept(&gateway.listeners[number], view.key, claimsPort: !hasUnusableAddress) }
            if !listener.view.kinds.allSatisfy({ listener.supportedKinds.contains($0) }) {
                gateway.listeners[number].resolvedRefs = .no(.invalidRouteKinds)
            }
        }
        if !isRefused, gateway.listeners.contains(where: \.accepted.isNo) {
            gateway.accepted = .no(.listenersNotValid)
        }
        for number in gateway.listeners.indices {
            let listener = gateway.listeners[number]
            let isPending = input.ports[PortKey(view.key, listener.view.port)] == .pending
            if isRefused || listener.accepted.isNo {
                gateway.listeners[number].programmed = .no(.invalid)
            } else if hasUnusableAddress {
                gateway.listeners[number].programmed = .no(.addressNotUsable)
            } else if isPending {
                gateway.listeners[number].programmed = .no(.pending)
            }
        }
        if !gateway.listeners.contains(where: { $0.programmed == .yes }) {
            let isPending = gateway.listeners.contains { $0.programmed == .no(.pending) }
            gateway.programmed = .no(
                hasUnusableAddress && !isRefused ? .addressNotUsable : isPending ? .pending : .invalid)
        }
    }

    private mutating func accept(_ listener: inout ListenerResult, _ gateway: ObjectKey, claimsPort: Bool) {
        if listener.conflicts != 0 {
            listener.accepted = .no(.protocolConflict)
        } else if !listener.view.isTCP {
            listener.accepted = .no(.unsupportedProtocol)
        } else if let holder = holder(of: listener.view.port, besides: gateway, claims: claimsPort) {
            listener.accepted = .no(.portUnavailable)
            listener.portHolder = holder
        }
    }

    /// Who keeps a Gateway from having a port; where that is nobody, it has the port from now on if it claims it.
    private mutating func holder(of port: Int64, besides gateway: ObjectKey, claims: Bool) -> PortHolder? {
        switch input.ports[PortKey(gateway, port)] {
        case .taken: return .otherProcess
        case .privileged: return .privilege
        case .unusable(let words): return .system(words)
        case .open, .pending, nil: break
        }
        guard input.sharesAddress, claims else { return nil }
        if let older = ports[port] { return .gateway(older) }
        ports[port] = gateway
        return nil
    }

    // MARK: Other controllers

    /// What a controller says of its Gateway; what it does not say is taken to be well.
    private func judgeOther(_ gateway: inout GatewayResult) {
        let (status, generation) = (gateway.view.status, gateway.view.generation)
        func says(_ conditions: [ConditionView], no type: String) -> Bool {
            conditions.current(type, generation)?.status == "False"
        }
        if says(status.conditions, no: "Accepted") { gateway.accepted = .no(.gatewayNotAccepted) }
        if says(status.conditions, no: "Programmed") { gateway.programmed = .no(.gatewayNotProgrammed) }
        for number in gateway.listeners.indices {
            let listener = gateway.listeners[number]
            if listener.conflicts != 0 { gateway.listeners[number].accepted = .no(.protocolConflict) }
            let live = status.listeners[listener.view.name]
            // What a listener says of itself counts more than what is said of all.
            let isProgrammed = live?.conditions.current("Programmed", generation)?.status == "True"
            if gateway.programmed.isNo, !isProgrammed { gateway.listeners[number].programmed = gateway.programmed }
            guard let live else { continue }
            if let kinds = live.supportedKinds { gateway.listeners[number].supportedKinds = kinds }
            if live.conditions.current("Conflicted", generation)?.status == "True" {
                gateway.listeners[number].accepted = .no(.protocolConflict)
            } else if says(live.conditions, no: "Accepted") {
                gateway.listeners[number].accepted = .no(.listenerNotAccepted)
            }
            if says(live.conditions, no: "Programmed") {
                gateway.listeners[number].programmed = .no(.listenerNotProgrammed)
            }
        }
    }

    // MARK: Precedence

    /// The first of the attached routes serves, if the listener does.
    private mutating func serve(_ number: Int, _ gateway: inout GatewayResult, _ attachments: Routes) {
        gateway.listeners[number].attached = attachments.attached
        gateway.listeners[number].possible = attachments.possible
        gateway.listeners[number].refused = attachments.refused
        effort += 1 + attachments.attached.count + attachments.possible.count + attachments.refused.count
        let listener = gateway.listeners[number]
        let isRefused = gateway.accepted.isNo && gateway.accepted != .no(.listenersNotValid)
        guard let server = attachments.attached.first, !isRefused, !listener.accepted.isNo, !listener.programmed.isNo
        else { return }
        gateway.listeners[number].server = server
        gateway.listeners[number].isServerCertain =
            knowsRoutes(of: listener.view, gateway.view) && isFirstForCertain(server, attachments)
    }

    /// Whether every route is known that the listener admits.
    private func knowsRoutes(of listener: ListenerView, _ gateway: GatewayView) -> Bool {
        listener.namespaces == .same
            ? input.routes.isComplete(in: gateway.key.namespace) : input.routes.isComplete
    }

    private func isFirstForCertain(_ server: Int, _ attachments: Routes) -> Bool {
        let rivals = attachments.attached.dropFirst() + attachments.possible
        guard !rivals.isEmpty else { return true }
        switch routes[server].view.age {
        // Its age is known, so a later one is younger; one that may be attached must not come before it.
        case .created: return rivals.allSatisfy { $0 > server && routes[$0].view.age != .unknown }
        case .planned, .unknown: return false
        }
    }
}
