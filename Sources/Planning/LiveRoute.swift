internal import FieldOwnership
package import GatewayAPI
package import Values

/// A route as the cluster has it.
package struct LiveRoute: Sendable {
    /// The whole object, with what servers add.
    package let object: Value

    package init(_ object: Value) { self.object = object }

    /// The server's identity of this very object: one made anew under the same name has another.
    package var uid: String? { metadata("uid")?.string }
    /// The version of the object, opaque; nil for an object that no server sent.
    package var resourceVersion: String? { metadata("resourceVersion")?.string }

    /// The lineage of the stack that it is marked for.
    package var stack: String? { metadata("annotations")?[Ownership.stackAnnotation]?.string }

    /// Set while it is being deleted.
    package var deletion: PendingDeletion? { PendingDeletion(of: object) }

    /// Who the route belongs to; nil where it is this stack's.
    ///
    /// It is the stack's when the mark says so, or, where there is no mark, when it is the very object that the state
    /// knows.
    ///
    /// - Parameter appliedUID: the UID that the state has for it.
    package func foreignOwner(of lineage: String, appliedUID: String?) -> ForeignOwner? {
        if let stack { return stack == lineage ? nil : .stack(stack) }
        if let appliedUID, appliedUID == uid { return nil }
        var managers: [String] = []
        for entry in managedFields.entries where !managers.contains(entry.manager) { managers.append(entry.manager) }
        return .managers(managers)
    }

    /// Who set which fields, as far as the server says so in a way that is understood.
    var managedFields: ManagedFields { ManagedFields(readable: metadata("managedFields")) }

    /// What this tool applied, as `fieldsV1` of its entry; nil where it has none.
    var appliedFields: Value? {
        metadata("managedFields")?.array?.first { entry in
            entry["manager"]?.string == Ownership.fieldManager && entry["operation"]?.string == "Apply"
                && (entry["subresource"]?.string ?? "").isEmpty
        }?["fieldsV1"]
    }

    private func metadata(_ key: String) -> Value? { object["metadata"]?[key] }
}
