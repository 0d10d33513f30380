internal import Files

/// A state in a file, with its lock `<file>.lock`, its journal `<file>.journal` and the `<file>.backup` of before.
///
/// Reading needs no lock and creates nothing, so it works in a read-only folder.
package struct StateStore: Sendable {
    /// The file itself, symbolic links followed: one state has one lock, whatever name it is reached by.
    package let path: String

    /// What the name of the backup ends with, beyond that of the state.
    static let backupSuffix = ".backup"

    /// Finds the file; it need not exist yet.
    package static func open(_ location: StateLocation) throws(StateError) -> StateStore {
        do {
            return StateStore(path: try Path.resolvingLinks(location.path))
        } catch {
            throw .file(error)
        }
    }

    /// The journal beside the file, there only while an operation runs or after one was cut off.
    package var journalPath: String { path + ".journal" }
    /// The file that keeps two runs from writing the state at once.
    package var lockPath: String { FileLock.lockPath(guarding: path) }
    /// The state before the last save, a whole state file.
    package var backupPath: String { path + Self.backupSuffix }

    /// Whether the state before the last save is there.
    package var hasBackup: Bool { Path.exists(backupPath) }

    /// The state; nil, which is no error, when there is none yet.
    ///
    /// What an interrupted operation did is not in it: see `pending(for:)`.
    ///
    /// - Parameter startsAnew: whether an empty file is none, as when a lineage is given to go on with; otherwise it is
    ///   a damaged one.
    package func load(startsAnew: Bool = false) throws(StateError) -> StateSnapshot? {
        try decode(read(path), startsAnew: startsAnew)
    }

    func decode(_ bytes: [UInt8]?, startsAnew: Bool) throws(StateError) -> StateSnapshot? {
        guard let bytes, !(startsAnew && StateCodec.isBlank(bytes)) else { return nil }
        return try StateCodec.decode(bytes, path: path)
    }

    /// What an interrupted operation left in the journal beside this state; nil when there is nothing to settle.
    ///
    /// A journal belongs to one run that began on one state. Beside another state of the same stack, such as a
    /// colleague's newer one or an older one put back, nothing in it is taken for known, and every write is to be
    /// looked up. The same goes for a journal of a version that did not tell runs apart.
    ///
    /// Throws `damaged` for a journal that cannot be read, and `journalMismatch` for one of another stack or of a state
    /// that is gone.
    package func pending(for snapshot: StateSnapshot?) throws(StateError) -> PendingOperation? {
        guard let pending = try PendingOperation.read(journalPath) else { return nil }
        guard let run = pending.run else {
            try checkStack(of: pending, snapshot)
            return pending.ofAnotherState()
        }
        // The operation was saved, and only the removal of its journal was cut off.
        if let snapshot, snapshot.run == run { return nil }
        try checkStack(of: pending, snapshot)
        let began = StateHeader(lineage: pending.lineage, serial: pending.serial, run: pending.base)
        let isSame = snapshot.map { $0.header == began && ($0.run != nil || $0.serial == 0) } ?? true
        return isSame ? pending : pending.ofAnotherState()
    }

    private func checkStack(of pending: PendingOperation, _ snapshot: StateSnapshot?) throws(StateError) {
        guard let snapshot else {
            guard pending.serial == 0 else { throw mismatch(pending, "which does not exist") }
            return
        }
        guard pending.lineage == snapshot.savedLineage else {
            throw mismatch(pending, "which is stack \(snapshot.lineage) at serial \(snapshot.serial)")
        }
    }

    private func mismatch(_ pending: PendingOperation, _ state: String) -> StateError {
        StateError(
            .journalMismatch,
            "the journal '\(journalPath)' belongs to stack \(pending.lineage) at serial \(pending.serial), "
                + "not to the state '\(path)', \(state)",
            help:
                "The state was taken away or replaced by another stack's after an interrupted run. Put the state back "
                + "that the journal belongs to; if it is gone for good, move the journal away and run 'openmcf plan'.")
    }

    /// Takes the lock, waiting for it at most `timeout`; creates the state's folder when it is missing.
    ///
    /// Throws `locked` with the holder when the time is over.
    package func lock(command: String, timeout: Duration = .zero) async throws(StateError) -> StateLock {
        do {
            try Folder.create(Path.folder(of: path))
        } catch {
            throw .file(error)
        }
        do {
            let lock = try await FileLock.acquire(guarding: path, as: .current(command: command), timeout: timeout)
            DurableFile.removeLeftovers(of: path)
            return StateLock(store: self, lock: lock)
        } catch {
            switch error {
            case .busy(_, let holder): throw .locked(path: path, holder: holder)
            case .file(let error): throw .file(error)
            case .cancelled: throw StateError(.cancelled, "cancelled while waiting for the lock of '\(path)'")
            }
        }
    }

    /// Runs a body while holding the lock, and gives it up afterwards in every case.
    package func withLock<Result>(
        command: String, timeout: Duration = .zero, _ body: (borrowing StateLock) async throws -> Result
    ) async throws -> Result {
        let lock = try await lock(command: command, timeout: timeout)
        return try await body(lock)
    }

    func read(_ path: String) throws(StateError) -> [UInt8]? {
        do { return try DurableFile.read(path) } catch { throw .file(error) }
    }

    func write(_ path: String, _ bytes: [UInt8]) throws(StateError) {
        do { try DurableFile.replace(path, with: bytes, like: self.path) } catch { throw .file(error) }
    }
}
