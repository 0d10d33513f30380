package import GatewayAPI
package import Values

/// What is to happen to one route.
package struct Change: Sendable {
    /// What is sent for a route; nothing is for `unchanged`.
    package enum Action: String, Sendable, CaseIterable { case create, update, delete, unchanged }

    /// What is to be done, as far as it is known; something may stand in the way, see ``Plan/refusals(of:)``.
    package var action: Action
    /// The route, in the version that the write is made in.
    package let reference: ObjectReference
    /// The live object that was looked at: a write is for this very object, not for another one of the name.
    package var uid: String?
    /// Its version: a write of an older one is not sent, or is refused as a conflict.
    package var resourceVersion: String?
    /// The live object without what servers add, or what was last applied where no cluster was asked; nil for a
    /// creation.
    package var before: Value?
    /// The object as it will be, fields that others set included; nil for a deletion.
    package var after: Value?
    /// The object to apply: what the manifest asks for, without the fields of others that `after` shows.
    package var desired: Value?
    /// The fields that differ; for a creation and a deletion the whole object, at the empty path.
    package var fields: [FieldChange] = []
    /// Where the route stands in the input.
    package var source: SourcePlace?
    /// Fields that another manager owns and that would change.
    package var conflicts: [PlannedConflict] = []
    /// Who the live object belongs to; nil where it is this stack's, and for a creation.
    package var foreignOwner: ForeignOwner?
    /// Set where the live object is being deleted: until it is gone there is nothing to write.
    package var deletion: PendingDeletion?
    /// Why it cannot be put into its namespace; nil where it can, or the plan makes the namespace.
    package var namespaceObstacle: NamespaceObstacle?
    /// What the server says against it, where it was asked to try.
    package var rejection: Rejection?
    /// The `metadata.managedFields` to write before an update: with this tool's part where the live object has lost it,
    /// and with what is taken over from a client-side apply.
    package var preparedManagedFields: Value?

    package init(_ action: Action, _ reference: ObjectReference) {
        self.action = action
        self.reference = reference
    }

    /// The route, by API group, namespace and name.
    package var key: RouteKey { reference.key }
}

extension Change {
    /// Notes the live object that was looked at.
    package mutating func observe(_ live: LiveRoute) {
        uid = live.uid
        resourceVersion = live.resourceVersion
    }
}

/// One field that changes: nil before where it is added, nil after where it is removed.
package struct FieldChange: Sendable, Equatable {
    /// Where it stands in the object, such as `spec.rules[0].backendRefs[0].weight`; empty for the whole object.
    package let path: FieldPath
    /// The value that is live, or was last applied where no cluster was asked.
    package let before: Value?
    /// The value after the apply.
    package let after: Value?
    /// The other manager that set the value, where one did.
    package var manager: String?
    /// Where the manifest sets it; nil where the field goes away or comes from elsewhere.
    package var source: SourcePlace?

    package init(_ path: FieldPath, before: Value?, after: Value?) {
        self.path = path
        self.before = before
        self.after = after
    }
}

/// Whose a live route is that is not this stack's.
package enum ForeignOwner: Sendable, Equatable {
    /// Another stack of openmcf, by its lineage.
    case stack(String)
    /// The field managers that wrote it; empty where the server does not say.
    case managers([String])

    /// Whether both stand for the same claim: which managers write an object that no stack has marked may change.
    package func isSame(as other: ForeignOwner) -> Bool {
        switch (self, other) {
        case (.managers, .managers): true
        default: self == other
        }
    }
}

/// A line of the input.
package struct SourcePlace: Sendable, Equatable, CustomStringConvertible {
    /// The path as the user gave it; `<stdin>` and the like where there is no file.
    package let file: String
    /// The line, from 1.
    package let line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { "\(file):\(line)" }
}
