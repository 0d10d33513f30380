package import Values

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
