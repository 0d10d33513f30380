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

extension ParentReference {
    /// Whether both mean the same, seen from a namespace.
    package func isSame(as other: ParentReference, in namespace: String) -> Bool {
        group == other.group && kind == other.kind && key(from: namespace) == other.key(from: namespace)
            && sectionName == other.sectionName && port == other.port
    }

    /// The parent with its listener, as it is listed: `infra/gw/tcp`, `gw:5432`, with the kind where that is no
    /// Gateway.
    package func text(from namespace: String) -> String {
        (isGateway ? "" : "\(kind) ") + key(from: namespace).description + (sectionName.map { "/\($0)" } ?? "")
            + (port.map { ":\($0)" } ?? "")
    }
}
