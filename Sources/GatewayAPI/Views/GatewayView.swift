package import Values

/// A Gateway as routing reads it; fields that are not known and values of a wrong type count as left out.
package struct GatewayView: Sendable {
    /// An address that a Gateway asks for, or has.
    package struct Address: Sendable, Hashable {
        /// `IPAddress`, `Hostname`, or a domain and a name of the controller's own.
        package let type: String
        /// The address; nil where the controller is to choose one of the type.
        package let value: String?

        package init(type: String, value: String?) { (self.type, self.value) = (type, value) }
    }

    /// The namespace and the name of the Gateway.
    package var key: ObjectKey
    /// When it was created: the older of two Gateways keeps a port that both want.
    package var age: ObjectAge
    /// The server's identity of it; nil for an object of a manifest.
    package var uid: String?
    /// The version of the spec, which conditions refer to; nil for an object of a manifest.
    package var generation: Int64?
    /// The name of its GatewayClass, which tells the controller.
    package var className: String
    /// The listeners in the order of the spec.
    package var listeners: [ListenerView]
    /// Whether routes attach that use the default Gateways.
    package var isDefault: Bool
    /// The addresses that it asks for; empty where the controller is to choose.
    package var addresses: [Address]
    /// The kind and the name of its parameters, which only the controller understands.
    package var parameters: String?
    /// What its controller says; empty for an object of a manifest.
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
        /// A value of `from` that this version does not know.
        case unknown(String)
    }

    /// The listener's name, unique in the Gateway: `sectionName` of a reference.
    package var name: String
    /// The port that clients connect to; 0 where the object has none that is a number.
    package var port: Int64
    /// `TCP`, `UDP`, `TLS`, `HTTP`, `HTTPS`, or one of a controller's own, with a domain.
    package var protocolName: String
    /// `Terminate` or `Passthrough`; nil where the listener has no `tls`.
    package var tlsMode: String?
    /// The kinds that are named; empty means those that fit the protocol.
    package var kinds: [RouteKind]
    /// Whose routes may attach.
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

    /// Whether TCPRoutes fit the protocol by the specification.
    package var isTCP: Bool { protocolName == "TCP" }
}

/// A kind of routes with its group.
package struct RouteKind: Sendable, Hashable {
    /// The API group of the routes.
    package let group: String
    /// The kind, such as `TCPRoute`.
    package let kind: String

    package init(group: String, kind: String) { (self.group, self.kind) = (group, kind) }

    init(_ value: Value) {
        self.init(group: value["group"]?.string ?? TCPRouteSchema.group, kind: value["kind"]?.string ?? "")
    }

    /// The kind that this program is about.
    package static let tcpRoute = RouteKind(group: TCPRouteSchema.group, kind: TCPRouteSchema.kind)
}

/// What a Gateway's controller says of it.
package struct GatewayStatusView: Sendable {
    /// What the controller says of one listener.
    package struct Listener: Sendable {
        /// How many routes it says are attached; nil where it does not say.
        package let attachedRoutes: Int64?
        /// The kinds that it lets attach; nil where it does not say, which is not the same as none.
        package let supportedKinds: [RouteKind]?
        /// The conditions of the listener.
        package let conditions: [ConditionView]
    }

    /// The conditions of the Gateway itself.
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
    /// The type, such as `Accepted`, `Programmed` or one of the controller's own.
    package let type: String
    /// `True`, `False` or `Unknown`.
    package let status: String
    /// The cause in one word; empty where there is none.
    package let reason: String
    /// The controller's words for people.
    package let message: String
    /// The generation that it speaks of; nil where the controller does not say.
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
    /// The name of the class; classes have no namespace.
    package var name: String
    /// The server's identity of it; nil for an object of a manifest.
    package var uid: String?
    /// The version of the spec, which conditions refer to; nil for an object of a manifest.
    package var generation: Int64?
    /// The name of its controller, a domain and a path such as `example.com/gateway-controller`.
    package var controller: String
    /// The kind and the name of its parameters, which only the controller understands; nil where there are none.
    package var parameters: String?
    /// What the controller says of the class.
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

    /// The key of the class, without a namespace.
    package var key: ObjectKey { ObjectKey("", name) }
}
