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
