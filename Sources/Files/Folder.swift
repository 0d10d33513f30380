internal import SystemPackage

/// Folders: what is in them, and how they come to be.
package enum Folder {
    /// A file, a folder or something else in a folder; links are not followed.
    package struct Entry: Sendable {
        /// Without the folder.
        package let name: String
        /// What it is.
        package let kind: FileKind
    }

    /// The folder that this process works in, as an absolute path; empty where it has been removed.
    package static var current: String { SystemCalls.currentFolder() ?? "" }

    /// What is in a folder, sorted by name, without `.` and `..`.
    ///
    /// Throws also where it cannot be told what something in it is.
    package static func entries(of folder: String) throws(FileError) -> [Entry] {
        let found: [(name: String, type: FileType?)]
        do { found = try SystemCalls.entries(of: folder) } catch { throw FileError(.read, folder, error) }
        var entries: [Entry] = []
        for (name, type) in found {
            // Some file systems tell the type of a file only when it is asked for.
            if let type {
                entries.append(Entry(name: name, kind: FileKind(type)))
            } else if let kind = try kind(ofUntold: Path.child(name, of: folder)) {
                entries.append(Entry(name: name, kind: kind))
            }
        }
        return entries.sorted { $0.name < $1.name }
    }

    /// Nil for what is gone since the folder was read.
    private static func kind(ofUntold path: String) throws(FileError) -> FileKind? {
        do { return FileKind(try Stat(path, followTargetSymlink: false).type) } catch {
            let error = FileError(.status, path, error)
            if error.isMissing { return nil }
            throw error
        }
    }

    /// The names in a folder, sorted; none when it cannot be read.
    package static func names(in folder: String) -> [String] {
        ((try? SystemCalls.entries(of: folder)) ?? []).map(\.name).sorted()
    }

    /// Creates a folder and those above it that are missing; that it exists already is no error.
    package static func create(_ path: String, permissions: UInt32 = 0o755) throws(FileError) {
        try FileFaults.check(.createFolder, path)
        do throws(Errno) {
            try SystemCalls.makeFolder(path, permissions: permissions)
        } catch {
            switch error {
            case .fileExists: return
            case .noSuchFileOrDirectory where path != Path.folder(of: path):
                try create(Path.folder(of: path), permissions: permissions)
                do throws(Errno) { try SystemCalls.makeFolder(path, permissions: permissions) } catch {
                    // Another process may have made it in between.
                    if error != .fileExists { throw FileError(.createFolder, path, error) }
                }
            default: throw FileError(.createFolder, path, error)
            }
        }
        try sync(Path.folder(of: path))
    }

    /// Removes a folder that has nothing in it; any other is left alone, and so is one that cannot be removed.
    package static func removeEmpty(_ path: String) { SystemCalls.removeEmptyFolder(path) }

    /// Makes a creation, renaming or removal in a folder durable.
    static func sync(_ folder: String) throws(FileError) {
        try FileFaults.check(.syncFolder, folder)
        try Descriptor.open(folder, .readOnly, .directory).syncFolder()
    }
}
