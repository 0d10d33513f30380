internal import Synchronization
internal import Values

extension Store {
    /// What a store holds, with the changes that are not saved yet.
    struct State {
        var objects: [StoredKey: StoredObject] = [:]
        var revision: Int
        var savedRevision: Int
        var history: [StoreEvent] = []
        /// The bytes of the objects in the history.
        var historyBytes = 0
        /// At most twice as many are kept.
        var historyMemory = 16 << 20
        /// The last change that is not in the history any more.
        var forgotten: Int
        /// The changes after the saved revision, oldest first.
        var unsaved: [StoreEvent] = []
        /// What the next changes are saved with.
        var batch = StoreBatch()
        /// What is being saved, or was saved last.
        var savingBatch = StoreBatch()
        /// The last change that is part of that.
        var takenRevision: Int
        var isClosed = false
        var watchers: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWatcher = 0
        private var sorted: [ObjectCollection: [StoredKey]] = [:]

        /// The batch with the last unsaved change; nil when all is saved.
        var lastBatch: StoreBatch? {
            guard let last = unsaved.last?.resourceVersion else { return nil }
            return last > takenRevision ? batch : savingBatch
        }

        init(_ contents: StoreJournal.Contents) {
            objects = contents.objects
            revision = contents.revision
            savedRevision = contents.revision
            takenRevision = contents.revision
            forgotten = contents.revision
        }
    }
}

/// Changes that are saved together, and what became of that.
final class StoreBatch: Sendable {
    private let outcome = Mutex<APIFailure?>(nil)

    /// Why the changes were taken back; nil while they are being saved and afterwards.
    var failure: APIFailure? { outcome.withLock { $0 } }

    func fail(_ failure: APIFailure) { outcome.withLock { $0 = failure } }
}

// MARK: - Reading

extension Store.State {
    subscript(_ key: StoredKey) -> StoredObject? { objects[key] }

    func namespaceExists(_ name: String) -> Bool {
        objects[.namespace(name)] != nil
    }

    /// The objects of a kind in the order of their names; nil for all namespaces.
    mutating func list(_ collection: ObjectCollection, namespace: String?) -> [StoredObject] {
        let keys = sortedKeys(collection)
        guard let namespace else { return keys.compactMap { objects[$0] } }
        return keys.filter { $0.namespace == namespace }.compactMap { objects[$0] }
    }

    /// The same as they were at a version that has been; nil where the changes since are not remembered.
    mutating func list(_ collection: ObjectCollection, namespace: String?, at version: Int) -> [StoredObject]? {
        guard version >= forgotten else { return nil }
        let since = history[history.partition { $0.resourceVersion > version }...].filter {
            $0.object.key.collection == collection && (namespace == nil || $0.object.key.namespace == namespace)
        }
        guard !since.isEmpty else { return list(collection, namespace: namespace) }
        // The first change since tells what was there before.
        let earlier = Dictionary(since.map { ($0.object.key, $0.previous) }, uniquingKeysWith: { first, _ in first })
        let unchanged = list(collection, namespace: namespace).filter { earlier[$0.key] == nil }
        return (unchanged + earlier.values.compactMap { $0 }).sorted { $0.key < $1.key }
    }

    private mutating func sortedKeys(_ collection: ObjectCollection) -> [StoredKey] {
        if let keys = sorted[collection] { return keys }
        let keys = objects.keys.filter { $0.collection == collection }.sorted()
        sorted[collection] = keys
        return keys
    }
}

// MARK: - Changing

extension Store.State {
    /// How many changes watches can catch up on: fewer where their objects are large.
    private static let historySize = 10_000

    mutating func put(_ object: StoredObject) {
        let previous = objects[object.key]
        set(object.key, object)
        note(StoreEvent(kind: previous == nil ? .added : .modified, object: object, previous: previous))
    }

    mutating func remove(_ object: StoredObject) {
        let previous = objects[object.key]
        set(object.key, nil)
        note(StoreEvent(kind: .deleted, object: object, previous: previous))
    }

    private mutating func set(_ key: StoredKey, _ object: StoredObject?) {
        let previous = objects[key]
        objects[key] = object
        if (previous == nil) != (object == nil) { sorted[key.collection] = nil }
    }

    mutating func place(_ placed: [StoredObject], in collection: ObjectCollection) {
        for object in list(collection, namespace: nil) { set(object.key, nil) }
        for object in placed { set(object.key, object) }
    }

    private mutating func note(_ event: StoreEvent) {
        revision = event.resourceVersion
        unsaved.append(event)
        history.append(event)
        historyBytes += event.object.json.count
        // Dropped in bulk, so that a change costs no move of the whole history.
        guard history.count >= 2 * Self.historySize || historyBytes >= 2 * historyMemory else { return }
        var kept = min(history.count, Self.historySize)
        var bytes = history.suffix(kept).reduce(0) { $0 + $1.object.json.count }
        while kept > 1, bytes > historyMemory {
            bytes -= history[history.count - kept].object.json.count
            kept -= 1
        }
        guard kept < history.count else { return }
        forgotten = history[history.count - kept - 1].resourceVersion
        history.removeFirst(history.count - kept)
        historyBytes = bytes
    }

    /// Takes back all that is not saved, so that what is served is what is on disk.
    mutating func rollBack() {
        for event in unsaved.reversed() { set(event.object.key, event.previous) }
        unsaved = []
        revision = savedRevision
        takenRevision = savedRevision
        history.removeLast(history.count - history.partition { $0.resourceVersion > savedRevision })
        historyBytes = history.reduce(0) { $0 + $1.object.json.count }
        forgotten = min(forgotten, savedRevision)
    }
}

// MARK: - Watching

extension Store.State {
    /// The watches that wait for a change; none of them waits any more.
    mutating func takeWatchers() -> [CheckedContinuation<Void, Never>] {
        defer { watchers = [:] }
        return Array(watchers.values)
    }
}

extension Array {
    /// The index of the first element for which a condition holds that, once true, stays true.
    func partition(_ condition: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
