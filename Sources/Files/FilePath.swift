#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Paths as text, without Foundation.
package enum FilePath {
    /// The folder a path lies in; `.` for a bare name.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        let folder = path[..<slash]
        return folder.isEmpty ? "/" : String(folder)
    }

    /// The last component of a path.
    package static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// A path as seen from a folder; an absolute path stays as it is.
    package static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty || folder == "." { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// The file that a path leads to when it is a symbolic link, whether or not that file exists yet.
    ///
    /// Throws ELOOP for more than 40 links in a row, as the kernel does.
    package static func resolvingLinks(_ path: String) throws(FileError) -> String {
        var current = path
        for _ in 0..<40 {
            guard let target = linkTarget(of: current) else { return current }
            current = join(folder(of: current), target)
        }
        throw FileError(.open, path, number: ELOOP)
    }

    private static func linkTarget(of path: String) -> String? {
        let room = Int(PATH_MAX)
        var text = [CChar](repeating: 0, count: room)
        let length = readlink(path, &text, room)
        guard length > 0 else { return nil }
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether a path leads to something that is there and is no regular file, such as a device or a folder.
    package static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    }

    /// Whether anything is at the path, be it a symbolic link that leads nowhere.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Creates a folder and those above it that are missing; that it exists already is no error.
    package static func createFolder(_ path: String, permissions: UInt32 = 0o755) throws(FileError) {
        try FileFaults.check(.createFolder, path)
        if mkdir(path, mode_t(permissions)) == 0 { return try DurableFile.syncFolder(folder(of: path)) }
        switch errno {
        case EEXIST: return
        case ENOENT where path != folder(of: path):
            try createFolder(folder(of: path), permissions: permissions)
            // Another process may have made it in between.
            guard mkdir(path, mode_t(permissions)) == 0 || errno == EEXIST else {
                throw FileError(.createFolder, path, number: errno)
            }
            try DurableFile.syncFolder(folder(of: path))
        default: throw FileError(.createFolder, path, number: errno)
        }
    }

    /// The names in a folder, in no particular order; empty when the folder cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
