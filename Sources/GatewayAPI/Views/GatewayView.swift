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
