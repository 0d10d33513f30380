internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The calls of the system that swift-system has no word for; each throws the system's reason.
///
/// The only file below `Commands/Terminal` that names a C library.
enum SystemCalls {
    static func makeFolder(_ path: String, permissions: UInt32) throws(Errno) {
        try check(mkdir(path, mode_t(permissions)))
    }

    static func renameFile(_ source: String, to target: String) throws(Errno) { try check(rename(source, target)) }

    static func linkFile(_ source: String, to target: String) throws(Errno) { try check(link(source, target)) }

    /// Does nothing where the folder is not empty.
    static func removeEmptyFolder(_ path: String) { _ = rmdir(path) }

    static func removeName(_ path: String) throws(Errno) { try check(unlink(path)) }

    /// What a symbolic link names; nil for whatever is none.
    static func linkTarget(of path: String) -> String? {
        let room = Int(PATH_MAX)
        var text = [CChar](repeating: 0, count: room)
        let length = readlink(path, &text, room)
        guard length > 0 else { return nil }
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path without links and dots; nil where there is none.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The folder that this process works in; nil where it has been removed.
    static func currentFolder() -> String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// What is in a folder, without `.` and `..`, in no particular order; a type is nil where the folder does not tell.
    static func entries(of folder: String) throws(Errno) -> [(name: String, type: FileType?)] {
        guard let stream = opendir(folder) else { throw Errno(rawValue: errno) }
        defer { closedir(stream) }
        var entries: [(name: String, type: FileType?)] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw Errno(rawValue: errno) }
                return entries
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            let type: FileType? =
                switch Int(entry.pointee.d_type) {
                case Int(DT_REG): .regular
                case Int(DT_DIR): .directory
                case Int(DT_LNK): .symbolicLink
                case Int(DT_FIFO): .fifo
                case Int(DT_SOCK): .socket
                case Int(DT_CHR): .characterSpecial
                case Int(DT_BLK): .blockSpecial
                default: nil
                }
            entries.append((name, type))
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func mayExecute(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// Whether a name matches a shell's pattern; a leading dot has to be in the pattern.
    static func matches(_ name: String, _ pattern: String) -> Bool { fnmatch(pattern, name, FNM_PERIOD) == 0 }

    // MARK: Open files

    /// Takes the exclusive lock; throws `wouldBlock` when another open file description has it.
    static func lock(_ file: FileDescriptor) throws(Errno) { try check(flock(file.rawValue, LOCK_EX | LOCK_NB)) }

    static func unlock(_ file: FileDescriptor) { _ = flock(file.rawValue, LOCK_UN) }

    /// Returns when contents and size have reached the disk.
    static func flushContents(_ file: FileDescriptor) throws(Errno) {
        #if canImport(Darwin)
        // On macOS fsync leaves the data in the drive's cache.
        if fcntl(file.rawValue, F_FULLFSYNC) == 0 { return }
        try check(fsync(file.rawValue))
        #else
        try check(fdatasync(file.rawValue))
        #endif
    }

    static func flush(_ file: FileDescriptor) throws(Errno) { try check(fsync(file.rawValue)) }

    static func changeOwner(_ file: FileDescriptor, user: UInt32, group: UInt32) throws(Errno) {
        try check(fchown(file.rawValue, user, group))
    }

    static func changePermissions(_ file: FileDescriptor, _ permissions: UInt32) throws(Errno) {
        try check(fchmod(file.rawValue, mode_t(permissions)))
    }

    // MARK: Processes

    static func processID() -> Int { Int(getpid()) }

    /// The name of this machine; empty where it has none.
    static func hostName() -> String {
        let room = 256
        var text = [CChar](repeating: 0, count: room)
        guard gethostname(&text, room - 1) == 0 else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func killGroup(of leader: Int32) { _ = kill(-leader, SIGKILL) }

    private static func check(_ result: CInt) throws(Errno) {
        if result != 0 { throw Errno(rawValue: errno) }
    }
}
