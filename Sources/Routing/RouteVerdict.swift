package import GatewayAPI

/// Where in a route a backend stands.
package struct BackendPlace: Sendable, Equatable {
    /// The element of `rules`.
    package let rule: Int
    /// The element of that rule's `backendRefs`.
    package let index: Int
}

/// How a route stands with one of its parents, and why.
package struct ParentVerdict: Sendable, Equatable {
    /// The parent, defaults filled in; without a name where the route names none.
    package let reference: ParentReference
    /// The element of parentRefs; nil for one that only the status names.
    package let index: Int?
    /// Who says so; nil where nobody has said anything.
    package var controller: String?
    /// How the route stands with this parent.
    package let verdict: Verdict
    /// The cause in one word, as conditions spell them.
    package let reason: String
    /// The cause in a sentence without a final full stop; where a controller said it, its words.
    package let message: String
    /// What to do about it, without a final full stop; nil where there is nothing to do but wait.
    package var help: String?
    /// The backend that stands in the way, where it is one.
    package var backend: BackendPlace?
    /// Whether it stands in the route itself, so that nobody could say anything else.
    package var isSettled = false
    /// The grants that would help.
    package var grants: [RequiredGrant] = []
    /// The conditions of the status entry that was judged; empty where there is none.
    package var conditions: [ConditionView] = []
    /// The generation that the controller had seen when it said whether it accepts the route; nil where it does not
    /// say.
    package var observedGeneration: Int64?

    /// Whether the same is said, in whatever words.
    package func isSame(as other: ParentVerdict) -> Bool {
        verdict == other.verdict && reason == other.reason && observedGeneration == other.observedGeneration
    }
}

/// How a route stands with all its parents.
package struct RouteVerdict: Sendable, Equatable {
    /// The route that was judged.
    package let key: ObjectKey
    /// The server's identity of it; nil where no server made it.
    package let uid: String?
    /// The version of the spec that was judged; nil where no server made it.
    package let generation: Int64?
    /// Set while it is being deleted: connections still reach it, but not for long.
    package var deletion: PendingDeletion?
    /// In the order of parentRefs; then those that only the status names.
    package let parents: [ParentVerdict]

    /// The worst of its parents' verdicts.
    package var verdict: Verdict { Verdict.worst(parents.map(\.verdict)) ?? .pending }

    /// The parent that stands worst.
    package var worst: ParentVerdict? { parents.first { $0.verdict == verdict } }
}
