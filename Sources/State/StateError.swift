package import Files

/// Why a state cannot be read, locked or written; the state on disk is as it was.
package struct StateError: Error, Sendable, Equatable {
    /// The kind of failure, for exit codes and scripts.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The code as JSON reports spell it.
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// A system call on a file failed.
        package static let file = Code(rawValue: "state-file")
        /// The file is cut off, is no JSON, or lacks something.
        package static let damaged = Code(rawValue: "state-damaged")
        /// The file is JSON, but nothing that this tool wrote.
        package static let foreign = Code(rawValue: "state-foreign")
        /// The file is of a newer format.
        package static let unsupportedVersion = Code(rawValue: "state-version")
        /// Where the state should be is nothing that this version can use.
        package static let unsupportedLocation = Code(rawValue: "state-location")
        /// Another process has the lock.
        package static let locked = Code(rawValue: "state-locked")
        /// Somebody else saved the state meanwhile.
        package static let changed = Code(rawValue: "state-changed")
        /// The journal beside the state belongs to another one.
        package static let journalMismatch = Code(rawValue: "journal-mismatch")
        /// An operation that was interrupted has not been settled yet.
        package static let pendingOperation = Code(rawValue: "operation-pending")
        /// What was to be saved is no valid state.
        package static let invalid = Code(rawValue: "state-invalid")
        /// The task was cancelled while it waited.
        package static let cancelled = Code(rawValue: "cancelled")
    }

    /// The kind of failure; it decides the exit code.
    package let code: Code
    /// One sentence without a final full stop.
    package let message: String
    /// What to do next.
    package let help: String?
    /// Who holds the lock, with `locked`.
    package let holder: FileLock.Holder?

    package init(_ code: Code, _ message: String, help: String? = nil, holder: FileLock.Holder? = nil) {
        self.code = code
        self.message = message
        self.help = help
        self.holder = holder
    }
}

extension StateError: CustomStringConvertible {
    package var description: String { message }
}

extension StateError {
    static func file(_ error: FileError) -> StateError { StateError(.file, error.message, help: error.help) }

    static func locked(path: String, holder: FileLock.Holder?) -> StateError {
        StateError(
            .locked,
            "the state '\(path)' is locked by \(holder.map { "\($0)" } ?? "another process")",
            help: "Wait until it has finished, or give --lock-timeout a time to wait. "
                + "The lock ends with its process, so there is nothing to clean up after a crash.",
            holder: holder)
    }

    static func changed(path: String, expected: StateHeader, found: StateHeader?) -> StateError {
        let now =
            if let found {
                if found.lineage != expected.lineage {
                    "it belongs to stack \(found.lineage) now"
                } else if found.serial == expected.serial {
                    "another run has saved that serial since"
                } else {
                    "it is at serial \(found.serial) now"
                }
            } else {
                "it is gone"
            }
        return StateError(
            .changed,
            "the state '\(path)' changed while this command ran: it was read at serial \(expected.serial), and \(now)",
            help: "Nothing was written over it. Run the command again; it will settle what this run did.")
    }

    static func pendingOperation(path: String) -> StateError {
        StateError(
            .pendingOperation, "an interrupted operation is recorded in '\(path)' and has not been settled",
            help: "Run 'openmcf apply' with access to the cluster: it settles that first.")
    }
}

extension StateError {
    /// A journal that cannot be read stops everything: it may hold writes that the state does not know of.
    static func journal(_ error: JournalError) -> StateError {
        switch error {
        case .file(let error): .file(error)
        case .damaged(let path, _, _): StateError(.damaged, error.message, help: damagedJournalHelp(path))
        }
    }

    static func damagedJournalHelp(_ path: String) -> String {
        "It says what an interrupted run had sent to the cluster. Restore it from a backup; without one, "
            + "move '\(path)' away and run 'openmcf plan', which shows how the cluster differs from the state."
    }
}
