package import Values

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
