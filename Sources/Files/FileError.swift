internal import SystemPackage

/// A system call on a file that failed: what was tried, on which file, and the system's reason.
package struct FileError: Error, Sendable, Equatable {
    /// The step that failed, in words that complete "cannot …".
    package struct Operation: Sendable, Hashable, RawRepresentable {
        /// The words.
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// Opening a file.
        package static let open = Operation(rawValue: "open")
        /// Creating a file.
        package static let create = Operation(rawValue: "create")
        /// Reading a file, or what is in a folder.
        package static let read = Operation(rawValue: "read")
        /// Writing to a file.
        package static let write = Operation(rawValue: "write")
        /// Waiting until the disk has a file.
        package static let sync = Operation(rawValue: "flush to disk")
        /// Putting a new file in the place of an old one.
        package static let rename = Operation(rawValue: "replace")
        /// Giving a new file its name.
        package static let link = Operation(rawValue: "create the file")
        /// Removing a file.
        package static let remove = Operation(rawValue: "remove")
        /// Cutting a file short.
        package static let truncate = Operation(rawValue: "truncate")
        /// Asking for size, owner and permissions.
        package static let status = Operation(rawValue: "look up")
        /// Creating a folder.
        package static let createFolder = Operation(rawValue: "create the folder")
        /// Waiting until the disk has what changed in a folder.
        package static let syncFolder = Operation(rawValue: "flush to disk the folder")
        /// Taking a lock.
        package static let lock = Operation(rawValue: "lock")
    }

    /// The step that failed.
    package let operation: Operation
    /// The file as the caller named it.
    package let path: String
    /// The system's error number.
    package let number: CInt
    /// The size in bytes of a file that is larger than what may be read; nil where that was seen only while reading.
    package let size: Int?
    /// What stands where a regular file is needed, such as "a named pipe".
    private let found: String?

    package init(_ operation: Operation, _ path: String, number: CInt) {
        self.init(operation, path, Errno(rawValue: number))
    }

    init(_ operation: Operation, _ path: String, _ error: Errno, size: Int? = nil) {
        self.operation = operation
        self.path = path
        self.size = size
        number = error.rawValue
        found = nil
    }

    /// - Parameter error: an `Errno`, which swift-system throws without saying so.
    init(_ operation: Operation, _ path: String, _ error: any Error) {
        let reason = error as? Errno ?? .ioError
        self.init(operation, path, reason, size: nil)
    }

    /// Something that is no regular file is in the file's place.
    init(_ operation: Operation, _ path: String, found: String) {
        self.operation = operation
        self.path = path
        number = Errno.invalidArgument.rawValue
        size = nil
        self.found = found
    }

    /// The reason, mostly in the system's words, such as "No space left on device".
    package var reason: String {
        if let found { return "it is \(found), not a regular file" }
        return error.description
    }

    /// One sentence without a final full stop.
    package var message: String { "cannot \(operation.rawValue) '\(path)': \(reason)" }

    /// What to do next, where the reason leaves no doubt.
    package var help: String? {
        if found != nil { return "Name a regular file, or one that does not exist yet." }
        switch error {
        case .noSpace, .diskQuotaExceeded:
            return "Free some disk space and run the command again; nothing that was saved before is lost."
        case .permissionDenied, .notPermitted:
            return "Check who owns '\(path)' and its folder, and that you may write there."
        case .readOnlyFileSystem: return "The file system is mounted read-only; choose another place for the file."
        case .isDirectory: return "'\(path)' is a folder; name a file in it."
        case .notDirectory: return "A part of '\(path)' is a file and not a folder."
        case .tooManySymbolicLinkLevels: return "'\(path)' is a chain of symbolic links that does not end."
        case .fileNameTooLong: return "Choose a shorter name for the file."
        case .ioError: return "The disk reports an error; check it before running the command again."
        case .tooManyOpenFiles: return "Raise the number of files that a process may have open: ulimit -n 1024."
        case .tooManyOpenFilesInSystem:
            return "The system has too many files open; end other programs and run the command again."
        case .noLocks, .notSupported: return "This file system has no file locks; keep the file on a local disk."
        default: return nil
        }
    }

    /// Whether the file or a folder above it does not exist.
    package var isMissing: Bool { error == .noSuchFileOrDirectory }

    /// Whether a part of the path that has to be a folder is a file.
    package var isBelowFile: Bool { error == .notDirectory }

    /// Whether this user lacks a permission.
    package var isForbidden: Bool { error == .permissionDenied }

    /// Whether there is more to read than may be read.
    package var isTooLarge: Bool { error == .fileTooLarge }

    var error: Errno { Errno(rawValue: number) }
}

extension FileError: CustomStringConvertible {
    package var description: String { message }
}
