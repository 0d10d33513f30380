internal import Synchronization
internal import Values

/// The sandbox's objects: in memory, and in a journal before anybody is told.
///
/// Changes are made under one lock and saved in batches: whoever comes while a batch is being flushed shares the
/// next one. Answers wait until all that they show is saved, so nothing that a client has seen is ever lost. What
/// cannot be saved is taken back, and later changes are tried anew: the disk may have room again.
final class Store: Sendable {
    private let state: Mutex<State>
    /// Nil for a store that is only kept in memory.
    private let journal: StoreJournal?
    /// What watches are told, written once.
    let lines = EventLines()

    /// Opens the store of a folder that the caller has locked.
    init(folder: String) throws(SandboxError) {
        let (journal, contents) = try StoreJournal.open(folder: folder)
        self.journal = journal
        state = Mutex(State(contents))
    }

    /// An empty store that is only kept in memory.
    init() {
        journal = nil
        state = Mutex(State(StoreJournal.Contents.empty))
    }

    /// A store with what a folder holds, whose changes are not saved; the folder may be missing.
    init(reading folder: String) throws(SandboxError) {
        journal = nil
        state = Mutex(State(try StoreJournal.contents(of: folder)))
    }

    /// Reads a consistent view, which is saved when this returns.
    func read<Result: Sendable>(_ body: (inout State) throws(APIFailure) -> Result) async throws(APIFailure) -> Result {
        while true {
            let (result, batch) = try state.withLock { state throws(APIFailure) in
                (try body(&state), state.lastBatch)
            }
            guard let batch else { return result }
            await save()
            // What was taken back must not be shown.
            if batch.failure == nil { return result }
        }
    }

    /// Makes changes, all or none of them; they are saved when this returns.
    func write<Result: Sendable>(
        _ body: (inout Transaction) throws(APIFailure) -> Result
    ) async throws(APIFailure) -> Result {
        let (result, batch) = try state.withLock { state throws(APIFailure) in
            var transaction = Transaction(state: state)
            // The state must not be shared while it is changed, or every write would copy it.
            state = State(StoreJournal.Contents())
            do throws(APIFailure) {
                let result = try body(&transaction)
                transaction.commit()
                state = transaction.state
                return (result, state.lastBatch)
            } catch {
                state = transaction.state
                throw error
            }
        }
        guard let batch else { return result }
        await save()
        if let failure = batch.failure { throw failure }
        return result
    }

    /// Puts objects in the place of all of their kind, without telling anybody or saving it.
    func place(_ objects: [Value], in collection: ObjectCollection) {
        state.withLock { $0.place(objects.compactMap { StoredObject(collection, $0) }, in: collection) }
    }

    /// The version of the last change.
    var version: Int { state.withLock { $0.revision } }

    /// Ends all watches and keeps new ones from waiting.
    func close() {
        let watchers = state.withLock { state in
            state.isClosed = true
            return state.takeWatchers()
        }
        for watcher in watchers { watcher.resume() }
    }
}

// MARK: - Saving

extension Store {
    private func save() async {
        guard let journal else {
            if let last = takeUnsaved().last { noteSaved(last.resourceVersion) }
            return
        }
        await journal.inTurn { journal in save(to: journal) }
    }

    /// Saves what is not saved yet; when nothing is left to save, somebody else's call did it.
    private func save(to journal: isolated StoreJournal) {
        let events = takeUnsaved()
        guard let last = events.last else { return }
        do throws(SandboxError) {
            guard journal.acceptsRecords else { return noteSaved(try compact(journal)) }
            try journal.append(events)
            noteSaved(last.resourceVersion)
        } catch {
            return noteFailure(.internalError("the sandbox cannot save its data: \(error.message)"))
        }
        // All is saved already, so that this fails loses nothing; it is tried again with the next change.
        if journal.isDueForCompaction { _ = try? compact(journal) }
    }

    /// - Returns: the revision that is saved with the snapshot.
    private func compact(_ journal: isolated StoreJournal) throws(SandboxError) -> Int {
        let (objects, revision) = state.withLock { (Array($0.objects.values), $0.revision) }
        try journal.compact(objects, revision: revision)
        return revision
    }

    /// The changes to save, oldest first; what is changed from now on belongs to another batch.
    private func takeUnsaved() -> [StoreEvent] {
        state.withLock { state in
            state.savingBatch = state.batch
            state.takenRevision = state.revision
            state.batch = StoreBatch()
            return state.unsaved
        }
    }

    /// All changes up to a revision are on disk: now they are told.
    private func noteSaved(_ revision: Int) {
        let watchers = state.withLock { state in
            state.savedRevision = max(state.savedRevision, revision)
            state.unsaved.removeFirst(state.unsaved.partition { $0.resourceVersion > revision })
            return state.takeWatchers()
        }
        for watcher in watchers { watcher.resume() }
    }

    /// Takes back what could not be saved, and what was changed since on top of it.
    private func noteFailure(_ failure: APIFailure) {
        state.withLock { state in
            state.savingBatch.fail(failure)
            state.batch.fail(failure)
            state.batch = StoreBatch()
            state.rollBack()
        }
    }
}

// MARK: - Watching

extension Store {
    /// What a watch gets next.
    enum Changes: Sendable {
        case events([StoreEvent], upTo: Int)
        /// Changes after that version are not remembered.
        case tooOld
        case closed
    }

    /// The saved changes after a version; waits for one when there is none, until the task is cancelled.
    func changes(after version: Int, of collections: [ObjectCollection]) async -> Changes {
        while !Task.isCancelled {
            if let changes = savedChanges(after: version, of: collections) { return changes }
            await nextSave(after: version)
        }
        return .closed
    }

    /// The saved changes after a version; nil while there is none.
    func savedChanges(after version: Int, of collections: [ObjectCollection]) -> Changes? {
        state.withLock { state in
            if state.isClosed { return .closed }
            if version < state.forgotten { return .tooOld }
            guard version < state.savedRevision else { return nil }
            let saved = state.savedRevision
            let start = state.history.partition { $0.resourceVersion > version }
            let events = state.history[start...].filter {
                $0.resourceVersion <= saved && collections.contains($0.object.key.collection)
            }
            return .events(Array(events), upTo: saved)
        }
    }

    private func nextSave(after version: Int) async {
        let id = state.withLock { state in
            state.nextWatcher += 1
            return state.nextWatcher
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.isClosed || state.savedRevision > version || Task.isCancelled { return true }
                    state.watchers[id] = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.watchers.removeValue(forKey: id) }?.resume()
        }
    }
}

// MARK: - Only for tests, which would need megabytes of changes or a guess at the time

extension Store {
    /// How many watches wait for a change.
    var waitingWatches: Int { state.withLock { $0.watchers.count } }

    /// Writes all objects anew, in place of the journal; what is done by itself when that has grown.
    func fold() async throws(SandboxError) {
        guard let journal else { return }
        let outcome = Mutex<SandboxError?>(nil)
        await journal.inTurn { journal in
            do throws(SandboxError) { noteSaved(try compact(journal)) } catch { outcome.withLock { $0 = error } }
        }
        if let error = outcome.withLock({ $0 }) { throw error }
    }

    /// Has watches catch up on no more than twice as many bytes of changed objects; 16 MiB unless told otherwise.
    func remember(bytes: Int) { state.withLock { $0.historyMemory = bytes } }
}
