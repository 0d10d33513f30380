internal import Applying
internal import Diagnostics
internal import KubernetesClient
internal import Planning
internal import State
internal import Values

/// What a run does about journals: of an interrupted run before it, and its own when the state cannot be saved.
extension WriteRun {
    /// What an interrupted run left open is looked up and put into the state, before anything new begins.
    func settledSnapshot(
        _ client: KubernetesClient, _ lock: borrowing StateLock, _ known: StoredState
    ) async throws -> StateSnapshot {
        // Another run may have ended between the first look and the lock.
        let stored = try inputs.look(known: known)
        guard let pending = stored.pending else {
            try lock.clear(after: stored.snapshot)
            return try inputs.snapshot(stored)
        }
        let operation = "The '\(pending.command)' of \(pending.startedAt) was interrupted"
        let saved: StateSnapshot
        do {
            let settled = try await Recovery.settle(
                pending, stored.snapshot, client, parallelism: inputs.cluster.parallelism, stateName: store.path)
            saved = try lock.settle(pending, saving: settled)
        } catch let error as KubernetesError {
            var failure = Failure(error)
            failure.message =
                "\(operation), and what it came to cannot be looked up: \(error.message)".loweringFirst
            failure.help =
                (error.help.map { "\($0)\n" } ?? "")
                + "'\(store.journalPath)' keeps what it sent; the next apply or destroy looks it up first."
            throw failure
        }
        let count = pending.writeCount
        let elsewhere =
            pending.isOfThisState || pending.run == nil ? "" : ", and the state is not the one that it began on"
        context.inform(
            "\(operation)\(elsewhere); its \(English.count(count, "write")) \(count == 1 ? "was" : "were") looked up and recorded."
        )
        return try inputs.snapshot(StoredState(saved: saved))
    }

    /// A state that cannot be written after the routes were: the journal keeps what was done.
    func unsaved(_ error: StateError, _ snapshot: StateSnapshot) -> Failure {
        var failure = Failure(error)
        guard (try? store.pending(for: snapshot)) != nil else { return failure }
        failure.message = "routes were written, but the state was not saved: \(error.message)"
        failure.help =
            "'\(store.journalPath)' keeps what was done, and the next run records it"
            + (error.help.map { ". \($0)" } ?? "")
        return failure
    }
}

extension String {
    /// The text beginning in lower case, as messages behind `error:` do.
    fileprivate var loweringFirst: String { prefix(1).lowercased() + dropFirst() }
}
