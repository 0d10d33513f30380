internal import Values

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
