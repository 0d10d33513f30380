package import Values

/// What one controller says of one parent of a route.
package struct ParentStatusView: Sendable, Equatable {
    /// The parent that the entry is about, defaults filled in.
    package let reference: ParentReference
    /// The name of the controller that wrote the entry.
    package let controller: String
    /// What it says; routes are judged by `Accepted`, `ResolvedRefs` and `PartiallyInvalid`.
    package let conditions: [ConditionView]

    package init(_ value: Value) {
        reference = ParentReference(value["parentRef"] ?? .null)
        controller = value["controllerName"]?.string ?? ""
        conditions = (value["conditions"]?.array ?? []).map(ConditionView.init)
    }
}
