package import Diagnostics
internal import YAML

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The inputs of a command in the order in which they are given, each file once, and what is wrong with the sources.
///
/// A source that cannot be read does not keep the others from being read.
package struct ManifestInputs: Sendable {
    package private(set) var inputs: [ManifestInput] = []
    package private(set) var diagnostics: [Diagnostic] = []
    /// What was added by its own name, and is not to be added again.
    private var seen: Set<String> = []
    /// The real paths of the folders whose manifests are all added; their files are not in `seen`.
    private var readFolders: Set<String> = []
    /// What folders are really called, by the names that were given.
    private var folders: [String: String] = [:]

    package init() {}

    /// Adds what a path stands for: `-` is standard input, a directory its manifests by name, a pattern what matches.
    ///
    /// - Parameter recursive: whether directories in a directory are read too; links to directories are not followed.
    package mutating func add(path: String, recursive: Bool) {
        attempt { inputs throws(DiagnosticError) in
            if path == "-" {
                try inputs.addStandardInput { $0 }
            } else if !FileReader.exists(path), let pattern = PathPattern(path) {
                try inputs.add(pattern, writtenAs: path, recursive: recursive)
            } else {
                try inputs.add(existing: path, recursive: recursive)
            }
        }
    }

    /// Adds a file, or standard input for `-`, that holds the manifest under the key `target`.
    package mutating func add(stackInput path: String) {
        attempt { inputs throws(DiagnosticError) in
            if path == "-" {
                try inputs.addStandardInput(ManifestInput.stackInput)
            } else if inputs.seen.insert("stack input " + inputs.identity(of: path)).inserted {
                inputs.inputs.append(.stackInput(try Self.input(path, try? FileReader.kind(of: path))))
            }
        }
    }

    /// Adds the file `target.yaml` of a directory.
    package mutating func add(inputDirectory path: String) {
        attempt { inputs throws(DiagnosticError) in
            guard try FileReader.kind(of: path) == .directory else {
                throw DiagnosticError(path, "this is a file, not a directory", help: "give a file with -f")
            }
            let file = (path.hasSuffix("/") ? path : path + "/") + "target.yaml"
            guard FileReader.exists(file) else {
                throw DiagnosticError(
                    path, "the directory has no target.yaml", code: .noManifests,
                    help: "--input-dir reads that file alone; -f reads every manifest of a directory")
            }
            try inputs.add(existing: file, recursive: false)
        }
    }

    /// Adds a text that was read already.
    package mutating func add(_ input: ManifestInput) { inputs.append(input) }

    /// Notes a source that cannot be read.
    package mutating func add(_ error: DiagnosticError) { diagnostics.append(error.diagnostic) }

    private mutating func attempt(_ body: (inout ManifestInputs) throws(DiagnosticError) -> Void) {
        do throws(DiagnosticError) { try body(&self) } catch { add(error) }
    }

    private mutating func addStandardInput(_ wrap: (ManifestInput) -> ManifestInput) throws(DiagnosticError) {
        guard seen.insert("-").inserted else { return }
        switch FileReader.read(descriptor: STDIN_FILENO, name: "<stdin>") {
        case .success(let bytes): inputs.append(wrap(.text(YAMLReader.sourceFile(name: "<stdin>", bytes: bytes))))
        case .failure(let error): throw error
        }
    }

    private mutating func add(
        _ pattern: PathPattern, writtenAs text: String, recursive: Bool
    ) throws(DiagnosticError) {
        let matches = pattern.matches()
        guard !matches.isEmpty else {
            throw DiagnosticError(
                text, "nothing matches this pattern", code: .noManifests,
                help: "'*', '?' and '[…]' stand for parts of a name, '**' for any number of directories")
        }
        for match in matches {
            try add(existing: match, recursive: recursive || pattern.isDeep, isNamed: false)
        }
    }

    /// A file is opened when its turn comes; a pipe is read now, because a run may look at its manifests again.
    private static func input(_ path: String, _ kind: FileReader.Kind?) throws(DiagnosticError) -> ManifestInput {
        guard kind == .stream else { return .file(path) }
        return .text(YAMLReader.sourceFile(name: path, bytes: try FileReader.read(path).get()))
    }

    private mutating func add(existing path: String, recursive: Bool, isNamed: Bool = true) throws(DiagnosticError) {
        let kind = try FileReader.kind(of: path)
        guard kind == .directory else {
            if isNew(file: path) {
                inputs.append(kind == .file && !isNamed ? .found(path) : try Self.input(path, kind))
            }
            return
        }
        guard try add(manifestsOf: path, recursive: recursive) else {
            throw DiagnosticError(
                path, "the directory has no manifests (*.yaml, *.yml, *.json)\(recursive ? "" : " of its own")",
                code: .noManifests, help: recursive ? nil : "use -R to read the directories in it too")
        }
    }

    /// Adds the manifests of a directory that are not there yet; false where it has none.
    private mutating func add(manifestsOf directory: String, recursive: Bool) throws(DiagnosticError) -> Bool {
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        let isNew = readFolders.insert(realPath(ofFolder: directory)).inserted
        var hasManifests = false
        for entry in try FileReader.entries(of: directory) {
            let path = prefix + entry.name
            switch entry.kind {
            case .directory:
                // Folders with a dot are a tool's own: .git, .openmcf.
                if recursive, !entry.name.hasPrefix("."), try add(manifestsOf: path, recursive: true) {
                    hasManifests = true
                }
            case .file where Self.isManifest(entry.name):
                hasManifests = true
                if isNew, seen.isEmpty || !seen.contains(identity(of: path)) { inputs.append(.found(path)) }
            case .file: break
            }
        }
        return hasManifests
    }

    private static func isManifest(_ name: String) -> Bool {
        name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    }

    private mutating func isNew(file path: String) -> Bool {
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        if Self.isManifest(name), readFolders.contains(realPath(ofFolder: Self.folder(of: path))) { return false }
        return seen.insert(identity(of: path)).inserted
    }

    /// A file's name in the folder's real path: one call to the system for a folder, not one for each file.
    private mutating func identity(of path: String) -> String {
        let slash = path.lastIndex(of: "/")
        return realPath(ofFolder: Self.folder(of: path)) + "/"
            + (slash.map { path[path.index(after: $0)...] } ?? path[...])
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private mutating func realPath(ofFolder folder: String) -> String {
        if let known = folders[folder] { return known }
        let real = FileReader.realPath(folder) ?? folder
        folders[folder] = real
        return real
    }
}
