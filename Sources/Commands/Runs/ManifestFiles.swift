internal import Files
internal import Manifests
internal import Values

/// Manifests on their way into one file, or into a directory with a file for each.
struct ManifestFiles {
    private let files: [(path: String, text: String)]
    private let replaces: Bool
    private let isDirectory: Bool
    private let path: String

    /// - Parameter path: a directory where it is one, or ends in a slash.
    init(_ manifests: [ConvertedManifest], _ path: String, replaces: Bool) {
        self.replaces = replaces
        self.path = path
        isDirectory = path.hasSuffix("/") || Path.isFolder(path)
        guard isDirectory else {
            files = [(path, manifests.map(\.text).joined(separator: "---\n"))]
            return
        }
        let folder = path.hasSuffix("/") ? path : path + "/"
        let counts = Dictionary(manifests.map { ($0.name, 1) }, uniquingKeysWith: +)
        files = manifests.map { manifest in
            // A name that stands in several namespaces needs its own; no name of a namespace has a dot.
            let name = counts[manifest.name] == 1 ? manifest.name : manifest.namespace + "." + manifest.name
            return (folder + name + ".yaml", manifest.text)
        }
    }

    /// Writes all of them; where one exists and is not to be replaced, none.
    func write(_ context: CommandContext) throws(Failure) {
        for file in files { try NewFile(path: file.path, replaces: replaces).check() }
        if isDirectory, !Path.isFolder(path) { try makeFolder() }
        for (number, file) in files.enumerated() {
            var target = NewFile(path: file.path, replaces: replaces)
            if number > 0 { target.outcome = "only \(number) of \(files.count) manifests were written" }
            try target.write(file.text)
        }
        context.inform("Wrote " + (isDirectory ? "\(English.count(files.count, "manifest")) to \(path)" : path))
    }

    private func makeFolder() throws(Failure) {
        do { try Folder.create(path) } catch {
            throw Failure(.unwritableFile, "nothing was written: \(error.message)", help: error.help)
        }
    }
}
