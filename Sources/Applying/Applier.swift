internal import GatewayAPI
package import KubernetesClient
internal import Nodes
package import Planning
package import State

/// How a plan is applied.
package struct ApplierOptions: Sendable {
    /// Writes in flight at a time.
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

/// What became of one route.
package struct RouteResult: Sendable {
    package enum Action: String, Sendable, CaseIterable { case created, updated, deleted, unchanged, failed }

    package let action: Action
    package let change: Change
    package let uid: String?
    /// Set for a failure: what the server, or the way to it, said.
    package let error: KubernetesError?
    /// Whether the run was interrupted before the write was sent.
    package let isSkipped: Bool
    /// What the server has now, where it said.
    let live: Value?

    package var outputs: RouteOutputs? {
        guard action != .deleted, action != .failed else { return nil }
        return RouteOutputs(routeName: change.key.name, namespace: change.key.namespace ?? "")
    }

    init(_ action: Action, _ change: Change, live: Value? = nil, error: KubernetesError? = nil, isSkipped: Bool = false)
    {
        self.action = action
        self.change = change
        self.live = live
        self.error = error
        self.isSkipped = isSkipped
        uid = live?["metadata"]?["uid"]?.string ?? change.uid
    }
}

/// Carries a plan out: intents on disk first, then bounded concurrent writes, then the state.
package struct Applier: Sendable {
    private let stack: Stack
    private let options: ApplierOptions

    package init(_ stack: Stack, _ options: ApplierOptions) {
        self.stack = stack
        self.options = options
    }

    /// Says why a plan must not be carried out as it is: routes or fields of others are in the way.
    package func checkOwnership(of plan: Plan) throws(ApplyingError) {
        if !options.adopts, let change = plan.changes.first(where: { $0.foreignOwner != nil && $0.action != .delete }) {
            throw .notOwned(change)
        }
        if !options.forcesConflicts, let change = plan.changes.first(where: { !$0.conflicts.isEmpty }) {
            throw .conflicts(change)
        }
    }

    /// Applies every change of the plan; a failure of one does not stop the others.
    ///
    /// An interruption stops what has not been sent; the state is saved all the same.
    ///
    /// - Throws: `StateError` when the state or its journal cannot be written; before the first write nothing is
    ///   changed then, after it the journal keeps what was done.
    package func apply(
        _ plan: Plan, lock: borrowing StateLock, command: String
    ) async throws(StateError) -> [RouteResult] {
        let writes = plan.changes.filter { $0.action != .unchanged }
        var snapshot = stack.snapshot
        var results: [RouteResult] = plan.changes.filter { $0.action == .unchanged }.map { RouteResult(.unchanged, $0) }
        results.forEach(options.onResult)
        guard !writes.isEmpty else {
            // A state that does not exist yet begins with the first apply, also one that finds nothing to do.
            let isChanged = absorb(results, into: &snapshot)
            if isChanged || snapshot.serial == 0 || snapshot.isContinued { _ = try lock.save(snapshot) }
            return results
        }
        // The journal belongs to the stack that the state is of.
        if snapshot.isContinued { snapshot = try lock.save(snapshot) }

        let journal = try lock.begin(command, on: snapshot)
        let intents = writes.enumerated().map { Intent(id: $0 + 1, $1) }
        do {
            try journal.intend(intents)
        } catch {
            try? journal.discard()
            throw error
        }
        results += await send(Array(zip(intents, writes)), journal)
        absorb(results, into: &snapshot)
        let doubtful = zip(intents, results.suffix(writes.count)).filter { $1.isInDoubt }.map(\.0)
        guard let outcomes = try? await Recovery.outcomes(of: doubtful, lineage: snapshot.lineage, stack.client) else {
            // The journal stays, and the next run looks these up.
            return results
        }
        Recovery.fold(outcomes, into: &snapshot)
        _ = try lock.finish(journal, saving: snapshot)
        return results
    }

    private func send(_ writes: [(Intent, Change)], _ journal: OperationJournal) async -> [RouteResult] {
        let results = try? await writes.forEachConcurrently(limit: options.parallelism) { intent, change in
            let result = options.isInterrupted() ? RouteResult(.failed, change, isSkipped: true) : await write(change)
            // A record that is lost is settled by the next run, which looks the object up.
            if !result.isInDoubt { try? journal.record([(id: intent.id, outcome: result.outcome)]) }
            options.onResult(result)
            return result
        }
        return results ?? []
    }

    private func write(_ change: Change) async -> RouteResult {
        do throws(KubernetesError) {
            switch change.action {
            case .unchanged: return RouteResult(.unchanged, change)
            case .delete:
                let deletion = try await stack.client.delete(
                    type(of: change), namespace: change.key.namespace, name: change.key.name, uid: change.uid)
                if case .finalizing(let live) = deletion { return RouteResult(.deleted, change, live: live) }
                return RouteResult(.deleted, change)
            case .create, .update:
                let answer = try await stack.client.apply(
                    type(of: change), namespace: change.key.namespace, name: change.key.name,
                    object: change.body, ApplyOptions(force: options.forcesConflicts))
                return RouteResult(change.action == .create ? .created : .updated, change, live: answer.body)
            }
        } catch {
            // The run came to its end before this one's turn.
            if error.code == .cancelled, !error.isInDoubt { return RouteResult(.failed, change, isSkipped: true) }
            return RouteResult(.failed, change, error: error)
        }
    }

    private func type(of change: Change) -> ResourceType {
        ResourceType(
            group: stack.routes.type.group, version: stack.routes.type.version, plural: stack.routes.type.plural,
            isNamespaced: change.key.namespace != nil)
    }

    /// Writes results into the state; true when that changed it.
    @discardableResult
    private func absorb(_ results: [RouteResult], into snapshot: inout StateSnapshot) -> Bool {
        var changed = false
        for result in results {
            let key = result.change.key
            switch result.outcome {
            case .applied(let route):
                snapshot.upsert(route)
                changed = true
            case .deleted:
                changed = snapshot[key] != nil || changed
                snapshot[key] = nil
            case .unchanged:
                // A route that is as wanted and marked as ours belongs in the state, also when it was lost there.
                guard result.action == .unchanged, snapshot[key] == nil, let live = result.change.before,
                    let desired = result.change.desired
                else { continue }
                snapshot.upsert(StateRoute(key, object: desired, live: live.withUID(result.change.uid)))
                changed = true
            }
        }
        return changed
    }
}

extension RouteResult {
    /// Whether the server may have carried out a write that counts as failed: its answer was lost.
    package var isInDoubt: Bool { error?.isInDoubt ?? false }

    fileprivate var outcome: IntentOutcome {
        switch action {
        case .deleted: .deleted
        case .created, .updated:
            if let live, let desired = change.desired {
                .applied(StateRoute(change.key, object: desired, live: live))
            } else {
                .unchanged
            }
        case .unchanged, .failed: .unchanged
        }
    }
}

extension Change {
    /// What is sent: for an update with the UID that was planned against, so that no other object is hit.
    fileprivate var body: Value {
        guard var body = desired else { return .null }
        if action == .update, let uid {
            body.withMember("metadata") { metadata in
                var value = metadata ?? [:]
                value.set("uid", .string(uid))
                metadata = value
            }
        }
        return body
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

extension Value {
    fileprivate func withUID(_ uid: String?) -> Value {
        var value = self
        value.withMember("metadata") { metadata in
            var members = metadata ?? [:]
            members.set("uid", uid.map(Value.string))
            metadata = members
        }
        return value
    }
}

extension ApplyingError {
    fileprivate static func notOwned(_ change: Change) -> ApplyingError {
        let owner: String
        switch change.foreignOwner {
        case .stack(let lineage): owner = "belongs to another stack of openmcf (lineage \(lineage))"
        case .managers(let managers) where !managers.isEmpty:
            owner = "exists already and is managed by \(managers.map { "'\($0)'" }.joined(separator: ", "))"
        default: owner = "exists already and is not in this stack's state"
        }
        return ApplyingError(
            .notOwned, "the route \(change.key) \(owner); it is not touched",
            help: "take it over with --adopt after looking at 'openmcf diff', or choose another name")
    }

    fileprivate static func conflicts(_ change: Change) -> ApplyingError {
        let lines = change.conflicts.map { conflict in
            func text(_ value: Value?) -> String { value.map { JSONWriter.text($0) } ?? "nothing" }
            return
                "\(conflict.path): '\(conflict.manager)' has \(text(conflict.theirs)), the manifest has \(text(conflict.ours))"
        }
        return ApplyingError(
            .fieldConflict, "fields of the route \(change.key) belong to another manager",
            help: lines.joined(separator: "\n")
                + "\ntake them over with --force-conflicts, or take these fields out of the manifest")
    }
}
