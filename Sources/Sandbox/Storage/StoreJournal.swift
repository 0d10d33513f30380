internal import Documents
internal import Files
internal import Values

/// What is saved: a snapshot of all objects, and a journal of the changes since.
///
/// A change counts only when its version is newer than the snapshot's, so a crash between replacing the snapshot and
/// removing the journal does no harm.
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

    private let folder: String
    private var journal: Journal?
    private var journalSize: Int
    private var snapshotSize: Int

    private init(folder: String, journal: consuming Journal, journalSize: Int, snapshotSize: Int) {
        self.folder = folder
        self.journal = consume journal
        self.journalSize = journalSize
        self.snapshotSize = snapshotSize
    }

    static func snapshotPath(_ folder: String) -> String { Path.join(folder, "objects.jsonl") }
    static func journalPath(_ folder: String) -> String { Path.join(folder, "changes.journal") }

    /// Reads what a folder holds; an empty folder is an empty store.
    static func open(folder: String) throws(SandboxError) -> (StoreJournal, Contents) {
        DurableFile.removeLeftovers(of: snapshotPath(folder))
        let files = try OpenFiles(folder)
        let journal = try openJournal(folder, isNew: files.records.isEmpty)
        let store = StoreJournal(
            folder: folder, journal: journal, journalSize: files.records.reduce(0) { $0 + $1.count },
            snapshotSize: files.snapshot?.count ?? 0)
        return (store, try files.contents(of: folder))
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
                try checkWhole(lines, path: snapshotPath(folder))
                try load(lines, from: snapshotPath(folder), into: &contents)
            }
            try checkContinuation(records, of: contents, in: folder)
            try load(records, from: journalPath(folder), into: &contents)
            contents.revision = max(contents.revision, firstRevision)
            return contents
        }
    }

    /// Refuses a snapshot of which something is missing at the end, which every other check would let pass.
    private static func checkWhole(_ lines: [[UInt8]], path: String) throws(SandboxError) {
        guard case .header(_, _, let count) = lines.first.flatMap(StoreRecord.init) else {
            throw .unreadable(path: path, record: 1)
        }
        if let count, count != lines.count - 1 { throw .incomplete(path: path, found: lines.count - 1, of: count) }
    }

    /// Refuses a journal that goes on from a snapshot which is not there any more.
    private static func checkContinuation(
        _ records: [[UInt8]], of contents: Contents, in folder: String
    ) throws(SandboxError) {
        guard case .header(_, let revision, _) = records.first.flatMap(StoreRecord.init),
            revision > contents.revision
        else { return }
        throw .missingSnapshot(path: snapshotPath(folder), journal: journalPath(folder))
    }

    private static func openJournal(_ folder: String, isNew: Bool, revision: Int = 0) throws(SandboxError) -> Journal {
        do throws(JournalError) {
            var journal = try Journal.open(journalPath(folder), like: snapshotPath(folder))
            if isNew {
                do { try journal.append([StoreRecord.header(revision: revision)]) } catch { throw .file(error) }
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
            case .header(let version, let revision, _):
                guard version.split(separator: ".").first == "1" else {
                    throw .unknownFormat(path: path, version: version)
                }
                contents.revision = max(contents.revision, revision)
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
        var bytes = StoreRecord.header(revision: revision, count: objects.count)
        for object in objects { bytes += [0x0A] + StoreRecord.put(object) }
        bytes.append(0x0A)
        let path = Self.journalPath(folder)
        do throws(FileError) {
            try DurableFile.replace(Self.snapshotPath(folder), with: bytes, like: path)
            snapshotSize = bytes.count
            journal = nil
            try DurableFile.remove(path)
        } catch {
            throw .file(error)
        }
        journal = try Self.openJournal(folder, isNew: true, revision: revision)
        journalSize = 0
    }
}

/// One line of the snapshot or the journal.
enum StoreRecord {
    /// The first of a file; `count` is how many records follow in a snapshot.
    case header(formatVersion: String, revision: Int, count: Int?)
    case put(StoredObject)
    case removal(StoredKey, version: Int)

    private static let format = "openmcf-sandbox"

    /// - Parameter revision: what the file is of or, of a journal, what it goes on from.
    static func header(revision: Int, count: Int? = nil) -> [UInt8] {
        var members: Object = [
            "format": .string(format), "formatVersion": .string(FormatVersion.current),
            "resourceVersion": .string(String(revision)),
        ]
        members["count"] = count.map { .int(Int64($0)) }
        return JSONWriter.bytes(.object(members))
    }

    /// What is saved of a change.
    static func bytes(of event: StoreEvent) -> [UInt8] {
        event.kind == .deleted ? removal(of: event.object) : put(event.object)
    }

    static func put(_ object: StoredObject) -> [UInt8] {
        Array("{\"put\":\"\(object.key.collection.name)\",\"object\":".utf8) + object.json + Array("}".utf8)
    }

    static func removal(of object: StoredObject) -> [UInt8] {
        JSONWriter.bytes([
            "remove": .string(object.key.collection.name), "namespace": .string(object.key.namespace),
            "name": .string(object.key.name), "resourceVersion": .string(String(object.resourceVersion)),
        ])
    }

    /// The collection of that name, of those that are served.
    private static func collection(_ name: String) -> ObjectCollection? {
        Resource.of(ObjectCollection(name: name))?.collection
    }

    /// - Returns: nil when the line is none of these.
    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONReader.value(bytes) else { return nil }
        let version = value["resourceVersion"]?.string.flatMap { Int($0) }
        if value["format"]?.string == Self.format, let format = value["formatVersion"]?.string {
            self = .header(
                formatVersion: format, revision: version ?? 0, count: value["count"]?.int.flatMap { Int(exactly: $0) })
        } else if let collection = value["put"]?.string.flatMap(Self.collection),
            let object = value["object"].flatMap({ StoredObject(collection, $0) })
        {
            self = .put(object)
        } else if let collection = value["remove"]?.string.flatMap(Self.collection), let version,
            let name = value["name"]?.string
        {
            self = .removal(
                StoredKey(collection: collection, namespace: value["namespace"]?.string ?? "", name: name),
                version: version)
        } else {
            return nil
        }
    }
}
