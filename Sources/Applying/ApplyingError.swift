/// Why nothing could be planned or applied, apart from what the cluster and the state say themselves.
package struct ApplyingError: Error, Sendable {
    /// The kind of failure; the raw value is the code in JSON reports.
    package enum Code: String, Sendable {
        /// The cluster has no such API.
        case notServed = "not-served"
        /// The state belongs to another cluster.
        case otherCluster = "other-cluster"
        /// A namespace that routes go to does not exist.
        case missingNamespace = "missing-namespace"
        /// A live route belongs to somebody else.
        case notOwned = "not-owned"
        /// Fields belong to another manager.
        case fieldConflict = "field-conflict"
        /// Somebody changed, deleted or made the route after it was looked at.
        case changedMeanwhile = "changed-meanwhile"
        /// The live route is being deleted.
        case beingDeleted = "being-deleted"
        /// A saved plan that no longer fits.
        case stalePlan = "stale-plan"
    }

    /// What stands in the way; it decides the exit code.
    package let code: Code
    /// One sentence without a final full stop.
    package let message: String
    /// What to do next: a sentence, or commands that do it, one a line.
    package let help: String?

    package init(_ code: Code, _ message: String, help: String? = nil) {
        self.code = code
        self.message = message
        self.help = help
    }
}
