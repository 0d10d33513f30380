internal import Diagnostics
package import Files

/// Why a state cannot be read, locked or written; the state on disk is as it was.
package struct StateError: Error, Sendable, Equatable {
    /// The kind of failure, for exit codes and scripts.
    package struct Code: FailureCode {
        /// The code as JSON spells it.
        package let rawValue: String
        /// What it means, for the docs.
        package let meaning: String
        private init(_ rawValue: String, _ meaning: String) { (self.rawValue, self.meaning) = (rawValue, meaning) }

        package static let file = Code("state-file", "a system call on the state, its lock or its journal failed")
        package static let damaged = Code(
            "state-damaged", "the state or its journal is cut off, is no JSON, or lacks something")
        package static let foreign = Code("state-foreign", "the file is JSON, but nothing that openmcf wrote")
        package static let unsupportedVersion = Code("state-version", "the file has a newer format")
        package static let unsupportedLocation = Code("state-location", "`--state` is empty, a folder or a URL")
        package static let locked = Code("state-locked", "another process has the lock")
        package static let changed = Code("state-changed", "somebody else saved the state while the command ran")
        package static let journalMismatch = Code(
            "journal-mismatch", "the journal belongs to another state, or to a later one")
        package static let pendingOperation = Code("operation-pending", "an interrupted operation has not been settled")
        package static let invalid = Code(
            "state-invalid", "the new state would not read back; it was not saved. A bug, please report it")
        package static let cancelled = Code("cancelled", "the run was cancelled while it waited")

        /// All of them, in the order of the docs.
        package static let all: [Code] = [
            .file, .damaged, .foreign, .unsupportedVersion, .unsupportedLocation, .locked, .changed,
            .journalMismatch, .pendingOperation, .invalid, .cancelled,
        ]
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
