internal import Diagnostics
internal import Files
internal import Manifests

/// The inputs of a command in the order in which they are given, each file once, and what is wrong with the sources.
///
/// A source that cannot be read does not keep the others from being read.
struct ManifestInputs: Sendable {
    private(set) var inputs: [ManifestInput] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// What was added by its own name, and is not to be added again.
    private var seen: Set<String> = []
    /// The real paths of the folders whose manifests are all added; their files are not in `seen`.
    private var readFolders: Set<String> = []
    /// What folders are really called, by the names that were given.
    private var folders: [String: String] = [:]
    private let standardInput: CInt

    /// - Parameter standardInput: the descriptor that `-` is read from.
    init(standardInput: CInt) { self.standardInput = standardInput }

    /// Adds what a path stands for: `-` is standard input, a directory its manifests by name, a pattern what matches.
    ///
    /// - Parameter recursive: whether directories in a directory are read too; links to directories are not followed.
    mutating func add(path: String, recursive: Bool) {
        attempt { inputs throws(DiagnosticError) in
            if path == "-" {
                try inputs.addStandardInput { $0 }
            } else if !Path.exists(path), let pattern = PathPattern(path) {
                try inputs.add(pattern, writtenAs: path, recursive: recursive)
            } else {
                try inputs.add(existing: path, recursive: recursive)
            }
        }
    }

    /// Adds a file, or standard input for `-`, that holds the manifest under the key `target`.
    mutating func add(stackInput path: String) {
        attempt { inputs throws(DiagnosticError) in
            if path == "-" {
                try inputs.addStandardInput(ManifestInput.stackInput)
            } else if inputs.seen.insert("stack input " + inputs.identity(of: path)).inserted {
                inputs.inputs.append(.stackInput(try Self.input(path, try? Path.kind(of: path))))
            }
        }
    }

    /// Adds the file `target.yaml` of a directory.
    mutating func add(inputDirectory path: String) {
        attempt { inputs throws(DiagnosticError) in
            guard try Self.kind(of: path) == .folder else {
                throw DiagnosticError(path: path, "this is a file, not a directory", help: "give a file with -f")
            }
            let file = Path.child("target.yaml", of: path)
            guard Path.leadsSomewhere(file) else {
                throw DiagnosticError(
                    path: path, "the directory has no target.yaml", code: .noManifests,
                    help: "--input-dir reads that file alone; -f reads every manifest of a directory")
            }
            try inputs.add(existing: file, recursive: false)
        }
    }

    /// Adds a text that was read already.
    mutating func add(_ input: ManifestInput) { inputs.append(input) }

    /// Notes a source that cannot be read.
    mutating func add(_ error: DiagnosticError) { diagnostics.append(error.diagnostic) }

    private mutating func attempt(_ body: (inout ManifestInputs) throws(DiagnosticError) -> Void) {
        do throws(DiagnosticError) { try body(&self) } catch { add(error) }
    }

    private mutating func addStandardInput(_ wrap: (ManifestInput) -> ManifestInput) throws(DiagnosticError) {
        guard seen.insert("-").inserted else { return }
        inputs.append(wrap(.text(try FileInput.readStandardInput(standardInput))))
    }

    private mutating func add(
        _ pattern: PathPattern, writtenAs text: String, recursive: Bool
    ) throws(DiagnosticError) {
        let matches = pattern.matches()
        for obstacle in matches.obstacles { add(DiagnosticError(path: obstacle.path, obstacle)) }
        guard !matches.paths.isEmpty || !matches.obstacles.isEmpty else {
            throw DiagnosticError(
                path: text, "nothing matches this pattern", code: .noManifests,
                help: "'*', '?' and '[…]' stand for parts of a name, '**' for any number of directories")
        }
        for match in matches.paths {
            attempt { inputs throws(DiagnosticError) in
                try inputs.add(existing: match, recursive: recursive || pattern.isDeep, isNamed: false)
            }
        }
    }

