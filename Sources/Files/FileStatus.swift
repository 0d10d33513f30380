internal import SystemPackage

/// What stands at a path.
package enum FileKind: Sendable {
    /// A regular file.
    case file
    case folder
    /// A symbolic link, where it is not followed.
    case link
    /// A pipe, a socket or a device: what is read from it is gone.
    case stream

    init(_ type: FileType) {
        self =
            switch type {
            case .regular: .file
            case .directory: .folder
            case .symbolicLink: .link
            default: .stream
            }
    }
}

/// The few facts about a file that this module asks for.
struct FileStatus {
    let device: UInt64
    let inode: UInt64
    /// In bytes.
    let size: Int
    let permissions: UInt32
    let user: UInt32
    let group: UInt32
    private let type: FileType

    init(_ raw: Stat) {
        device = UInt64(truncatingIfNeeded: raw.deviceID.rawValue)
        inode = UInt64(truncatingIfNeeded: raw.inode.rawValue)
        size = max(0, Int(clamping: raw.size))
        permissions = UInt32(raw.permissions.rawValue) & 0o777
        user = raw.userID.rawValue
        group = raw.groupID.rawValue
        type = raw.type
    }

    var kind: FileKind { FileKind(type) }

    /// The status of the file at a path, symbolic links followed; nil when there is none.
    static func of(_ path: String) throws(FileError) -> FileStatus? {
        try FileFaults.check(.status, path)
        do throws(Errno) {
            return FileStatus(try Stat(path))
        } catch {
            if error == .noSuchFileOrDirectory { return nil }
            throw FileError(.status, path, error)
        }
    }

    /// - Throws: an error that says what stands in the file's place.
    func requireRegular(_ path: String, _ operation: FileError.Operation) throws(FileError) {
        switch type {
        case .regular: return
        case .directory: throw FileError(operation, path, .isDirectory)
        case .fifo: throw FileError(operation, path, found: "a named pipe")
        case .characterSpecial, .blockSpecial: throw FileError(operation, path, found: "a device")
        case .socket: throw FileError(operation, path, found: "a socket")
        default: throw FileError(operation, path, found: "something else")
        }
    }

    func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
