internal import GatewayAPI

/// The listeners of one Gateway as bits, prepared so that a route is judged by a few operations on them.
struct ListenerTable {
    /// A Gateway has at most as many; of an illegal one the rest is passed over.
    static let limit = 64

    private(set) var all: UInt64 = 0
    private var byName: [String: UInt64] = [:]
    private var byPort: [Int64: UInt64] = [:]
    /// Listeners that take TCPRoutes, and those that may: where the specification leaves it to the controller.
    private(set) var takes: UInt64 = 0
    private(set) var mayTake: UInt64 = 0
    /// Listeners whose controller says that it does no TCPRoutes.
    private(set) var refuses: UInt64 = 0
    /// Listeners whose port cannot be read, so that it may be any.
    private var withoutPort: UInt64 = 0
    private var fromAll: UInt64 = 0
    private var fromSame: UInt64 = 0
    private var fromUnknown: UInt64 = 0
    private var selectors: [(selector: LabelSelector, listeners: UInt64)] = []
    private let namespace: String
    private var remembered: [String: (yes: UInt64, maybe: UInt64)] = [:]

    init(_ gateway: GatewayView, _ controller: Controller, _ gatewayClass: GatewayClassView?) {
        namespace = gateway.key.namespace
        for (number, listener) in gateway.listeners.prefix(Self.limit).enumerated() {
            let bit: UInt64 = 1 << UInt64(number)
            all |= bit
            byName[listener.name, default: 0] |= bit
            byPort[listener.port, default: 0] |= bit
            if listener.port == 0 { withoutPort |= bit }
            if listener.kinds.isEmpty || listener.kinds.contains(.tcpRoute) {
                if listener.isTCP {
                    takes |= bit
                } else if controller != .own, listener.mayTakeTCPRoutes {
                    mayTake |= bit
                }
            }
            switch listener.namespaces {
            case .all: fromAll |= bit
            case .same: fromSame |= bit
            case .unknown: fromUnknown |= bit
            case .selected(let selector):
                if let known = selectors.firstIndex(where: { $0.selector == selector }) {
                    selectors[known].listeners |= bit
                } else {
                    selectors.append((selector, bit))
                }
            }
        }
        if controller != .own { heed(gateway, gatewayClass) }
    }

    /// What the controller says beats what is expected of it.
    private mutating func heed(_ gateway: GatewayView, _ gatewayClass: GatewayClassView?) {
        let lacksFeature = gatewayClass?.supportedFeatures.map { !$0.contains(TCPRouteSchema.kind) } ?? false
        for (number, listener) in gateway.listeners.prefix(Self.limit).enumerated() {
            let bit: UInt64 = 1 << UInt64(number)
            let status = gateway.status.listeners[listener.name]
            let isCurrent = !(status?.conditions.contains { $0.isStale(gateway.generation) } ?? true)
            if isCurrent, let kinds = status?.supportedKinds {
                if kinds.contains(.tcpRoute) {
                    if mayTake & bit != 0 { takes |= bit }
                } else if (takes | mayTake) & bit != 0 {
                    refuses |= bit
                }
                mayTake &= ~bit
            } else if lacksFeature, takes & bit != 0 {
                refuses |= bit
            }
        }
    }

    /// The listeners that a reference means.
    func candidates(section: String?, port: Int64?) -> UInt64 {
        var listeners = all
        if let section { listeners &= byName[section] ?? 0 }
        if let port { listeners &= byPort[port] ?? 0 }
        return listeners
    }

    /// Whether a reference may mean a listener of which it is not known.
    func mayMean(section: String?, port: Int64?) -> Bool {
        port != nil && withoutPort & (section.map { byName[$0] ?? 0 } ?? all) != 0
    }

    /// The listeners that admit routes of a namespace, and those that may: where its labels decide and are unknown.
    mutating func admitting(
        _ routeNamespace: String, _ namespaces: Known<NamespaceView>
    ) -> (yes: UInt64, maybe: UInt64) {
        guard !selectors.isEmpty else {
            return (fromAll | (routeNamespace == namespace ? fromSame : 0), fromUnknown)
        }
        if let known = remembered[routeNamespace] { return known }
        var (yes, maybe) = (fromAll | (routeNamespace == namespace ? fromSame : 0), fromUnknown)
        let found: NamespaceView? =
            if case .found(let view) = namespaces[ObjectKey("", routeNamespace)] { view } else { nil }
        let labels = found?.labels ?? [NamespaceView.nameLabel: routeNamespace]
        for (selector, listeners) in selectors {
            switch selector.selects(labels, isComplete: found != nil) {
            case true?: yes |= listeners
            case false?: break
            case nil: maybe |= listeners
            }
        }
        remembered[routeNamespace] = (yes, maybe)
        return (yes, maybe)
    }
}

extension ListenerView {
    /// Whether the specification leaves it to the controller to take TCPRoutes: TLS that ends at the Gateway, and
    /// protocols of the controller's own.
    var mayTakeTCPRoutes: Bool { protocolName == "TLS" && tlsMode != "Passthrough" || protocolName.contains("/") }
}

extension ConditionView {
    /// Whether it speaks of another generation of the object.
    func isStale(_ generation: Int64?) -> Bool {
        guard let observedGeneration, let generation else { return false }
        return observedGeneration != generation
    }
}

/// The numbers of the bits that are set, lowest first.
struct Bits: Sequence, IteratorProtocol {
    private var bits: UInt64

    init(_ bits: UInt64) { self.bits = bits }

    mutating func next() -> Int? {
        guard bits != 0 else { return nil }
        let bit = bits.trailingZeroBitCount
        bits &= bits - 1
        return bit
    }
}
