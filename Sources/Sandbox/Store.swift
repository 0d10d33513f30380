internal import Nodes
internal import Synchronization

/// The sandbox's objects: in memory, and in a journal before anybody is told.
///
/// Changes are made under one lock and saved in batches: whoever comes while a batch is being flushed shares the
/// next one. Answers wait until all that they show is saved, so nothing that a client has seen is ever lost.
final class Store: Sendable {
    /// How many changes watches can catch up on.
    static let historySize = 10_000

    struct State {
        fileprivate(set) var objects: [ObjectKey: StoredObject] = [:]
        fileprivate(set) var revision = 0
        fileprivate var history: [StoreEvent] = []
        /// The last change that is not in the history any more.
        fileprivate var forgotten = 0
        fileprivate var unsaved: [[UInt8]] = []
        fileprivate var savedRevision = 0
        fileprivate var failure: APIFailure?
        fileprivate var isClosed = false
        fileprivate var sorted: [ResourceKind: [ObjectKey]] = [:]
        fileprivate var watchers: [Int: CheckedContinuation<Void, Never>] = [:]
        fileprivate var nextWatcher = 0
    }

    private let state: Mutex<State>
    private let journal: StoreJournal

    /// Opens the store of a folder that the caller has locked.
    init(folder: String) throws(SandboxError) {
        let (journal, contents) = try StoreJournal.open(folder: folder)
        self.journal = journal
        var state = State()
        state.objects = contents.objects
        state.revision = contents.revision
        state.forgotten = contents.revision
        state.savedRevision = contents.revision
        self.state = Mutex(state)
    }

    /// Reads a consistent view, which is saved when this returns.
    func read<Result: Sendable>(_ body: (inout State) throws(APIFailure) -> Result) async throws(APIFailure) -> Result {
        let (result, revision) = try state.withLock { state throws(APIFailure) in
            if let failure = state.failure { throw failure }
            return (try body(&state), state.revision)
        }
        try await save(upTo: revision)
        return result
    }

    /// Makes changes, all or none of them; they are saved when this returns.
    func write<Result: Sendable>(
        _ body: (inout Transaction) throws(APIFailure) -> Result
    ) async throws(APIFailure) -> Result {
        let (result, revision) = try state.withLock { state throws(APIFailure) in
            if let failure = state.failure { throw failure }
            var transaction = Transaction(state: state)
            // The state must not be shared while it is changed, or every write would copy it.
            state = State()
            do throws(APIFailure) {
                let result = try body(&transaction)
                transaction.commit()
                state = transaction.state
                return (result, state.revision)
            } catch {
                state = transaction.state
                throw error
            }
        }
        try await save(upTo: revision)
        return result
    }

    private func save(upTo revision: Int) async throws(APIFailure) {
        if state.withLock({ $0.savedRevision >= revision }) { return }
        await journal.save(self)
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Ends all watches and keeps new ones from waiting.
    func close() {
        let watchers = state.withLock { state in
            state.isClosed = true
            defer { state.watchers = [:] }
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.resume() }
    }
}

// MARK: - Saving

extension Store {
    /// The changes to save, with the revision that they lead to.
    func takeUnsaved() -> (records: [[UInt8]], revision: Int) {
        state.withLock { state in
            defer { state.unsaved = [] }
            return (state.unsaved, state.revision)
        }
    }

    func noteSaved(_ revision: Int) {
        let watchers = state.withLock { state in
            state.savedRevision = max(state.savedRevision, revision)
            defer { state.watchers = [:] }
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.resume() }
    }

    /// After a failed save memory is ahead of the disk, so nothing is served any more.
    func noteFailure(_ failure: APIFailure) {
        state.withLock { $0.failure = failure }
        close()
    }

