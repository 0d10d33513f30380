internal import SystemPackage

/// An append-only file of records, one a line, that tells a torn end from damage.
///
/// Each append is a frame: a header line with the number of records, their size and CRC-32, then the records. The
/// last frame may be incomplete after a crash and is then dropped: whoever wrote it was never told that it is safe.
package struct Journal: ~Copyable {
    /// What an append waits for.
    package enum Durability: Sendable {
        /// The record survives a power failure.
        case synced
        /// The record survives the end of this process; a power failure may take it.
        case buffered
    }

    /// The file.
    package let path: String
    private let file: Descriptor
    private var size: Int
    private var isBroken = false

    private init(path: String, file: consuming Descriptor, size: Int) {
        self.path = path
        self.file = file
        self.size = size
    }

    /// Opens a journal for appending, or creates an empty one; a torn end is cut off.
    ///
    /// - Parameter model: a file whose owner and permissions a new journal gets, where that file exists.
    package static func open(
        _ path: String, permissions: UInt32 = 0o600, like model: String? = nil
    ) throws(JournalError) -> Journal {
        var contents = JournalFrames.Contents()
        do throws(FileError) {
            let file = try openFile(path, permissions: permissions, like: model)
            let bytes = try file.readToEnd(limit: maximumSize)
            contents = JournalFrames.read(bytes)
            if contents.damage == nil {
                if contents.validSize < bytes.count {
                    try file.truncate(to: contents.validSize)
                    try file.sync()
                }
                try file.seek(to: contents.validSize)
                if bytes.isEmpty { try Folder.sync(Path.folder(of: path)) }
                return Journal(path: path, file: file, size: contents.validSize)
            }
        } catch {
            throw .file(error)
        }
        throw .damaged(path: path, offset: contents.validSize, reason: contents.damage ?? "")
    }

    private static func openFile(
        _ path: String, permissions: UInt32, like model: String?
    ) throws(FileError) -> Descriptor {
        do {
            let file = try Descriptor.create(path, .readWrite, permissions: permissions)
            if let model, let status = try FileStatus.of(model) { try file.adopt(status) }
            return file
        } catch {
            guard error.error == .fileExists else { throw error }
            return try Descriptor.openRegular(path, .readWrite, .noFollow)
        }
    }

    /// Appends records in one frame; with one flush for all of them when it is to be durable.
    ///
    /// When this throws, none of them counts. After a failed flush, or where a half-written frame could not be cut off
    /// again, nothing more is accepted: what the disk holds is then unknown.
    package mutating func append(_ records: [[UInt8]], _ durability: Durability = .synced) throws(FileError) {
        guard !isBroken else { throw FileError(.write, path, .ioError) }
        guard !records.isEmpty else { return }
        guard records.allSatisfy({ !$0.contains(0x0A) }) else { throw FileError(.write, path, .invalidArgument) }
        let frame = JournalFrames.frame(records)
        guard size + frame.count <= Self.maximumSize else { throw FileError(.write, path, .fileTooLarge) }
        do {
            try file.write(frame)
        } catch {
            // What was written of the frame must not stand before the next one.
            do { try rewind() } catch { isBroken = true }
            throw error
        }
        size += frame.count
        guard durability == .synced else { return }
        do { try file.sync() } catch {
            size -= frame.count
            try? rewind()
            isBroken = true
            throw error
        }
    }

    /// False once an append failed in a way that leaves the file in doubt.
    package var acceptsRecords: Bool { !isBroken }

    private func rewind() throws(FileError) {
        try file.truncate(to: size)
        try file.seek(to: size)
    }

    /// The records of a journal, a torn end left out; nil, which is no error, when there is none.
    ///
    /// Throws `JournalError.damaged` when something before the end is not as it was written.
    package static func read(_ path: String) throws(JournalError) -> [[UInt8]]? {
        let bytes: [UInt8]?
        do { bytes = try DurableFile.read(path, limit: maximumSize) } catch { throw .file(error) }
        guard let bytes else { return nil }
        let contents = JournalFrames.read(bytes)
        if let damage = contents.damage {
            throw .damaged(path: path, offset: contents.validSize, reason: damage)
        }
        return contents.records
    }

    /// The contents of a journal of one append, for who puts a whole file in place.
    package static func contents(_ records: [[UInt8]]) -> [UInt8] { JournalFrames.frame(records) }

    /// Ends the journal by deleting its file.
    package consuming func remove() throws(FileError) { try DurableFile.remove(path) }

    private static let maximumSize = 1 << 31
}

/// Why a journal cannot be read.
package enum JournalError: Error, Sendable, Equatable {
    case file(FileError)
    /// A frame before the last is damaged.
    case damaged(path: String, offset: Int, reason: String)

    /// One sentence without a final full stop.
    package var message: String {
        switch self {
        case .file(let error): error.message
        case .damaged(let path, let offset, let reason): "the journal '\(path)' is damaged at byte \(offset): \(reason)"
        }
    }
}
