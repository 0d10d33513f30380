internal import SystemPackage

/// Whole files that are read and replaced in one step: a reader, or a crash, sees the old content or the new.
package enum DurableFile {
    /// The content of a file; nil, which is no error, when it or its folder does not exist.
    ///
    /// Throws EFBIG for more than `limit` bytes, and an error that says so for what is no regular file.
    package static func read(_ path: String, limit: Int = 1 << 31) throws(FileError) -> [UInt8]? {
        do {
            return try Descriptor.openRegular(path, .readOnly).readToEnd(limit: limit)
        } catch {
            if error.isMissing, error.operation == .open { return nil }
            throw error
        }
    }

    /// Replaces the content of a file, or creates it, atomically and durably.
    ///
    /// A symbolic link stays one: the file it leads to is replaced. An existing file keeps its owner and permissions.
    /// When this throws, the old content is still there and no temporary file is left; only where flushing the folder
    /// failed may the new content already be in place.
    ///
    /// - Parameter model: a file whose owner and permissions a new one gets, where that file exists.
    package static func replace(
        _ path: String, with bytes: [UInt8], permissions: UInt32 = 0o600, createFolders: Bool = false,
        like model: String? = nil
    ) throws(FileError) {
        let target = try Path.resolvingLinks(path)
        let folder = Path.folder(of: target)
        if createFolders { try Folder.create(folder) }
        let existing = try FileStatus.of(target)
        try existing?.requireRegular(target, .rename)
        var status = existing
        if let model, existing == nil { status = try FileStatus.of(model) }
        let temporary = temporaryPath(for: target)
        do {
            try write(bytes, toNew: temporary, permissions: permissions, like: status)
            try rename(temporary, to: target)
        } catch {
            TemporaryFile.remove(temporary)
            throw error
        }
        try Folder.sync(folder)
    }

    /// Creates a file with its content in one step; throws EEXIST, and changes nothing, where there is one already.
    ///
    /// A symbolic link to a file that does not exist counts as one that does.
    package static func create(
        _ path: String, with bytes: [UInt8], permissions: UInt32 = 0o600
    ) throws(FileError) {
        let temporary = temporaryPath(for: path)
        defer { TemporaryFile.remove(temporary) }
        try write(bytes, toNew: temporary, permissions: permissions, like: nil)
        do {
            try link(temporary, to: path)
        } catch {
            // Some file systems, such as FAT, have no links.
            guard [.notPermitted, .notSupported, .noFunction].contains(error.error), !Path.exists(path) else {
                throw error
            }
            try rename(temporary, to: path)
        }
        try Folder.sync(Path.folder(of: path))
    }

    /// Removes a file durably; that there is none is no error.
    package static func remove(_ path: String) throws(FileError) {
        try FileFaults.check(.remove, path)
        do throws(Errno) {
            try SystemCalls.removeName(path)
        } catch {
            if error == .noSuchFileOrDirectory { return }
            throw FileError(.remove, path, error)
        }
        try Folder.sync(Path.folder(of: path))
    }

    /// Removes the temporary files that killed runs left beside a file; to be called by the holder of its lock only.
    package static func removeLeftovers(of path: String) {
        guard let target = try? Path.resolvingLinks(path) else { return }
        let folder = Path.folder(of: target)
        let prefix = temporaryPrefix(for: target)
        for name in Folder.names(in: folder) where name.hasPrefix(prefix) && name.hasSuffix(".tmp") {
            TemporaryFile.remove(Path.join(folder, name))
        }
    }

    private static func write(
        _ bytes: [UInt8], toNew path: String, permissions: UInt32, like model: FileStatus?
    ) throws(FileError) {
        let file = try Descriptor.create(
            path, .writeOnly, permissions: model?.permissions ?? permissions)
        // The umask narrows what a new file gets, but an existing one keeps what its owner chose.
        if let model { try file.adopt(model) }
        try file.write(bytes)
        try file.sync()
    }

    /// Gives a file a second name; unlike a renaming this never replaces a file that somebody else made meanwhile.
    private static func link(_ source: String, to target: String) throws(FileError) {
        try FileFaults.check(.link, target)
        do { try SystemCalls.linkFile(source, to: target) } catch { throw FileError(.link, target, error) }
    }

    private static func rename(_ source: String, to target: String) throws(FileError) {
        try FileFaults.check(.rename, target)
        do { try SystemCalls.renameFile(source, to: target) } catch { throw FileError(.rename, target, error) }
    }

    private static func temporaryPrefix(for target: String) -> String {
        // A file name has at most 255 bytes, and the suffix needs some of them.
        "." + String(decoding: Path.name(of: target).utf8.prefix(200), as: UTF8.self) + "."
    }

    private static func temporaryPath(for target: String) -> String {
        Path.join(Path.folder(of: target), temporaryPrefix(for: target) + TemporaryFile.uniqueName() + ".tmp")
    }
}
