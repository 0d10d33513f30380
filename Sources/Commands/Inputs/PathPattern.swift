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

    /// What matches a pattern, and what could not be looked at for that.
    struct Matches {
        /// By name within each folder.
        fileprivate(set) var paths: [String] = []
        /// What may hide further matches: a folder that cannot be read, a link that leads nowhere.
        fileprivate(set) var obstacles: [FileError] = []
    }

    /// The paths that match; a name with a leading dot only where the pattern has one.
    ///
    /// A shell passes over what it cannot look at. Here that is told: who prunes would delete the routes behind it.
    func matches() -> Matches {
        var found = Matches()
        collect(isDeep ? parts.dropLast() : parts[...], in: isAbsolute ? "/" : "", &found)
        return found
    }

    private static func hasWildcard(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    private func collect(_ parts: ArraySlice<String>, in folder: String, _ found: inout Matches) {
        guard let part = parts.first else { return add(folder.isEmpty ? "." : folder, &found) }
        let rest = parts.dropFirst()
        let prefix = folder.isEmpty || folder == "/" ? folder : folder + "/"
        if part == "**" {
            collect(rest, in: folder, &found)
            // A link to a folder may lead back up.
            for entry in entries(of: folder, &found) where entry.kind == .folder && !entry.name.hasPrefix(".") {
                collect(parts, in: prefix + entry.name, &found)
            }
        } else if Self.hasWildcard(part) {
            for entry in entries(of: folder, &found) where Path.matches(entry.name, part) {
                collect(rest, in: prefix + entry.name, &found)
            }
        } else {
            collect(rest, in: prefix + part, &found)
        }
    }

    private func add(_ path: String, _ found: inout Matches) {
        do throws(FileError) {
            if try Path.kind(of: path) == .folder || !isDeep { found.paths.append(path) }
        } catch {
            note(error, &found)
        }
    }

    private func entries(of folder: String, _ found: inout Matches) -> [Folder.Entry] {
        do throws(FileError) { return try Folder.entries(of: folder.isEmpty ? "." : folder) } catch {
            note(error, &found)
            return []
        }
    }

    /// What is not there, or is no folder, does not match; what is there and cannot be looked at might.
    private func note(_ error: FileError, _ found: inout Matches) {
        var obstacle = error
        if error.isBelowFile { return }
        if error.isMissing {
            guard let link = Path.danglingLink(on: error.path) else { return }
            obstacle = FileError(error.operation, link, number: error.number)
        }
        // `**` comes by the same folder more than once.
        if !found.obstacles.contains(obstacle) { found.obstacles.append(obstacle) }
    }
}
