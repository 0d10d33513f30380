internal import Diagnostics
internal import Planning

/// Why nothing could be planned or applied, apart from what the cluster and the state say themselves.
package struct ApplyingError: Error, Sendable {
    /// The kind of failure; the raw value is the code in JSON reports.
    package struct Code: FailureCode {
        /// The code as JSON spells it.
        package let rawValue: String
        /// What it means, for the docs.
        package let meaning: String
        private init(_ rawValue: String, _ meaning: String) { (self.rawValue, self.meaning) = (rawValue, meaning) }

        package static let notServed = Code(
            "not-served",
            "the cluster does not serve TCPRoutes, or not in the version asked for; the help says what to install")
        package static let otherCluster = Code("other-cluster", "the state belongs to another cluster")
        package static let missingNamespace = Code(
            Refusal.missingNamespace.code,
            "a namespace that a route goes to does not exist; `--create-namespace` makes it")
        package static let notOwned = Code(
            Refusal.notOwned.code, "a live route is not this stack's; `--adopt` takes it over")
        package static let fieldConflict = Code(
            Refusal.fieldConflict.code, "fields belong to another manager; `--force-conflicts` takes them over")
        package static let changedMeanwhile = Code(
            "changed-meanwhile",
            "a route was changed, deleted or made by somebody else after it was looked at; nothing was written to it")
        package static let beingDeleted = Code(
            Refusal.beingDeleted.code,
            "the live route, or its namespace, is being deleted; what is wanted can be applied once it is gone")
        package static let stalePlan = Code(
            "stale-plan",
            "a saved plan does not fit the state any more, is of another state, or was made without a cluster")

        /// All of them, in the order of the docs.
        package static let all: [Code] = [
            .notServed, .otherCluster, .missingNamespace, .notOwned, .fieldConflict, .stalePlan,
            .changedMeanwhile, .beingDeleted,
        ]
    }

    /// What stands in the way; it decides the exit code.
    package let code: Code
    /// One sentence without a final full stop.
    package let message: String
    /// What to do next: a sentence, or commands that do it, one a line.
    package let help: String?
    /// Whether it is about a namespace, so that the message names no route.
    package let isOfNamespace: Bool

    package init(_ code: Code, _ message: String, help: String? = nil, isOfNamespace: Bool = false) {
        self.isOfNamespace = isOfNamespace
        self.code = code
        self.message = message
        self.help = help
    }
}