    /// A file is opened when its turn comes; a pipe is read now, because a run may look at its manifests again.
    private static func input(_ path: String, _ kind: FileKind?) throws(DiagnosticError) -> ManifestInput {
        kind == .stream ? .text(try FileInput.read(path)) : FileInput.file(path)
    }

    private mutating func add(existing path: String, recursive: Bool, isNamed: Bool = true) throws(DiagnosticError) {
        let kind = try Self.kind(of: path)
        guard kind == .folder else {
            guard isNew(file: path) else { return }
            guard isNamed else {
                // Nobody meant a pipe that happens to have such a name, and nothing might ever come out of it.
                try Self.requireRegularFile(path)
                return inputs.append(FileInput.file(path, isNamed: false))
            }
            return inputs.append(try Self.input(path, kind))
        }
        guard try add(manifestsOf: path, recursive: recursive) else {
            throw DiagnosticError(
                path: path, "the directory has no manifests (*.yaml, *.yml, *.json)\(recursive ? "" : " of its own")",
                code: .noManifests, help: recursive ? nil : "use -R to read the directories in it too")
        }
    }

    /// Adds the manifests of a directory that are not there yet; false where it has none.
    private mutating func add(manifestsOf directory: String, recursive: Bool) throws(DiagnosticError) -> Bool {
        let isNew = readFolders.insert(realPath(ofFolder: directory)).inserted
        var hasManifests = false
        for entry in try Self.entries(of: directory) {
            let path = Path.child(entry.name, of: directory)
            if entry.kind == .folder {
                // Folders with a dot are a tool's own: .git, .openmcf.
                if recursive, !entry.name.hasPrefix("."), try add(manifestsOf: path, recursive: true) {
                    hasManifests = true
                }
                continue
            }
            guard Self.isManifest(entry.name), entry.kind != .link || Self.isMeantAsFile(link: path, entry.name) else {
                continue
            }
            hasManifests = true
            guard isNew, seen.isEmpty || !seen.contains(identity(of: path)) else { continue }
            attempt { inputs throws(DiagnosticError) in
                // A link that leads nowhere is left for reading to report.
                if entry.kind == .stream || entry.kind == .link && Path.isSpecial(path) {
                    try Self.requireRegularFile(path)
                }
                inputs.inputs.append(FileInput.file(path, isNamed: false))
            }
        }
        return hasManifests
    }

    private static func kind(of path: String) throws(DiagnosticError) -> FileKind {
        do { return try Path.kind(of: path) } catch { throw DiagnosticError(path: path, error) }
    }

    private static func entries(of directory: String) throws(DiagnosticError) -> [Folder.Entry] {
        do { return try Folder.entries(of: directory) } catch { throw DiagnosticError(path: directory, error) }
    }

    private static func requireRegularFile(_ path: String) throws(DiagnosticError) {
        do { try Path.requireRegularFile(path) } catch { throw DiagnosticError(path: path, error) }
    }

    /// Whether a link is one to a file or should be; links to folders are not followed, and Emacs marks the files that it
    /// edits by links `.#name` that lead nowhere.
    private static func isMeantAsFile(link path: String, _ name: String) -> Bool {
        guard let kind = try? Path.kind(of: path) else { return !name.hasPrefix(".#") }
        return kind != .folder
    }

    private static func isManifest(_ name: String) -> Bool {
        name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    }

    private mutating func isNew(file path: String) -> Bool {
        if Self.isManifest(Path.name(of: path)), readFolders.contains(realPath(ofFolder: Path.folder(of: path))) {
            return false
        }
        return seen.insert(identity(of: path)).inserted
    }

    /// A file's name in the folder's real path: one call to the system for a folder, not one for each file.
    private mutating func identity(of path: String) -> String {
        realPath(ofFolder: Path.folder(of: path)) + "/" + Path.name(of: path)
    }

    private mutating func realPath(ofFolder folder: String) -> String {
        if let known = folders[folder] { return known }
        let real = Path.real(folder) ?? folder
        folders[folder] = real
        return real
    }
}
