package import State

/// What an apply came to.
package struct ApplyOutcome: Sendable {
    /// One entry per route, in the order of the plan.
    package internal(set) var results: [RouteOutcome]
    /// The state as it was saved; nil where it was not.
    package internal(set) var saved: StateSnapshot?
    /// The journal that stays, with writes that the next run has to look up; nil when all is settled.
    package internal(set) var unsettledJournal: String?
}
