/// A state file and the journal beside it, as one look found them.
package struct StoredState: Sendable {
    /// The state as it was saved; nil where there is none yet.
    package let snapshot: StateSnapshot?
    /// What an interrupted operation left to settle; nil where nothing is open.
    package let pending: PendingOperation?
    /// What the snapshot was read from; nil where there is no file.
    let bytes: [UInt8]?

    /// A state as it was just saved, with nothing left to settle.
    package init(saved snapshot: StateSnapshot) {
        self.init(snapshot: snapshot, pending: nil, bytes: nil)
    }

    init(snapshot: StateSnapshot?, pending: PendingOperation?, bytes: [UInt8]?) {
        self.snapshot = snapshot
        self.pending = pending
        self.bytes = bytes
    }

    /// The state with what an interrupted operation is known to have done; nil where there is neither.
    package var recovered: StateSnapshot? { pending.map { $0.folded(into: snapshot) } ?? snapshot }
}

extension StateStore {
    /// Reads the state and the journal beside it.
    ///
    /// - Parameters:
    ///   - startsAnew: whether an empty file is none, rather than a damaged one.
    ///   - known: an earlier look, which spares parsing a file that is still the same.
    /// - Throws: `damaged` for a file that cannot be read, and `journalMismatch` for a journal of another stack or of a
    ///   state that is gone.
    package func look(
        startsAnew: Bool = false, known: StoredState? = nil
    ) throws(StateError) -> StoredState {
        let bytes = try read(path)
        let snapshot: StateSnapshot?
        if let same = known?.snapshot, let bytes, known?.bytes == bytes {
            snapshot = same
        } else {
            snapshot = try decode(bytes, startsAnew: startsAnew)
        }
        return StoredState(snapshot: snapshot, pending: try pending(for: snapshot), bytes: bytes)
    }
}
