internal import GatewayAPI

/// Judges the references of routes to one Gateway.
struct AttachmentJudge {
    let result: GatewayResult
    private var table: ListenerTable
    /// Why no controller looks at the Gateway; nil where one may.
    private let classRefusal: Reason?

    init(_ gateway: GatewayView, _ input: RoutingInput) {
        let found: GatewayClassView? =
            if case .found(let view) = input.classes[ObjectKey("", gateway.className)] { view } else { nil }
        let controller = Self.controller(found, input.ownController)
        table = ListenerTable(gateway, controller, found)
        let refusal = Self.refusal(by: found, of: gateway, controller, input)
        classRefusal = refusal
        result = GatewayResult(
            view: gateway, controller: controller, accepted: refusal.map { .no($0) } ?? .yes,
            listeners: gateway.listeners.prefix(ListenerTable.limit).map {
                ListenerResult(view: $0, supportedKinds: controller == .own ? $0.ownSupportedKinds : $0.kinds)
            })
    }

    private static func refusal(
        by gatewayClass: GatewayClassView?, of gateway: GatewayView, _ controller: Controller, _ input: RoutingInput
    ) -> Reason? {
        if let gatewayClass { return gatewayClass.liveRefusal(controller) ? .classNotAccepted : nil }
        guard !gateway.className.isEmpty, case .missing = input.classes[ObjectKey("", gateway.className)] else {
            return nil
        }
        return .classMissing
    }

    private static func controller(_ gatewayClass: GatewayClassView?, _ own: String?) -> Controller {
        guard let gatewayClass else { return .unknown }
        guard gatewayClass.controller == own else { return .other(gatewayClass.controller) }
        return gatewayClass.accepted(own) == .yes ? .own : .unknown
    }

    /// Fills in which listeners a route attaches to, or why not.
    ///
    /// - Parameter reference: what names the Gateway; nil for a default one, of which every listener is meant.
    mutating func judge(
        _ parent: inout ParentResult, _ reference: ParentReference?, from namespace: String,
        _ namespaces: Known<NamespaceView>
    ) {
        let candidates = table.candidates(section: reference?.sectionName, port: reference?.port)
        parent.candidates = candidates
        if let classRefusal {
            parent.accepted = .no(classRefusal)
            return
        }
        let (admitted, maybe) = table.admitting(namespace, namespaces)
        let open = candidates & ~table.refuses
        parent.attached = open & table.takes & admitted
        parent.possible = open & ((table.takes & maybe) | (table.mayTake & (admitted | maybe)))
        if parent.attached != 0 {
            parent.accepted = .yes
        } else if parent.possible != 0 {
            parent.accepted = .unknown(open & table.takes & maybe != 0 ? .namespaceLabels : .controllersChoice)
        } else if candidates == 0 {
            let isUnknown = table.mayMean(section: reference?.sectionName, port: reference?.port)
            parent.accepted = isUnknown ? .unknown(.parent) : .no(.noMatchingParent)
        } else if candidates & table.refuses & (admitted | maybe) != 0 {
            parent.accepted = .no(.controllerWithoutTCPRoutes)
        } else {
            parent.accepted = .no(.notAllowedByListeners)
        }
    }
}

extension AttachmentJudge {
    /// Takes a route off the listeners where its controller says that it will not have it.
    func heed(_ route: RouteView, _ parent: inout ParentResult, _ reference: ParentReference?) {
        guard !route.status.isEmpty, result.controller != .own, parent.attached | parent.possible != 0 else { return }
        let namespace = route.key.namespace
        let word = route.word(of: result.controller) { named in
            reference.map { named.isSame(as: $0, in: namespace) }
                ?? (named.isGateway && named.key(from: namespace) == result.view.key)
        }
        guard case .refused = word else { return }
        parent.refused = parent.attached | parent.possible
        (parent.attached, parent.possible) = (0, 0)
        parent.accepted = .no(.refusedByController)
    }
}

extension GatewayClassView {
    /// Whether our own controller accepts the class: it has no parameters that it would have to understand.
    func accepted(_ own: String?) -> Truth {
        if controller == own { return parameters == nil ? .yes : .no(.invalidParameters) }
        switch conditions.current("Accepted", generation)?.status {
        case "True": return .yes
        case "False": return .no(.classNotAccepted)
        default: return .unknown(.controllersChoice)
        }
    }

    /// Whether the controller itself says that the class is not accepted.
    func liveRefusal(_ controller: Controller) -> Bool {
        controller != .own && conditions.current("Accepted", generation)?.status == "False"
    }
}

extension ListenerView {
    /// The kinds that our own controller lets attach: those that are named and fit, or all that fit.
    var ownSupportedKinds: [RouteKind] {
        isTCP && (kinds.isEmpty || kinds.contains(.tcpRoute)) ? [.tcpRoute] : []
    }
}
