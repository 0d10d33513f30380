package import Nodes

/// What an apply would do, and why: a value, made without any I/O.
package struct Plan: Sendable {
    /// The state that the plan was made from.
    package var lineage: String
    package var serial: Int64
    /// Where that state is, an absolute path; nil in plans of versions that did not say.
    package var state: String?
    /// The version of the routes, such as `gateway.networking.k8s.io/v1alpha2`.
    package var apiVersion: String
    /// The cluster that was looked at; nil for a plan from the state alone.
    package var cluster: String?
    /// What tells the cluster from others, where it says so.
    package var clusterUID: String?
    /// Namespaces that are made before the routes in them.
    package var namespaces: [PlannedNamespace] = []
    /// One entry per route, in the order of the input; deletions come last.
    package var changes: [Change] = []
    /// What is live and was not put there by the last apply.
    package var drift: [Change] = []
    /// Routes of the state that the sources no longer name and that are left alone.
    package var orphans: [RouteKey] = []
    /// Sentences for the user, such as that no cluster was asked.
    package var warnings: [String] = []

    package init(lineage: String, serial: Int64, apiVersion: String, cluster: String?) {
        self.lineage = lineage
        self.serial = serial
        self.apiVersion = apiVersion
        self.cluster = cluster
    }

    package func count(_ action: Change.Action) -> Int { changes.count { $0.action == action } }

    package var hasChanges: Bool { changes.contains { $0.action != .unchanged } }
}

/// What is to happen to a namespace that routes go to.
package struct PlannedNamespace: Sendable, Equatable {
    package enum Action: String, Sendable { case create }

    package let name: String
    package let action: Action

    package init(_ action: Action, _ name: String) {
        self.action = action
        self.name = name
    }
}

/// What is to happen to one route.
package struct Change: Sendable {
    package enum Action: String, Sendable, CaseIterable { case create, update, delete, unchanged }

    package var action: Action
    package let key: RouteKey
    package let apiVersion: String
    package let kind: String
    /// The UID of the live object that was looked at.
    package var uid: String?
    /// The object before and after, without what servers add; nil where there is none.
    package var before: Value?
    package var after: Value?
    /// The object to apply: what the manifest asks for, without the fields of others that `after` shows.
    package var desired: Value?
    package var fields: [FieldChange] = []
    /// Where the route stands in the input.
    package var source: SourcePlace?
    /// Fields that another manager owns and that would change.
    package var conflicts: [PlannedConflict] = []
    /// Set where the live object is not this stack's.
    package var foreignOwner: ForeignOwner?

    package init(_ action: Action, _ key: RouteKey, apiVersion: String, kind: String) {
        self.action = action
        self.key = key
        self.apiVersion = apiVersion
        self.kind = kind
    }
}

/// One field that changes: nil before where it is added, nil after where it is removed.
package struct FieldChange: Sendable, Equatable {
    package let path: FieldPath
    package let before: Value?
    package let after: Value?
    /// The other manager that set the value, where one did.
    package var manager: String?
    package var source: SourcePlace?

    package init(_ path: FieldPath, before: Value?, after: Value?) {
        self.path = path
        self.before = before
        self.after = after
    }
}

/// A field that this stack and another manager want to have different.
package struct PlannedConflict: Sendable, Equatable {
    package let path: FieldPath
    package let manager: String
    package let theirs: Value?
    package let ours: Value?

    package init(path: FieldPath, manager: String, theirs: Value?, ours: Value?) {
        self.path = path
        self.manager = manager
        self.theirs = theirs
        self.ours = ours
    }
}

/// Whose a live route is that is not this stack's.
package enum ForeignOwner: Sendable, Equatable {
    /// Another stack of openmcf, by its lineage.
    case stack(String)
    /// The field managers that wrote it; empty where the server does not say.
    case managers([String])
}

/// A line of the input.
package struct SourcePlace: Sendable, Equatable, CustomStringConvertible {
    package let file: String
    package let line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { "\(file):\(line)" }
}