    /// Everything that is stored, for a snapshot.
    func contents() -> (objects: [StoredObject], revision: Int) {
        state.withLock { (Array($0.objects.values), $0.revision) }
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
    func changes(after version: Int, of kind: ResourceKind) async -> Changes {
        while !Task.isCancelled {
            let changes: Changes? = state.withLock { state in
                if state.isClosed { return .closed }
                if version < state.forgotten { return .tooOld }
                guard version < state.savedRevision else { return nil }
                let saved = state.savedRevision
                let start = state.history.partition { $0.resourceVersion > version }
                let events = state.history[start...].filter {
                    $0.resourceVersion <= saved && $0.object.key.kind == kind
                }
                return .events(Array(events), upTo: saved)
            }
            if let changes { return changes }
            await nextSave(after: version)
        }
        return .closed
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

extension Array {
    /// The index of the first element for which a condition holds that, once true, stays true.
    fileprivate func partition(_ condition: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

// MARK: - Reading and changing

extension Store.State {
    subscript(_ key: ObjectKey) -> StoredObject? { objects[key] }

    func namespaceExists(_ name: String) -> Bool {
        objects[ObjectKey(kind: .namespaces, namespace: "", name: name)] != nil
    }

    /// The objects of a kind in the order of their names; nil for all namespaces.
    mutating func list(_ kind: ResourceKind, namespace: String?) -> [StoredObject] {
        let keys = sortedKeys(kind)
        guard let namespace else { return keys.compactMap { objects[$0] } }
        return keys.filter { $0.namespace == namespace }.compactMap { objects[$0] }
    }

    private mutating func sortedKeys(_ kind: ResourceKind) -> [ObjectKey] {
        if let keys = sorted[kind] { return keys }
        let keys = objects.keys.filter { $0.kind == kind }.sorted()
        sorted[kind] = keys
        return keys
    }
}

/// Changes that are made together.
struct Transaction {
    private(set) var state: Store.State
    private var changes: [Change] = []

    private enum Change {
        case put(StoredObject)
        case remove(StoredObject)
    }

    fileprivate init(state: Store.State) { self.state = state }

    /// The version that the next change gets.
    var nextVersion: Int { state.revision + changes.count + 1 }

    /// The objects of a kind in the order of their names; nil for all namespaces.
    mutating func list(_ kind: ResourceKind, namespace: String?) -> [StoredObject] {
        state.list(kind, namespace: namespace)
    }

    /// All that is in a namespace.
    mutating func contents(of namespace: String) -> [StoredObject] { list(.tcproutes, namespace: namespace) }

    /// Stores an object under the next version.
    ///
    /// - Returns: the object with that version in it.
    mutating func put(_ kind: ResourceKind, _ value: Value) throws(APIFailure) -> StoredObject {
        guard let object = Self.versioned(kind, value, nextVersion) else {
            throw .internalError("an object without a name or a uid was to be stored")
        }
        changes.append(.put(object))
        return object
    }

    mutating func remove(_ object: StoredObject) throws(APIFailure) {
        guard let gone = Self.versioned(object.key.kind, object.value, nextVersion) else {
            throw .internalError("an object without a name or a uid was to be removed")
        }
        changes.append(.remove(gone))
    }

    private static func versioned(_ kind: ResourceKind, _ value: Value, _ version: Int) -> StoredObject? {
        var value = value
        value.withMember("metadata") { metadata in
            metadata?.set("resourceVersion", .string(String(version)))
        }
        return StoredObject(kind, value)
    }

    /// Carries out the changes, in place.
    fileprivate mutating func commit() {
        for change in changes {
            switch change {
            case .put(let object):
                let previous = state.objects.updateValue(object, forKey: object.key)
                if previous == nil { state.sorted[object.key.kind] = nil }
                state.note(
                    StoreEvent(kind: previous == nil ? .added : .modified, object: object, previous: previous))
                state.unsaved.append(StoreRecord.put(object))
            case .remove(let object):
                let previous = state.objects.removeValue(forKey: object.key)
                state.sorted[object.key.kind] = nil
                state.note(StoreEvent(kind: .deleted, object: object, previous: previous))
                state.unsaved.append(StoreRecord.removal(of: object))
            }
        }
    }
}

extension Store.State {
    fileprivate mutating func note(_ event: StoreEvent) {
        revision = event.resourceVersion
        history.append(event)
        // Dropped in bulk, so that a change costs no move of the whole history.
        if history.count >= 2 * Store.historySize {
            forgotten = history[history.count - Store.historySize - 1].resourceVersion
            history.removeFirst(history.count - Store.historySize)
        }
    }
}
