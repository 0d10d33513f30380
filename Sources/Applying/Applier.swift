internal import GatewayAPI
internal import KubernetesClient
package import Planning
package import State
internal import Values

/// Carries a plan out: intents on disk first, then bounded concurrent writes, then the state.
package struct Applier: Sendable {
    let stack: Stack
    let options: ApplierOptions

    package init(_ stack: Stack, _ options: ApplierOptions) {
        self.stack = stack
        self.options = options
    }

    /// Applies every change of the plan; a failure of one does not stop the others, nor does what belongs to others.
    ///
    /// A write whose answer was lost is looked up, and what is found is its result. An interruption stops what has not
    /// been sent; the state is saved all the same.
    ///
    /// - Throws: `StateError` when the state or its journal cannot be written; before the first write nothing is
    ///   changed then, after it the journal keeps what was done.
    package func apply(
        _ plan: Plan, lock: borrowing StateLock, command: String
    ) async throws(StateError) -> ApplyOutcome {
        var plan = plan
        plan.takeover = plan.takeover.union(options.takeover)
        let writes = plan.changes.filter(plan.isSent)
        let skipped = plan.skippedDeletions.map { RouteOutcome($0, known: stack.snapshot[$0.key]) }
        skipped.forEach(options.onResult)
        guard !writes.isEmpty else { return try finish(plan, withoutWriting: skipped, lock) }
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
        let written = await send(Array(zip(writes, intents)), plan.takeover, journal)
        return try finish(plan, written, skipped, journal, on: base, lock)
    }

    /// The end of an apply that sends nothing.
    private func finish(
        _ plan: Plan, withoutWriting skipped: [RouteOutcome], _ lock: borrowing StateLock
    ) throws(StateError) -> ApplyOutcome {
        var outcome = ApplyOutcome(results: plan.changes.map { settled($0, of: plan) } + skipped)
        var snapshot = stack.snapshot
        let isChanged = outcome.results.map { snapshot.record($0) }.contains(true)
        // A state that does not exist yet begins with the first apply, also one that finds nothing to do; not with one
        // that fails.
        let begins = (snapshot.serial == 0 || snapshot.isContinued) && outcome.results.allSatisfy { $0.failure == nil }
        outcome.saved = isChanged || begins ? try lock.save(snapshot) : snapshot
        return outcome
    }

    private func finish(
        _ plan: Plan, _ written: [RouteOutcome], _ skipped: [RouteOutcome], _ journal: OperationJournal,
        on base: StateSnapshot, _ lock: borrowing StateLock
    ) throws(StateError) -> ApplyOutcome {
        let byKey = Dictionary(written.map { ($0.key, $0) }) { first, _ in first }
        var outcome = ApplyOutcome(results: plan.changes.map { byKey[$0.key] ?? settled($0, of: plan) } + skipped)
        guard !written.contains(where: \.isUnsettled) else {
            outcome.unsettledJournal = journal.path
            return outcome
        }
        var snapshot = base
        if outcome.results.map({ snapshot.record($0) }).contains(true) {
            outcome.saved = try lock.finish(journal, saving: snapshot)
        } else {
            // Where nothing of it was accepted, the state stays what it was, and a saved plan can be tried again. A
            // journal that cannot be removed has the next run look its writes up.
            try? journal.discard()
            outcome.saved = base
        }
        return outcome
    }

    /// The result of a change for which nothing is sent.
    private func settled(_ change: Change, of plan: Plan) -> RouteOutcome {
        if let error = ApplyingError.refusal(of: change, plan.obstacles(to: change)) {
            return RouteOutcome(change, failure: .refused(error))
        }
        return RouteOutcome(.unchanged, change, outcome: stack.snapshot.outcome(ofUnchanged: change))
    }

    private func send(
        _ writes: [(Change, Intent)], _ takeover: Takeover, _ journal: OperationJournal
    ) async -> [RouteOutcome] {
        let writer = RouteWriter(stack, writes.map(\.1), forcesConflicts: takeover.forcesConflicts)
        var results = await writes.mapConcurrently(limit: options.parallelism) { change, intent in
            let unsent = unsentOutcome(of: change)
            let result = if let unsent { unsent } else { await writer.write(change, intent) }
            if !result.isInDoubt { note(result, intent, journal) }
            return result
        }
        let doubtful = results.indices.filter { results[$0].isInDoubt }
        let found = await doubtful.mapConcurrently(limit: options.parallelism) { [results] index in
            let (change, intent) = writes[index]
            guard case .server(let error) = results[index].failure else { return results[index] }
            let result = await writer.lookUp(change, intent, after: error, results[index].message)
            if !result.isUnsettled { note(result, intent, journal) }
            return result
        }
        for (index, result) in zip(doubtful, found) { results[index] = result }
        return results
    }

    /// The result of a write that is not sent, since the run is to end or the server has been waited for in vain.
    private func unsentOutcome(of change: Change) -> RouteOutcome? {
        if options.isInterrupted() { return RouteOutcome(change, failure: .notSent) }
        return stack.client.lostContact.map { RouteOutcome(change, failure: .server($0.beforeSending)) }
    }

    /// Tells what became of a write, and records it; a record that is lost is settled by the next run's look.
    private func note(_ result: RouteOutcome, _ intent: Intent, _ journal: OperationJournal) {
        try? journal.record([(id: intent.id, outcome: result.outcome)])
        options.onResult(result)
    }
}

extension StateSnapshot {
    @discardableResult
    mutating func record(_ result: RouteOutcome) -> Bool {
        record(result.outcome, of: result.key, uid: result.recordedUID)
    }

    /// A route that is as wanted and this stack's is to stand in the state as it is, also when the state was lost or is
    /// an older one.
    fileprivate func outcome(ofUnchanged change: Change) -> IntentOutcome {
        guard let desired = change.desired, let uid = change.uid else { return .unchanged }
        let known = self[change.key]
        if let known, known.uid == uid, known.deletionTimestamp == nil,
            ["metadata", "spec"].allSatisfy({ (known.object[$0] ?? .null).isEquivalent(to: desired[$0] ?? .null) })
        {
            return .unchanged
        }
        var route = StateRoute(
            change.reference, object: desired, uid: uid, resourceVersion: change.resourceVersion)
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
            id: id, action, change.reference, uid: change.uid, object: action == .delete ? nil : change.desired)
    }
}
