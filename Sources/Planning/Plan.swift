package import Values

/// What an apply would do, and why: a value, made without any I/O.
package struct Plan: Sendable {
    /// The UUID of the stack whose state the plan was made from.
    package var lineage: String
    /// The serial of that state: the plan can be applied only as long as it is the same.
    package var serial: Int64
    /// Where that state is, an absolute path; nil in plans of versions that did not say.
    package var state: String?
    /// The version of the routes, such as `gateway.networking.k8s.io/v1alpha2`.
    package var apiVersion: String
    /// The cluster that was looked at; nil for a plan from the state alone.
    package var cluster: PlannedCluster?
    /// What it may take of others.
    package var takeover = Takeover()
    /// Namespaces that are made before the routes in them.
    package var namespaces: [PlannedNamespace] = []
    /// One entry per route, in the order of the input; deletions come last.
    package var changes: [Change] = []
    /// How live routes differ from what this stack last applied; told, and not what is to be done.
    package var drift: [Change] = []
    /// Routes of the state that are to go and that no deletion is sent for.
    package var skippedDeletions: [SkippedDeletion] = []
    /// Routes of the state that the sources no longer name and that are left alone.
    package var orphans: [RouteKey] = []
    /// What becomes of the connections of each listener that its routes want; empty where nothing is known.
    package var connections: [TrafficChange] = []
    /// Sentences that are worth knowing and warn of nothing.
    package var notes: [String] = []
    /// Sentences for the user, such as that no cluster was asked.
    package var warnings: [String] = []

    package init(lineage: String, serial: Int64, apiVersion: String, cluster: PlannedCluster?) {
        self.lineage = lineage
        self.serial = serial
        self.apiVersion = apiVersion
        self.cluster = cluster
    }

    /// What it does to connections: the listeners of which something changes.
    package var traffic: [TrafficChange] { connections.filter(\.isChange) }

    /// How many routes have this action.
    package func count(_ action: Change.Action) -> Int { changes.count { $0.action == action } }

    /// Whether applying it would write any route; deletions that are skipped and namespaces do not count.
    package var hasChanges: Bool { changes.contains { $0.action != .unchanged } }
}

/// What is to happen to a namespace that routes go to.
package struct PlannedNamespace: Sendable, Equatable {
    /// What may happen to a namespace: one that is missing is made, and none is ever deleted.
    package enum Action: String, Sendable { case create }

    /// The namespace, a DNS label.
    package let name: String
    /// `create` is all there is; a saved plan writes the word out.
    package let action: Action

    package init(_ action: Action, _ name: String) {
        self.action = action
        self.name = name
    }
}

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
    /// Whether the namespace that it goes to does not exist, and is not made.
    package var lacksNamespace = false
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

/// A route of the state that is to go, and why no deletion is sent for it.
package struct SkippedDeletion: Sendable, Equatable {
    /// What was found where the route should be.
    package enum Reason: Sendable, Equatable {
        /// There is no such object any more.
        case gone
        /// Its deletion was accepted before and waits.
        case terminating(PendingDeletion)
        /// It was deleted, and somebody else made another one of that name.
        case recreated
        /// It is marked for somebody else now.
        case foreign(ForeignOwner)
    }

    /// The route, in the version that a deletion would be sent in.
    package let reference: ObjectReference
    /// The UID of the live object, or the one that was applied where there is none.
    package let uid: String?
    /// Why nothing is sent.
    package let reason: Reason

    package init(_ reference: ObjectReference, uid: String?, reason: Reason) {
        self.reference = reference
        self.uid = uid
        self.reason = reason
    }

    /// The route, by API group, namespace and name.
    package var key: RouteKey { reference.key }

    /// The name of what happens to it, in JSON.
    package var action: String {
        switch reason {
        case .gone: "gone"
        case .terminating: "terminating"
        case .recreated, .foreign: "left-alone"
        }
    }

    /// Whether the object stays because it belongs to somebody else.
    package var isLeftAlone: Bool {
        switch reason {
        case .gone, .terminating: false
        case .recreated, .foreign: true
        }
    }

    /// One sentence without a final full stop.
    package var message: String {
        switch reason {
        case .gone: "\(key) is gone already"
        case .terminating(let deletion): "\(key) \(deletion.description)"
        case .recreated:
            "\(key) was deleted and created anew by somebody else (uid \(uid ?? "unknown")); it is left alone"
        case .foreign(.stack(let lineage)):
            "\(key) belongs to another stack of openmcf now (lineage \(lineage)); it is left alone"
        case .foreign(.managers): "\(key) no longer carries this stack's mark; it is left alone"
        }
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
