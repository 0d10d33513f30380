#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A path with wildcards that no shell expanded: `*`, `?` and `[abc]` within a name, `**` for any number of folders.
struct PathPattern {
    private let isAbsolute: Bool
    private var parts: [String] = []

    /// Nil for a path without wildcards.
    init?(_ text: String) {
        guard Self.hasWildcard(text) else { return nil }
        isAbsolute = text.hasPrefix("/")
        // Two in a row mean no more than one, and would find everything twice.
        for part in text.split(separator: "/").map(String.init) where part != "**" || parts.last != "**" {
            parts.append(part)
        }
    }

    /// Whether it ends with `**`: then its matches are folders that are meant with all that is below them.
    var isDeep: Bool { parts.last == "**" }

    /// The paths that match, by name within each folder; a name with a leading dot only where the pattern has one.
    func matches() -> [String] {
        var found: [String] = []
        collect(isDeep ? parts.dropLast() : parts[...], in: isAbsolute ? "/" : "", &found)
        return isDeep ? found.filter { (try? FileReader.kind(of: $0)) == .directory } : found
    }

    private static func hasWildcard(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    private func collect(_ parts: ArraySlice<String>, in folder: String, _ found: inout [String]) {
        guard let part = parts.first else {
            let path = folder.isEmpty ? "." : folder
            if access(path, F_OK) == 0 { found.append(path) }
            return
        }
        let rest = parts.dropFirst()
        let prefix = folder.isEmpty || folder == "/" ? folder : folder + "/"
        if part == "**" {
            collect(rest, in: folder, &found)
            for name in Self.names(in: folder) where !name.hasPrefix(".") && Self.isFolder(prefix + name) {
                collect(parts, in: prefix + name, &found)
            }
        } else if Self.hasWildcard(part) {
            for name in Self.names(in: folder) where fnmatch(part, name, FNM_PERIOD) == 0 {
                collect(rest, in: prefix + name, &found)
            }
        } else {
            collect(rest, in: prefix + part, &found)
        }
    }

    /// What is in a folder, sorted; nothing for what is no folder or cannot be read, as in a shell.
    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether it is a folder and no link to one, which may lead back up.
    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
