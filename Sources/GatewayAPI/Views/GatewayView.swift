package import Values

/// A Gateway as routing reads it; fields that are not known and values of a wrong type count as left out.
package struct GatewayView: Sendable {
    package struct Address: Sendable, Hashable {
        package let type: String
        package let value: String?

        package init(type: String, value: String?) { (self.type, self.value) = (type, value) }
    }

    package var key: ObjectKey
    package var age: ObjectAge
    package var uid: String?
    package var generation: Int64?
    package var className: String
    package var listeners: [ListenerView]
    /// Whether routes attach that use the default Gateways.
    package var isDefault: Bool
    package var addresses: [Address]
    /// The kind and the name of its parameters, which only the controller understands.
    package var parameters: String?
    package var status: GatewayStatusView

    package init(_ object: Value) {
        let spec = object["spec"] ?? .null
        key = ObjectKey(object)
        age = ObjectAge(object)
        uid = object["metadata"]?["uid"]?.string
        generation = object["metadata"]?["generation"]?.integer
        className = spec["gatewayClassName"]?.string ?? ""
        listeners = (spec["listeners"]?.array ?? []).map(ListenerView.init)
        isDefault = spec["defaultScope"] == "All"
        addresses = (spec["addresses"]?.array ?? []).map {
            Address(type: $0["type"]?.string ?? "IPAddress", value: $0["value"]?.string)
        }
        parameters = Self.parameters(spec["infrastructure"]?["parametersRef"])
        status = GatewayStatusView(object["status"] ?? .null)
    }

    static func parameters(_ reference: Value?) -> String? {
        reference.map { "\($0["kind"]?.string ?? "object") '\($0["name"]?.string ?? "")'" }
    }
}

/// A listener of a Gateway.
package struct ListenerView: Sendable {
    /// Namespaces that routes may be in.
    package enum Namespaces: Sendable, Hashable {
        case all, same
        case selected(LabelSelector)
        /// A choice that came after this program.
        case unknown(String)
    }

    package var name: String
    package var port: Int64
    package var protocolName: String
    package var tlsMode: String?
    /// The kinds that are named; empty means those that fit the protocol.
    package var kinds: [RouteKind]
    package var namespaces: Namespaces

    package init(_ value: Value) {
        name = value["name"]?.string ?? ""
        port = value["port"]?.integer ?? 0
        protocolName = value["protocol"]?.string ?? ""
        tlsMode = value["tls"].map { $0["mode"]?.string ?? "Terminate" }
        let allowed = value["allowedRoutes"]
        kinds = (allowed?["kinds"]?.array ?? []).map(RouteKind.init)
        switch allowed?["namespaces"]?["from"]?.string {
        case "Same", nil: namespaces = .same
        case "All": namespaces = .all
        case "Selector": namespaces = .selected(LabelSelector(allowed?["namespaces"]?["selector"] ?? .null))
        case let other?: namespaces = .unknown(other)
        }
    }

    package var isTCP: Bool { protocolName == "TCP" }
}

/// A kind of routes with its group.
package struct RouteKind: Sendable, Hashable {
    package let group: String
    package let kind: String

    package init(group: String, kind: String) { (self.group, self.kind) = (group, kind) }

    init(_ value: Value) {
        self.init(group: value["group"]?.string ?? TCPRouteSchema.group, kind: value["kind"]?.string ?? "")
    }

    package static let tcpRoute = RouteKind(group: TCPRouteSchema.group, kind: TCPRouteSchema.kind)
}

/// What a Gateway's controller says of it.
package struct GatewayStatusView: Sendable {
    package struct Listener: Sendable {
        package let attachedRoutes: Int64?
        package let supportedKinds: [RouteKind]?
        package let conditions: [ConditionView]
    }

    package var conditions: [ConditionView]
    /// By the name of the listener.
    package var listeners: [String: Listener] = [:]

    init(_ status: Value) {
        conditions = (status["conditions"]?.array ?? []).map(ConditionView.init)
        for value in status["listeners"]?.array ?? [] {
            guard let name = value["name"]?.string else { continue }
            listeners[name] = Listener(
                attachedRoutes: value["attachedRoutes"]?.integer,
                supportedKinds: value["supportedKinds"]?.array.map { $0.map(RouteKind.init) },
                conditions: (value["conditions"]?.array ?? []).map(ConditionView.init))
        }
    }
}

/// A condition in a status.
package struct ConditionView: Sendable, Equatable {
    package let type: String
    package let status: String
    package let reason: String
    package let message: String
    package let observedGeneration: Int64?

    package init(_ value: Value) {
        type = value["type"]?.string ?? ""
        status = value["status"]?.string ?? ""
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
        observedGeneration = value["observedGeneration"]?.integer
    }
}

extension [ConditionView] {
    /// The condition of a type that speaks of a generation; one that names none is taken to do so.
    package func current(_ type: String, _ generation: Int64?) -> ConditionView? {
        first { $0.type == type && ($0.observedGeneration == nil || $0.observedGeneration == generation) }
    }
}

/// A GatewayClass as routing reads it.
package struct GatewayClassView: Sendable {
    package var name: String
    package var uid: String?
    package var generation: Int64?
    package var controller: String
    package var parameters: String?
    package var conditions: [ConditionView]
    /// nil where the controller names no features.
    package var supportedFeatures: [String]?

    package init(_ object: Value) {
        name = object["metadata"]?["name"]?.string ?? ""
        uid = object["metadata"]?["uid"]?.string
        generation = object["metadata"]?["generation"]?.integer
        controller = object["spec"]?["controllerName"]?.string ?? ""
        parameters = GatewayView.parameters(object["spec"]?["parametersRef"])
        conditions = (object["status"]?["conditions"]?.array ?? []).map(ConditionView.init)
        let features = (object["status"]?["supportedFeatures"]?.array ?? []).compactMap {
            // Before v1.1 of Gateway API a feature was its name alone.
            $0["name"]?.string ?? $0.string
        }
        supportedFeatures = features.isEmpty ? nil : features
    }

    package var key: ObjectKey { ObjectKey("", name) }
}
