internal import Documents
internal import Files
internal import Values

/// The right to change a state: only its holder can save or begin an operation.
package struct StateLock: ~Copyable {
    /// The state that the lock guards.
    package let store: StateStore
    private let lock: FileLock

    init(store: StateStore, lock: consuming FileLock) {
        self.store = store
        self.lock = lock
    }

    /// Writes a state with its serial raised by one, and returns it as written.
    ///
    /// The previous content becomes the backup. Throws `changed` when the file is no longer the state that the
    /// snapshot was made from, `invalid` when what would be written could not be read back, and `pendingOperation`
    /// when an interrupted operation's journal was not settled into it. In each case nothing is written.
    package func save(_ snapshot: StateSnapshot) throws(StateError) -> StateSnapshot {
        let previous = try checkFence(snapshot)
        if try store.pending(for: snapshot) != nil { throw .pendingOperation(path: store.journalPath) }
        return try write(snapshot, by: Lineage.generate(), replacing: previous)
    }

    /// Saves what an operation came to, then ends its journal; the journal stays when saving fails.
    package func finish(
        _ operation: OperationJournal, saving snapshot: StateSnapshot
    ) throws(StateError) -> StateSnapshot {
        let saved = try write(snapshot, by: operation.run, replacing: try checkFence(snapshot))
        // A journal of a saved operation is known by its run and ignored, so failing here would only alarm.
        try? operation.remove()
        return saved
    }

    /// Saves what an interrupted operation came to, once every write in doubt has been looked up, and ends its journal.
    package func settle(_ pending: PendingOperation, saving snapshot: StateSnapshot) throws(StateError) -> StateSnapshot
    {
        guard snapshot.lineage == pending.lineage else {
            let expected = StateHeader(lineage: pending.lineage, serial: pending.serial, run: pending.base)
            throw .changed(path: store.path, expected: expected, found: snapshot.header)
        }
        let saved = try write(
            snapshot, by: pending.run ?? Lineage.generate(), replacing: try checkFence(snapshot))
        try? DurableFile.remove(store.journalPath)
        return saved
    }

    /// Removes the journal of an operation that was saved, where only its removal was cut off.
    package func clear(after snapshot: StateSnapshot?) throws(StateError) {
        guard try store.pending(for: snapshot) == nil else { return }
        // It is known by its run and ignored, so failing here would only alarm.
        try? DurableFile.remove(store.journalPath)
    }

    /// Begins an operation on the state that the snapshot shows: its journal is on disk when this returns.
    ///
    /// Throws `pendingOperation` when an interrupted one has not been settled.
    package func begin(_ command: String, on snapshot: StateSnapshot) throws(StateError) -> OperationJournal {
        _ = try checkFence(snapshot)
        if try store.pending(for: snapshot) != nil { throw .pendingOperation(path: store.journalPath) }
        return try OperationJournal(at: store.journalPath, beside: store.path, on: snapshot, command: command)
    }

    /// The bytes on disk, after a check that they are what the snapshot was made from.
    private func checkFence(_ snapshot: StateSnapshot) throws(StateError) -> [UInt8]? {
        let expected = snapshot.header
        // A state begins where there is none, or an empty file.
        guard let bytes = try store.read(store.path), !(snapshot.serial == 0 && StateCodec.isBlank(bytes)) else {
            guard snapshot.serial == 0 else { throw .changed(path: store.path, expected: expected, found: nil) }
            return nil
        }
        let found = try StateCodec.header(bytes, path: store.path)
        guard found == expected else { throw .changed(path: store.path, expected: expected, found: found) }
        return bytes
    }

    private func write(
        _ snapshot: StateSnapshot, by run: String, replacing previous: [UInt8]?
    ) throws(StateError) -> StateSnapshot {
        var next = snapshot
        next.serial += 1
        next.run = run
        next.savedLineage = next.lineage
        let bytes = try checkedBytes(of: next)
        if let previous { try store.write(store.backupPath, previous) }
        try store.write(store.path, bytes)
        return next
    }

    /// The bytes of a state, after a check that they read back as what they are; a route at a time, so that there are
    /// never two states in memory.
    private func checkedBytes(of snapshot: StateSnapshot) throws(StateError) -> [UInt8] {
        let decoder = StateDecoder(path: store.path)
        do throws(StateError) {
            var head = snapshot
            head.removeRoutes()
            guard try StateCodec.decode(StateCodec.encode(head), path: store.path) == head else { throw unreadable() }
            return try StateCodec.encode(snapshot) { route, bytes throws(StateError) in
                let reread = try decoder.route(decoder.document(bytes).root)
                // A number such as 1.0 reads back as the same number in another form.
                guard reread == route || JSONWriter.bytes(StateCodec.value(of: reread)) == bytes else {
                    throw unreadable()
                }
            }
        } catch {
            throw error.code == .invalid ? error : unreadable(error.message)
        }
    }

    private func unreadable(_ reason: String = "it would not read back as it is") -> StateError {
        StateError(
            .invalid, "the new state was not saved: \(reason)",
            help: "The state '\(store.path)' is as it was. This is a bug in openmcf; please report it.")
    }
}
