internal import Files
internal import NIOCore
internal import NIOPosix
internal import Values

/// What is saved: a snapshot of all objects, and a journal of the changes since.
///
/// A change counts only when its version is newer than the snapshot's, so a crash between replacing the snapshot and
/// replacing the journal does no harm. From the first snapshot on there is always a journal, so that a missing one is seen.
///
/// It works on a thread of its own: flushing to disk blocks, and Swift's pool has no more threads than there are cores.
actor StoreJournal {
    struct Contents {
        var objects: [StoredKey: StoredObject] = [:]
        var revision = 0

        /// What a new sandbox holds.
        static let empty = Contents(revision: firstRevision)
    }

    /// No object gets version 1, which a create-only apply names to mean that there is none.
    private static let firstRevision = 1

    /// The journal is folded into a snapshot when it is larger than this and than the last snapshot.
    private static let compactionSize = 1 << 20

    private let thread = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let executor: any SerialExecutor
    private let folder: String
    private var journal: Journal?
    private var journalSize: Int
    private var snapshotSize: Int

    private init(folder: String, journal: consuming Journal, journalSize: Int, snapshotSize: Int) {
        executor = thread.next().executor
        self.folder = folder
        self.journal = consume journal
        self.journalSize = journalSize
        self.snapshotSize = snapshotSize
    }

    deinit { thread.shutdownGracefully { _ in } }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    static func snapshotPath(_ folder: String) -> String { Path.join(folder, "objects.jsonl") }
    static func journalPath(_ folder: String) -> String { Path.join(folder, "changes.journal") }

    /// Reads what a folder holds; an empty folder is an empty store.
    static func open(folder: String) throws(SandboxError) -> (StoreJournal, Contents) {
        for path in [snapshotPath(folder), journalPath(folder)] { DurableFile.removeLeftovers(of: path) }
        let files = try OpenFiles(folder)
        let contents = try files.contents(of: folder)
        let journal = try openJournal(folder, isNew: files.records.isEmpty)
        let store = StoreJournal(
            folder: folder, journal: journal, journalSize: files.records.reduce(0) { $0 + $1.count },
            snapshotSize: files.snapshot?.count ?? 0)
        return (store, contents)
    }

    /// What a folder holds, for who will not write; nothing where it is missing.
    static func contents(of folder: String) throws(SandboxError) -> Contents {
        try OpenFiles(folder).contents(of: folder)
    }

    /// What stands in the two files of a folder.
    private struct OpenFiles {
        let snapshot: [UInt8]?
        let records: [[UInt8]]

        init(_ folder: String) throws(SandboxError) {
            do { snapshot = try DurableFile.read(snapshotPath(folder)) } catch { throw .file(error) }
            do { records = try Journal.read(journalPath(folder)) ?? [] } catch { throw .journal(error) }
        }

        func contents(of folder: String) throws(SandboxError) -> Contents {
            var contents = Contents()
            if let snapshot {
                let lines = snapshot.split(separator: 0x0A).map { Array($0) }
                let isChecked = try checkWhole(lines, snapshot, path: snapshotPath(folder))
                if isChecked, records.isEmpty { throw SandboxError.missingJournal(path: journalPath(folder)) }
                try load(lines, from: snapshotPath(folder), into: &contents)
            }
            try checkContinuation(records, of: contents, in: folder)
            try load(records, from: journalPath(folder), into: &contents)
            contents.revision = max(contents.revision, firstRevision)
            return contents
        }
    }

    /// Refuses a snapshot that is not as it was written.
    ///
    /// - Returns: whether it has a checksum, which those of the first versions have not.
    private static func checkWhole(
        _ lines: [[UInt8]], _ bytes: [UInt8], path: String
    ) throws(SandboxError) -> Bool {
        guard let first = lines.first, case .header(let header) = StoreRecord(first) else {
            throw .unreadable(path: path, record: 1)
        }
        if let count = header.count, count != lines.count - 1 {
            throw .incomplete(path: path, found: lines.count - 1, of: count)
        }
        guard let checksum = header.checksum else { return false }
        guard checksum == Int64(CRC32.checksum(bytes.dropFirst(first.count))) else { throw .changed(path: path) }
        return true
    }

    /// Refuses a journal that goes on from a snapshot which is not there any more.
    private static func checkContinuation(
        _ records: [[UInt8]], of contents: Contents, in folder: String
    ) throws(SandboxError) {
        guard case .header(let header) = records.first.flatMap(StoreRecord.init), header.revision > contents.revision
        else { return }
        throw .missingSnapshot(path: snapshotPath(folder), journal: journalPath(folder))
    }

    private static func openJournal(_ folder: String, isNew: Bool) throws(SandboxError) -> Journal {
        do throws(JournalError) {
            var journal = try Journal.open(journalPath(folder), like: snapshotPath(folder))
            if isNew {
                do { try journal.append([StoreRecord.header(revision: 0)]) } catch { throw .file(error) }
            }
            return journal
        } catch {
            throw .journal(error)
        }
    }

    /// Adds what records say that is newer than the contents; the first of a file names its format.
    private static func load(
        _ records: [[UInt8]], from path: String, into contents: inout Contents
    ) throws(SandboxError) {
        let known = contents.revision
        for (index, bytes) in records.enumerated() {
            switch StoreRecord(bytes) {
            case .header(let header):
                guard header.formatVersion.split(separator: ".").first == "1" else {
                    throw .unknownFormat(path: path, version: header.formatVersion)
                }
                contents.revision = max(contents.revision, header.revision)
            case .put(let object):
                if object.resourceVersion <= known { continue }
                contents.objects[object.key] = object
                contents.revision = max(contents.revision, object.resourceVersion)
            case .removal(let key, let version):
                if version <= known { continue }
                contents.objects[key] = nil
                contents.revision = max(contents.revision, version)
            case nil: throw .unreadable(path: path, record: index + 1)
            }
        }
    }

    /// Runs a save by itself: no other begins before it has ended.
    func inTurn(_ save: @Sendable (isolated StoreJournal) -> Void) { save(self) }

    /// Whether changes can be appended; when not, only a new snapshot saves anything.
    var acceptsRecords: Bool { journal?.acceptsRecords == true }

    /// Whether the journal has grown so far that a snapshot in its place is worth while.
    var isDueForCompaction: Bool { journalSize > max(Self.compactionSize, snapshotSize) }

    /// Appends changes and waits until they are on disk.
    func append(_ events: [StoreEvent]) throws(SandboxError) {
        let records = events.map(StoreRecord.bytes)
        do { try journal?.append(records) } catch { throw .file(error) }
        journalSize += records.reduce(0) { $0 + $1.count }
    }

    /// Replaces snapshot and journal by a new snapshot and an empty journal.
    func compact(_ objects: [StoredObject], revision: Int) throws(SandboxError) {
        var bytes: [UInt8] = []
        for object in objects { bytes += [0x0A] + StoreRecord.put(object) }
        bytes.append(0x0A)
        let checksum = Int64(CRC32.checksum(bytes[...]))
        bytes = StoreRecord.header(revision: revision, count: objects.count, checksum: checksum) + bytes
        let path = Self.journalPath(folder)
        do throws(FileError) {
            try DurableFile.replace(Self.snapshotPath(folder), with: bytes, like: path)
            snapshotSize = bytes.count
            journal = nil
            try DurableFile.replace(
                path, with: Journal.contents([StoreRecord.header(revision: revision)]), like: Self.snapshotPath(folder))
        } catch {
            throw .file(error)
        }
        journal = try Self.openJournal(folder, isNew: false)
        journalSize = 0
    }
}
