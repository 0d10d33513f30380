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

    /// What to do next, where the reason leaves no doubt.
    package var help: String? {
        if case .file(let error) = self { error.help } else { nil }
    }
}

/// The bytes of a journal: `J1 COUNT SIZE CRC`, the last three in hexadecimal, a line break, then SIZE bytes.
enum JournalFrames {
    struct Contents {
        var records: [[UInt8]] = []
        /// Where the last whole frame ends.
        var validSize = 0
        /// Why the bytes after that are no torn end; nil when they are one, or when there are none.
        var damage: String?
    }

    private static let headerSize = "J1 00000000 00000000 00000000\n".utf8.count

    static func frame(_ records: [[UInt8]]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(records.reduce(0) { $0 + $1.count + 1 })
        for record in records {
            body += record
            body.append(0x0A)
        }
        return Array("J1 \(hex(records.count)) \(hex(body.count)) \(hex(Int(CRC32.checksum(body[...]))))\n".utf8) + body
    }

    static func read(_ bytes: [UInt8]) -> Contents {
        var contents = Contents()
        while contents.validSize < bytes.count {
            guard let frame = frame(in: bytes, at: contents.validSize) else {
                contents.damage = damage(in: bytes, after: contents.validSize)
                return contents
            }
            contents.records += frame.body.split(separator: 0x0A, omittingEmptySubsequences: false)
                .dropLast().map(Array.init)
            contents.validSize = frame.body.endIndex
        }
        return contents
    }

    /// A bad frame with a whole one somewhere after it cannot be the end of an interrupted append.
    private static func damage(in bytes: [UInt8], after start: Int) -> String? {
        // A crash leaves the beginning of a header or zeros, never something else: that is not ours to cut off.
        if start == 0, let byte = bytes.first, byte != UInt8(ascii: "J"), byte != 0 { return "it is no journal" }
        var index = start + 1
        while index < bytes.count {
            if bytes[index - 1] == 0x0A, bytes[index] == UInt8(ascii: "J"), frame(in: bytes, at: index) != nil {
                return "a record there was changed or overwritten, and whole ones follow at byte \(index)"
            }
            index += 1
        }
        return nil
    }

    private static func frame(in bytes: [UInt8], at start: Int) -> (count: Int, body: ArraySlice<UInt8>)? {
        guard bytes.count - start >= headerSize, bytes[start + headerSize - 1] == 0x0A else { return nil }
        let header = String(decoding: bytes[start..<start + headerSize - 1], as: UTF8.self)
        let fields = header.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 4, fields[0] == "J1", let count = Int(fields[1], radix: 16),
            let size = Int(fields[2], radix: 16), let checksum = UInt32(fields[3], radix: 16),
            count > 0, size > 0, size <= bytes.count - start - headerSize
        else { return nil }
        let body = bytes[start + headerSize..<start + headerSize + size]
        guard body.last == 0x0A, CRC32.checksum(body) == checksum else { return nil }
        return (count, body)
    }

    private static func hex(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
    }
}
