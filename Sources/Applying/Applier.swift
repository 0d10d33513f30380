internal import GatewayAPI
package import Planning
package import State
internal import Values

/// How a plan is applied.
package struct ApplierOptions: Sendable {
    /// Requests in flight at a time.
    package var parallelism = 16
    /// Whether fields are taken over from other managers.
    package var forcesConflicts = false
    /// Whether live routes that are not this stack's are taken over.
    package var adopts = false
    /// Is asked before each write; once true, nothing more is sent.
    package var isInterrupted: @Sendable () -> Bool = { false }
    /// Is told each result as it becomes known.
    package var onResult: @Sendable (RouteResult) -> Void = { _ in }

    package init() {}
}

/// What an apply came to.
package struct ApplyOutcome: Sendable {
    /// One entry per route, in the order of the plan.
    package internal(set) var results: [RouteResult]
    /// The state as it was saved; nil where it was not.
    package internal(set) var saved: StateSnapshot?
    /// The journal that stays, with writes that the next run has to look up; nil when all is settled.
    package internal(set) var unsettledJournal: String?
}

/// Carries a plan out: intents on disk first, then bounded concurrent writes, then the state.
package struct Applier: Sendable {
    let stack: Stack
    let options: ApplierOptions

    package init(_ stack: Stack, _ options: ApplierOptions) {
        self.stack = stack
        self.options = options
    }

    /// Says why a plan must not be carried out as it is: routes or fields of others are in the way.
    package func checkOwnership(of plan: Plan) throws(ApplyingError) {
        if !options.adopts, let change = plan.changes.first(where: { $0.foreignOwner != nil && $0.action != .delete }) {
            throw .notOwned(change.key, change.foreignOwner)
        }
        if !options.forcesConflicts, let change = plan.changes.first(where: { !$0.conflicts.isEmpty }) {
            throw .conflicts(change)
        }
    }

    /// Applies every change of the plan; a failure of one does not stop the others.
    ///
    /// A write whose answer was lost is looked up, and what is found is its result. An interruption stops what has not
    /// been sent; the state is saved all the same.
    ///
    /// - Throws: `StateError` when the state or its journal cannot be written; before the first write nothing is
    ///   changed then, after it the journal keeps what was done.
    package func apply(
        _ plan: Plan, lock: borrowing StateLock, command: String
    ) async throws(StateError) -> ApplyOutcome {
        let writes = plan.changes.filter { $0.action != .unchanged && $0.deletion == nil }
        let skipped = plan.skippedDeletions.map { RouteResult($0, known: stack.snapshot[$0.key]) }
        skipped.forEach(options.onResult)
        guard !writes.isEmpty else {
            var outcome = ApplyOutcome(results: plan.changes.map(settled) + skipped)
            var snapshot = stack.snapshot
            let isChanged = outcome.results.map { snapshot.record($0) }.contains(true)
            // A state that does not exist yet begins with the first apply, also one that finds nothing to do.
            let mustBeSaved = isChanged || snapshot.serial == 0 || snapshot.isContinued
            outcome.saved = mustBeSaved ? try lock.save(snapshot) : snapshot
            return outcome
        }
        // The journal belongs to the stack that the state is of.
        let base = stack.snapshot.isContinued ? try lock.save(stack.snapshot) : stack.snapshot
        let journal = try lock.begin(command, on: base)
        let intents = writes.enumerated().map { Intent(id: $0 + 1, $1) }
        do {
            try journal.intend(intents)
        } catch {
            try? journal.discard()
            throw error
        }
        let written = await send(Array(zip(writes, intents)), journal)
        return try finish(plan, written, skipped, journal, on: base, lock)
    }

    private func finish(
        _ plan: Plan, _ written: [RouteResult], _ skipped: [RouteResult], _ journal: OperationJournal,
        on base: StateSnapshot, _ lock: borrowing StateLock
    ) throws(StateError) -> ApplyOutcome {
        let byKey = Dictionary(written.map { ($0.key, $0) }) { first, _ in first }
        var outcome = ApplyOutcome(results: plan.changes.map { byKey[$0.key] ?? settled($0) } + skipped)
        guard !written.contains(where: \.isUnsettled) else {
            outcome.unsettledJournal = journal.path
            return outcome
        }
        var snapshot = base
        for result in outcome.results { snapshot.record(result) }
        outcome.saved = try lock.finish(journal, saving: snapshot)
        return outcome
    }

    /// The result of a change for which nothing is sent.
    private func settled(_ change: Change) -> RouteResult {
        if let deletion = change.deletion {
            return RouteResult(change, failure: .refused(.beingDeleted(change.key, deletion)))
        }
        return RouteResult(.unchanged, change, outcome: stack.snapshot.outcome(ofUnchanged: change))
    }

    private func send(_ writes: [(Change, Intent)], _ journal: OperationJournal) async -> [RouteResult] {
        let writer = RouteWriter(stack, writes.map(\.1), forcesConflicts: options.forcesConflicts)
        var results = await writes.mapConcurrently(limit: options.parallelism) { change, intent in
            let result =
                options.isInterrupted()
                ? RouteResult(change, failure: .notSent) : await writer.write(change, intent)
            if !result.isInDoubt { note(result, intent, journal) }
            return result
        }
        let doubtful = results.indices.filter { results[$0].isInDoubt }
        let found = await doubtful.mapConcurrently(limit: options.parallelism) { [results] index in
            let (change, intent) = writes[index]
            guard case .server(let error) = results[index].failure else { return results[index] }
            let result = await writer.lookUp(change, intent, after: error)
            if !result.isUnsettled { note(result, intent, journal) }
            return result
        }
        for (index, result) in zip(doubtful, found) { results[index] = result }
        return results
    }

    /// Tells what became of a write, and records it; a record that is lost is settled by the next run's look.
    private func note(_ result: RouteResult, _ intent: Intent, _ journal: OperationJournal) {
        try? journal.record([(id: intent.id, outcome: result.outcome)])
        options.onResult(result)
    }
}

extension StateSnapshot {
    @discardableResult
    mutating func record(_ result: RouteResult) -> Bool {
        record(result.outcome, of: result.key, uid: result.recordedUID)
    }

    /// A route that is as wanted and this stack's is to stand in the state as it is, also when the state was lost or is
    /// an older one.
    fileprivate func outcome(ofUnchanged change: Change) -> IntentOutcome {
        guard let desired = change.desired, let uid = change.uid else { return .unchanged }
        let known = self[change.key]
        if let known, known.uid == uid, known.deletionTimestamp == nil,
            ["metadata", "spec"].allSatisfy({ equivalent(known.object[$0] ?? .null, desired[$0] ?? .null) })
        {
            return .unchanged
        }
        var route = StateRoute(
            change.key, object: desired, uid: uid, resourceVersion: change.resourceVersion, kind: change.kind)
        route.creationTimestamp = known?.uid == uid ? known?.creationTimestamp : nil
        return .applied(route)
    }
}

extension Intent {
    fileprivate init(id: Int, _ change: Change) {
        let action: Action =
            switch change.action {
            case .create: .create
            case .delete: .delete
            case .update, .unchanged: .update
            }
        self.init(
            id: id, action, apiVersion: change.apiVersion, kind: change.kind, namespace: change.key.namespace,
            name: change.key.name, uid: change.uid, object: action == .delete ? nil : change.desired)
    }
}
