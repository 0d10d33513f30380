internal import Files

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
        return isDeep ? found.filter { Path.isFolder($0) } : found
    }

    private static func hasWildcard(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    private func collect(_ parts: ArraySlice<String>, in folder: String, _ found: inout [String]) {
        guard let part = parts.first else {
            let path = folder.isEmpty ? "." : folder
            if Path.leadsSomewhere(path) { found.append(path) }
            return
        }
        let rest = parts.dropFirst()
        let prefix = folder.isEmpty || folder == "/" ? folder : folder + "/"
        if part == "**" {
            collect(rest, in: folder, &found)
            // A link to a folder may lead back up.
            for entry in Self.entries(of: folder) where entry.kind == .folder && !entry.name.hasPrefix(".") {
                collect(parts, in: prefix + entry.name, &found)
            }
        } else if Self.hasWildcard(part) {
            for entry in Self.entries(of: folder) where Path.matches(entry.name, part) {
                collect(rest, in: prefix + entry.name, &found)
            }
        } else {
            collect(rest, in: prefix + part, &found)
        }
    }

    /// What is in a folder; nothing for what is no folder or cannot be read, as in a shell.
    private static func entries(of folder: String) -> [Folder.Entry] {
        (try? Folder.entries(of: folder.isEmpty ? "." : folder)) ?? []
    }
}
