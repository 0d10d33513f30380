#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// An open file with exactly one owner; closed when that owner goes away.
struct Descriptor: ~Copyable {
    let number: CInt
    let path: String

    private init(number: CInt, path: String) {
        self.number = number
        self.path = path
    }

    deinit { _ = close(number) }

    /// Opens a file; it is never inherited by a child process.
    static func open(
        _ path: String, _ flags: CInt, permissions: UInt32 = 0o600, operation: FileError.Operation = .open
    ) throws(FileError) -> Descriptor {
        try FileFaults.check(operation, path)
        while true {
            #if canImport(Glibc)
            let number = Glibc.open(path, flags | O_CLOEXEC, mode_t(permissions))
            #elseif canImport(Musl)
            let number = Musl.open(path, flags | O_CLOEXEC, mode_t(permissions))
            #else
            let number = Darwin.open(path, flags | O_CLOEXEC, mode_t(permissions))
            #endif
            if number >= 0 { return Descriptor(number: number, path: path) }
            if errno != EINTR { throw FileError(operation, path, number: errno) }
        }
    }

    /// Opens a regular file; anything else in its place is an error, and never waited for.
    static func openRegular(
        _ path: String, _ flags: CInt, operation: FileError.Operation = .open
    ) throws(FileError) -> Descriptor {
        // Opening a named pipe would wait for its other end; on a regular file this flag has no effect.
        let file = try open(path, flags | O_NONBLOCK, operation: operation)
        try file.status().requireRegular(path, operation == .open ? .read : operation)
        return file
    }

    /// Creates a file that must not exist yet.
    static func create(
        _ path: String, _ flags: CInt, permissions: UInt32, operation: FileError.Operation = .create
    ) throws(FileError) -> Descriptor {
        try open(path, flags | O_CREAT | O_EXCL, permissions: permissions, operation: operation)
    }

    /// The device and inode, size and permissions of the open file.
    func status() throws(FileError) -> FileStatus {
        try FileFaults.check(.status, path)
        var raw = stat()
        guard fstat(number, &raw) == 0 else { throw FileError(.status, path, number: errno) }
        return FileStatus(raw)
    }

    /// Everything from the current position to the end; EFBIG when that is more than `limit` bytes.
    func readToEnd(limit: Int) throws(FileError) -> [UInt8] {
        try FileFaults.check(.read, path)
        let expected = try status().size
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(expected, limit) + 1)
        var failure: CInt = 0
        while failure == 0 {
            let room = max(expected - bytes.count, 64 * 1024)
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                let result = read(number, buffer.baseAddress, room)
                count = max(result, 0)
                if result < 0, errno != EINTR { failure = errno }
                if result == 0 { failure = -1 }
            }
            bytes.append(contentsOf: chunk)
            if bytes.count > limit { failure = EFBIG }
        }
        guard failure < 0 else { throw FileError(.read, path, number: failure) }
        return bytes
    }

    /// Writes all bytes at the current position, in as many calls as it takes.
    func write(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            try FileFaults.check(.write, path)
            let result = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                #if canImport(Glibc)
                return Glibc.write(number, rest.baseAddress, rest.count)
                #elseif canImport(Musl)
                return Musl.write(number, rest.baseAddress, rest.count)
                #else
                return Darwin.write(number, rest.baseAddress, rest.count)
                #endif
            }
            if result >= 0 {
                written += result
            } else if errno != EINTR {
                throw FileError(.write, path, number: errno)
            }
        }
    }

    /// Returns when the contents have reached the disk.
    func sync() throws(FileError) {
        try FileFaults.check(.sync, path)
        #if canImport(Darwin)
        // On macOS fsync leaves the data in the drive's cache.
        if fcntl(number, F_FULLFSYNC) == 0 { return }
        #endif
        #if canImport(Darwin)
        let result = fsync(number)
        #else
        let result = fdatasync(number)
        #endif
        guard result == 0 else { throw FileError(.sync, path, number: errno) }
    }

    func truncate(to size: Int) throws(FileError) {
        try FileFaults.check(.truncate, path)
        guard ftruncate(number, off_t(size)) == 0 else { throw FileError(.truncate, path, number: errno) }
    }

    func seek(to offset: Int) throws(FileError) {
        guard lseek(number, off_t(offset), SEEK_SET) >= 0 else { throw FileError(.read, path, number: errno) }
    }

    /// Gives the file the owner, group and permissions of another one.
    func adopt(_ model: FileStatus) throws(FileError) {
        try adoptOwner(of: model)
        try setPermissions(model.permissions)
    }

    /// Gives the file the owner and group of another one, as far as this process may: what root writes once stays with
    /// whom it belonged to.
    func adoptOwner(of model: FileStatus) throws(FileError) {
        let own = try status()
        if own.user == model.user, own.group == model.group { return }
        if fchown(number, model.user, model.group) != 0 { _ = fchown(number, own.user, model.group) }
    }

    private func setPermissions(_ permissions: UInt32) throws(FileError) {
        guard fchmod(number, mode_t(permissions)) == 0 else { throw FileError(.create, path, number: errno) }
    }

    /// Takes the exclusive lock; false when another open file description has it.
    func tryLock() throws(FileError) -> Bool {
        try FileFaults.check(.lock, path)
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw FileError(.lock, path, number: errno) }
        }
        return true
    }

    /// Gives the lock up, also where a child process that has not yet begun its program still has the descriptor.
    func unlock() { _ = flock(number, LOCK_UN) }
}

/// The few facts about a file that this module asks for.
struct FileStatus {
    let device: UInt64
    let inode: UInt64
    let size: Int
    let permissions: UInt32
    let user: uid_t
    let group: gid_t
    private let type: mode_t

    init(_ raw: stat) {
        device = UInt64(truncatingIfNeeded: raw.st_dev)
        inode = UInt64(truncatingIfNeeded: raw.st_ino)
        size = max(0, Int(raw.st_size))
        permissions = UInt32(raw.st_mode) & 0o777
        user = raw.st_uid
        group = raw.st_gid
        type = raw.st_mode & S_IFMT
    }

    /// The status of the file at a path, symbolic links followed; nil when there is none.
    static func of(_ path: String) throws(FileError) -> FileStatus? {
        try FileFaults.check(.status, path)
        var raw = stat()
        if stat(path, &raw) == 0 { return FileStatus(raw) }
        if errno == ENOENT { return nil }
        throw FileError(.status, path, number: errno)
    }

    /// - Throws: an error that says what stands in the file's place.
    func requireRegular(_ path: String, _ operation: FileError.Operation) throws(FileError) {
        switch type {
        case S_IFREG: return
        case S_IFDIR: throw FileError(operation, path, number: EISDIR)
        case S_IFIFO: throw FileError(operation, path, found: "a named pipe")
        case S_IFCHR, S_IFBLK: throw FileError(operation, path, found: "a device")
        case S_IFSOCK: throw FileError(operation, path, found: "a socket")
        default: throw FileError(operation, path, found: "something else")
        }
    }

    func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
