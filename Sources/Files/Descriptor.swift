internal import SystemPackage

/// An open file with exactly one owner; closed when that owner goes away.
struct Descriptor: ~Copyable {
    private let file: FileDescriptor
    let path: String

    private init(_ file: FileDescriptor, _ path: String) {
        self.file = file
        self.path = path
    }

    deinit { try? file.close() }

    /// Opens a file; it is never inherited by a child process.
    static func open(
        _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions = [],
        permissions: UInt32 = 0o600, operation: FileError.Operation = .open
    ) throws(FileError) -> Descriptor {
        try FileFaults.check(operation, path)
        do {
            let permissions = FilePermissions(rawValue: CInterop.Mode(permissions))
            return Descriptor(
                try FileDescriptor.open(path, mode, options: options.union(.closeOnExec), permissions: permissions),
                path)
        } catch {
            throw FileError(operation, path, error)
        }
    }

    /// Opens a regular file; anything else in its place is an error, and never waited for.
    static func openRegular(
        _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions = [],
        operation: FileError.Operation = .open
    ) throws(FileError) -> Descriptor {
        // Opening a named pipe would wait for its other end; on a regular file this option has no effect.
        let file = try open(path, mode, options.union(.nonBlocking), operation: operation)
        try file.status().requireRegular(path, operation == .open ? .read : operation)
        return file
    }

    /// Creates a file that must not exist yet, for writing and perhaps reading; a link in its place is not followed.
    static func create(
        _ path: String, _ mode: FileDescriptor.AccessMode, permissions: UInt32,
        operation: FileError.Operation = .create
    ) throws(FileError) -> Descriptor {
        try open(
            path, mode, [.create, .exclusiveCreate, .noFollow], permissions: permissions, operation: operation)
    }

    /// The device and inode, size and permissions of the open file.
    func status() throws(FileError) -> FileStatus {
        try FileFaults.check(.status, path)
        do { return FileStatus(try file.stat()) } catch { throw FileError(.status, path, error) }
    }

    /// Everything from the current position to the end.
    ///
    /// Throws EFBIG when that is more than `limit` bytes, of a regular file before anything is read.
    func readToEnd(limit: Int) throws(FileError) -> [UInt8] {
        let status = try status()
        let size = status.kind == .file ? status.size : 0
        guard size <= limit else { throw FileError(.read, path, .fileTooLarge, size: size) }
        return try Self.bytes(of: file, path, size: size, limit: limit)
    }

    /// Everything that comes from standard input; throws EFBIG when that is more than `limit` bytes.
    static func standardInput(_ number: CInt, limit: Int) throws(FileError) -> [UInt8] {
        try bytes(of: FileDescriptor(rawValue: number), "standard input", size: 0, limit: limit)
    }

    /// The next line of standard input without its end, however it ends; nil where there is none, or none can be read.
    static func standardInputLine(_ number: CInt) -> String? {
        let file = FileDescriptor(rawValue: number)
        var line: [UInt8] = []
        // A byte at a time: what is behind the line is for whoever reads next.
        var byte: [UInt8] = [0]
        while (try? byte.withUnsafeMutableBytes { try file.read(into: $0) }) == 1 {
            line += byte
            if byte == [UInt8(ascii: "\n")] { break }
        }
        guard !line.isEmpty else { return nil }
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    /// - Parameter size: of a regular file, so that its end is seen without another call; 0 where it is not known.
    private static func bytes(
        of file: FileDescriptor, _ path: String, size: Int, limit: Int
    ) throws(FileError) -> [UInt8] {
        try FileFaults.check(.read, path)
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            // One byte more than expected, so that the end of a file is seen without a second allocation.
            let capacity = bytes.isEmpty && size > 0 ? size + 1 : 64 << 10
            let chunk: [UInt8]
            do {
                chunk = try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                    count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
            } catch {
                throw FileError(.read, path, error)
            }
            if chunk.isEmpty { return bytes }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
            // Only a file ends where a read stops short; a pipe gives what is there.
            if size > 0, bytes.count == size, chunk.count < capacity { return bytes }
        }
        throw FileError(.read, path, .fileTooLarge)
    }

    /// Writes all bytes at the current position, in as many calls as it takes.
    func write(_ bytes: [UInt8]) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try FileFaults.check(.write, path)
            do {
                rest = rest.dropFirst(try rest.withUnsafeBytes { try file.write($0) })
            } catch {
                throw FileError(.write, path, error)
            }
        }
    }

    /// Returns when the contents have reached the disk.
    func sync() throws(FileError) {
        try FileFaults.check(.sync, path)
        do { try SystemCalls.flushContents(file) } catch { throw FileError(.sync, path, error) }
    }

    /// Returns when a creation, renaming or removal in this folder has reached the disk.
    func syncFolder() throws(FileError) {
        do throws(Errno) {
            try SystemCalls.flush(file)
        } catch {
            // Some network file systems cannot flush a folder and say so with these; they need it not.
            guard error == .invalidArgument || error == .notSupported else {
                throw FileError(.syncFolder, path, error)
            }
        }
    }

    func truncate(to size: Int) throws(FileError) {
        try FileFaults.check(.truncate, path)
        do { try file.resize(to: Int64(size)) } catch { throw FileError(.truncate, path, error) }
    }

    func seek(to offset: Int) throws(FileError) {
        do { try file.seek(offset: Int64(offset), from: .start) } catch { throw FileError(.read, path, error) }
    }

    /// Gives the file the owner, group and permissions of another one.
    func adopt(_ model: FileStatus) throws(FileError) {
        try adoptOwner(of: model)
        do { try SystemCalls.changePermissions(file, model.permissions) } catch {
            throw FileError(.create, path, error)
        }
    }

    /// Gives the file the owner and group of another one, as far as this process may: what root writes once stays with
    /// whom it belonged to.
    func adoptOwner(of model: FileStatus) throws(FileError) {
        let own = try status()
        if own.user == model.user, own.group == model.group { return }
        do { try SystemCalls.changeOwner(file, user: model.user, group: model.group) } catch {
            try? SystemCalls.changeOwner(file, user: own.user, group: model.group)
        }
    }

    /// Takes the exclusive lock; false when another open file description has it.
    func tryLock() throws(FileError) -> Bool {
        try FileFaults.check(.lock, path)
        while true {
            do throws(Errno) {
                try SystemCalls.lock(file)
                return true
            } catch {
                if error == .wouldBlock { return false }
                if error != .interrupted { throw FileError(.lock, path, error) }
            }
        }
    }

    /// Gives the lock up, also where a child process that has not yet begun its program still has the descriptor.
    func unlock() { SystemCalls.unlock(file) }
}
