internal import SystemPackage

/// Paths as they are written, and what stands at them.
///
/// They stay texts, because messages show them as the user wrote them: swift-system's `FilePath` drops the second of
/// two slashes and the last one.
package enum Path {
    /// The most bytes that the name of a file may have on the file systems that there are.
    package static let maximumNameLength = 255

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

    /// The path of what is in a folder, with the folder as it is written: `./name` for `.`.
    package static func child(_ name: String, of folder: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// A path as seen from an absolute folder, without `.` and `..`, as Go joins them; an absolute one stays as it is.
    package static func resolve(_ path: String, in folder: String) -> String {
        guard !path.hasPrefix("/"), folder.hasPrefix("/") else { return path }
        return FilePath(folder + "/" + path).lexicallyNormalized().string
    }

    /// The path without links and dots; nil where nothing is there.
    package static func real(_ path: String) -> String? { SystemCalls.realPath(path) }

    /// The file that a path leads to when it is a symbolic link, whether or not that file exists yet.
    ///
    /// Throws ELOOP for more than 40 links in a row, as the kernel does.
    package static func resolvingLinks(_ path: String) throws(FileError) -> String {
        var current = path
        for _ in 0..<40 {
            guard let target = SystemCalls.linkTarget(of: current) else { return current }
            current = join(folder(of: current), target)
        }
        throw FileError(.open, path, .tooManySymbolicLinkLevels)
    }

    /// Throws an error that says what stands at a path where that is no regular file, or why that cannot be told.
    package static func requireRegularFile(_ path: String) throws(FileError) {
        guard let status = try FileStatus.of(path) else { throw FileError(.status, path, .noSuchFileOrDirectory) }
        try status.requireRegular(path, .read)
    }

    /// What a path leads to; throws where that is nothing.
    package static func kind(of path: String) throws(FileError) -> FileKind {
        guard let status = try FileStatus.of(path) else { throw FileError(.status, path, .noSuchFileOrDirectory) }
        return status.kind
    }

    /// Whether a path leads to a folder.
    package static func isFolder(_ path: String) -> Bool { (try? kind(of: path)) == .folder }

    /// Whether a path leads to something that is there and is no regular file, such as a device or a folder.
    package static func isSpecial(_ path: String) -> Bool {
        guard let kind = try? kind(of: path) else { return false }
        return kind != .file
    }

    /// Whether a path leads to a file, of whatever kind but a folder, that this user may run.
    package static func isExecutable(_ path: String) -> Bool {
        guard let kind = try? kind(of: path), kind != .folder else { return false }
        return SystemCalls.mayExecute(path)
    }

    /// Whether a path leads to anything.
    package static func leadsSomewhere(_ path: String) -> Bool { SystemCalls.exists(path) }

    /// Whether anything is at the path, be it a symbolic link that leads nowhere.
    package static func exists(_ path: String) -> Bool { (try? Stat(path, followTargetSymlink: false)) != nil }

    /// Whether two paths lead to one file, by whatever names, or would once it is there.
    package static func isSame(_ one: String, _ other: String) -> Bool {
        let statuses = ((try? FileStatus.of(one)) ?? nil, (try? FileStatus.of(other)) ?? nil)
        return switch statuses {
        case (let one?, let other?): one.isSameFile(as: other)
        case (nil, nil): isSamePlace((try? resolvingLinks(one)) ?? one, (try? resolvingLinks(other)) ?? other)
        default: false
        }
    }

    private static func isSamePlace(_ one: String, _ other: String) -> Bool {
        // Most names differ, and folders take the system longer.
        name(of: one) == name(of: other) && place(of: one) == place(of: other)
    }

    /// Where a file would be made: without links and dots as far as folders are there.
    private static func place(of target: String) -> String {
        var (folder, rest) = (folder(of: target), name(of: target))
        while real(folder) == nil, self.folder(of: folder) != folder {
            rest = name(of: folder) + "/" + rest
            folder = self.folder(of: folder)
        }
        return FilePath((real(folder) ?? folder) + "/" + rest).lexicallyNormalized().string
    }

    /// The symbolic link on the way to a path that leads nowhere, which may be the path itself; nil where there is none.
    package static func danglingLink(on path: String) -> String? {
        var current = path
        while !exists(current) {
            let above = folder(of: current)
            guard above != current else { return nil }
            current = above
        }
        return leadsSomewhere(current) ? nil : current
    }

    /// Whether a name matches a shell's pattern (`*`, `?`, `[…]`); a leading dot has to be in the pattern.
    package static func matches(_ name: String, _ pattern: String) -> Bool { SystemCalls.matches(name, pattern) }
}
