package import GatewayAPI
internal import KubernetesClient
internal import Planning
package import State
package import Values

/// What an apply or a destroy came to for one route.
package struct RouteOutcome: Sendable {
    /// What was done, or found to be done; the raw values are the words of the JSON report.
    package enum Action: String, Sendable, CaseIterable {
        case created, updated, deleted, unchanged, failed
        /// It was to be deleted, and there is no such object any more.
        case gone
        /// Its deletion is accepted and waits for others to let go of it.
        case terminating
        /// It was to be deleted and is somebody else's: it stays, and leaves the state.
        case leftAlone = "left-alone"
    }

    /// What was done.
    package let action: Action
    /// The route, in the version that it was written in.
    package let reference: ObjectReference
    /// The UID of the object; of the live one, where there is one.
    package let uid: String?
    /// Why it failed; nil for every action but `failed`.
    package let failure: RouteFailure?
    /// What there is to say beyond the action: one sentence without a final full stop.
    package internal(set) var message: String?
    /// Set while the object is being deleted.
    package internal(set) var deletion: PendingDeletion?
    /// What the state records of it.
    let outcome: IntentOutcome
    /// The object that `outcome` is about; nil for whatever object the state has under this name.
    let recordedUID: String?

    /// The stack outputs of a route that is as it was to be; nil for one that failed or is gone.
    package private(set) var outputs: RouteOutputs?

    /// The route, by API group, namespace and name.
    package var key: RouteKey { reference.key }

    /// Whether the server may have carried out a write that counts as failed.
    var isInDoubt: Bool {
        switch failure {
        case .server(let error): error.isInDoubt
        case .unsettled: true
        case .refused, .notSent, nil: false
        }
    }

    /// Whether the run ended before its write was sent.
    package var isNotSent: Bool {
        if case .notSent = failure { true } else { false }
    }

    /// Whether it is not known what became of it, so that the next run has to find out.
    package var isUnsettled: Bool {
        if case .unsettled = failure { true } else { false }
    }
}

extension RouteOutcome {
    init(
        _ action: Action, _ change: Change, live: LiveRoute? = nil, outcome: IntentOutcome = .unchanged,
        message: String? = nil
    ) {
        self.init(
            action: action, reference: change.reference, uid: live?.uid ?? change.uid, failure: nil, message: message,
            deletion: live?.deletion, outcome: outcome,
            recordedUID: change.uid)
        if [.created, .updated, .unchanged].contains(action) {
            outputs = RouteOutputs(change.key, of: change.desired ?? .null)
        }
    }

    /// A route that was written.
    init(_ action: Action, _ change: Change, applied live: LiveRoute) {
        let route = StateRoute(change.reference, object: change.desired ?? .null, live: live)
        self.init(action, change, live: live, outcome: .applied(route))
    }

    init(
        _ change: Change, failure: RouteFailure, outcome: IntentOutcome = .unchanged, message: String? = nil
    ) {
        self.init(
            action: .failed, reference: change.reference, uid: change.uid,
            failure: failure, message: message, deletion: change.deletion, outcome: outcome, recordedUID: change.uid)
    }

    /// A route that was to go and for which no deletion is sent.
    init(_ skipped: SkippedDeletion, known: StateRoute?) {
        let action: Action
        var outcome = IntentOutcome.deleted
        var deletion: PendingDeletion?
        switch skipped.reason {
        case .gone: action = .gone
        case .recreated, .foreign: action = .leftAlone
        case .terminating(let pending):
            action = .terminating
            deletion = pending
            outcome = .unchanged
            if var known, known.deletionTimestamp == nil {
                known.deletionTimestamp = pending.since
                outcome = .applied(known)
            }
        }
        self.init(
            action: action, reference: skipped.reference, uid: skipped.uid,
            failure: nil, message: skipped.message, deletion: deletion, outcome: outcome, recordedUID: nil)
    }
}
