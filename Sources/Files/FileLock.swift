internal import SystemPackage
internal import Values

/// The exclusive right to change a file, held by one process at a time and given up when that process ends.
///
/// The lock is the kernel's (`flock`) on a separate file `<path>.lock`, so a killed process leaves none behind. The
/// lock file stays: deleting it would let two processes lock two different files of that name.
package struct FileLock: ~Copyable {
    /// Who holds a lock, as that process wrote it down.
    package struct Holder: Sendable, Equatable {
        /// The number of the process on its machine.
        package var processID: Int
        /// The name of the machine; empty where it has none.
        package var host: String
        /// What the process does, such as `openmcf apply`.
        package var command: String
        /// When the lock was taken, as RFC 3339 text.
        package var since: String

        package init(processID: Int, host: String, command: String, since: String) {
            self.processID = processID
            self.host = host
            self.command = command
            self.since = since
        }

        /// This process, from now on.
        package static func current(command: String) -> Holder {
            Holder(
                processID: SystemCalls.processID(), host: SystemCalls.hostName(), command: command,
                since: RFC3339.now())
        }
    }

    /// What came of one try: the lock, or who has it (nil when that process has not yet said).
    package enum Attempt: ~Copyable {
        case acquired(FileLock)
        case busy(Holder?)
    }

    private let file: Descriptor

    private init(file: consuming Descriptor) { self.file = file }

    // The name goes first: whoever takes the lock next must not be mistaken for this holder before it has signed.
    deinit {
        try? file.truncate(to: 0)
        file.unlock()
    }

    /// The path of the lock file that guards a file.
    package static func lockPath(guarding path: String) -> String { path + ".lock" }

    /// Tries once, without waiting.
    package static func tryAcquire(guarding path: String, as holder: Holder) throws(FileError) -> Attempt {
        let lockPath = lockPath(guarding: path)
        for _ in 0..<16 {
            guard let file = try open(lockPath, guarding: path) else { continue }
            guard try file.tryLock() else { return .busy(Holder(text: try file.readToEnd(limit: 64 * 1024))) }
            // A lock on a file that was unlinked meanwhile excludes nobody.
            guard let named = try FileStatus.of(lockPath), named.isSameFile(as: try file.status()) else { continue }
            let text = Array(holder.text.utf8)
            try file.truncate(to: 0)
            try file.write(text)
            return .acquired(FileLock(file: file))
        }
        throw FileError(.lock, lockPath, .wouldBlock)
    }

    /// Opens the lock file; a new one belongs to whom the guarded file belongs to, so that root locks nobody out.
    ///
    /// - Returns: nil when another process made or removed it at the same moment.
    private static func open(_ lockPath: String, guarding path: String) throws(FileError) -> Descriptor? {
        do {
            return try Descriptor.openRegular(lockPath, .readWrite, operation: .lock)
        } catch {
            guard error.isMissing else { throw error }
        }
        do {
            let file = try Descriptor.create(lockPath, .readWrite, permissions: 0o644, operation: .lock)
            if let guarded = try FileStatus.of(path) { try file.adoptOwner(of: guarded) }
            return file
        } catch {
            guard error.error == .fileExists else { throw error }
            return nil
        }
    }

    /// Tries until the lock is free, the time is over or the task is cancelled.
    ///
    /// A timeout of zero tries once.
    package static func acquire(
        guarding path: String, as holder: Holder, timeout: Duration
    ) async throws(FileLockError) -> FileLock {
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        var pause = Duration.milliseconds(20)
        while true {
            let found: Holder?
            do {
                switch try tryAcquire(guarding: path, as: holder) {
                case .acquired(let lock): return lock
                case .busy(let other): found = other
                }
            } catch {
                throw .file(error)
            }
            guard clock.now < deadline else { throw .busy(path: path, holder: found) }
            do {
                try await clock.sleep(until: min(clock.now + pause, deadline))
            } catch {
                throw .cancelled
            }
            pause = min(pause * 2, .milliseconds(500))
        }
    }
}

/// Why a lock could not be had.
package enum FileLockError: Error, Sendable, Equatable {
    case busy(path: String, holder: FileLock.Holder?)
    case file(FileError)
    case cancelled
}

extension FileLock.Holder {
    fileprivate var text: String {
        "pid: \(processID)\nhost: \(Self.oneLine(host))\ncommand: \(Self.oneLine(command))\nsince: \(since)\n"
    }

    fileprivate init?(text bytes: [UInt8]) {
        var fields: [Substring: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        guard let processID = fields["pid"].flatMap(Int.init), let since = fields["since"] else { return nil }
        self.init(
            processID: processID, host: fields["host"] ?? "", command: fields["command"] ?? "", since: since)
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 }.prefix(1000))
    }
}

extension FileLock.Holder: CustomStringConvertible {
    /// Such as "process 4711 on build-3 (openmcf apply), since 2026-03-01T10:00:00Z".
    package var description: String {
        "process \(processID)\(host.isEmpty ? "" : " on \(host)")\(command.isEmpty ? "" : " (\(command))"), since \(since)"
    }
}
