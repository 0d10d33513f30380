internal import Files
internal import Manifests
internal import Values

/// Manifests on their way into one file, or into a directory with a file for each.
struct ManifestFiles {
    private let files: [(path: String, text: String)]
    private let replaces: Bool
    private let isDirectory: Bool
    private let path: String
    private let manifestCount: Int
    private let inUse: FilesInUse

    /// - Parameters:
    ///   - path: a directory where it is one, or ends in a slash.
    ///   - replaces: whether files that exist are replaced.
    ///   - inUse: what is replaced in no case.
    init(_ manifests: [ConvertedManifest], _ path: String, replaces: Bool, sparing inUse: FilesInUse) {
        self.replaces = replaces
        self.inUse = inUse
        self.path = path
        manifestCount = manifests.count
        isDirectory = path.hasSuffix("/") || Path.isFolder(path)
        guard isDirectory else {
            files = [(path, manifests.map(\.text).joined(separator: "---\n"))]
            return
        }
        let names = Self.names(of: manifests.map { ($0.namespace, $0.name) })
        files = zip(names, manifests).map { (Path.child($0 + ".yaml", of: path), $1.text) }
    }

    /// The file that each manifest goes to, in their order.
    var paths: [String] {
        isDirectory ? files.map(\.path) : Array(repeating: path, count: manifestCount)
    }

    /// What files are called after routes, without an ending: no two the same, also where case tells no files apart.
    ///
    /// The namespace stands before all names or before none: a name may have dots, and look like one with a namespace.
    static func names(of routes: [(namespace: String, name: String)]) -> [String] {
        let plain = routes.map(\.name)
        if Set(plain.map { $0.lowercased() }).count == plain.count { return plain }
        var taken: Set<String> = []
        return routes.map { namespace, name in
            // Namespaces that are not known yet look the same. No name of a route has an underscore.
            let whole = namespace + "." + name
            var (candidate, number) = (whole, 1)
            while !taken.insert(candidate.lowercased()).inserted {
                number += 1
                candidate = "\(whole)_\(number)"
            }
            return candidate
        }
    }

    /// Writes all of them; where one exists and is not to be replaced, or cannot have its name, none.
    func write(_ context: CommandContext) throws(Failure) {
        for file in files {
            try NewFile(path: file.path, replaces: replaces, inUse: inUse).check(context)
            if isDirectory { try checkLength(of: Path.name(of: file.path)) }
        }
        let made = isDirectory ? try makeFolder() : []
        for (number, file) in files.enumerated() {
            var target = NewFile(path: file.path, replaces: replaces)
            if number > 0 { target.outcome = "only \(number) of \(files.count) manifests were written" }
            do { try target.write(file.text) } catch {
                // Nothing was written: that is also no folder.
                if number == 0 { made.forEach(Folder.removeEmpty) }
                throw error
            }
        }
        context.inform("Wrote " + (isDirectory ? "\(English.count(files.count, "manifest")) to \(path)" : path))
    }

    /// A route may have a name that leaves no room for the ending of a file.
    private func checkLength(of name: String) throws(Failure) {
        guard name.utf8.count > Path.maximumNameLength else { return }
        throw Failure(
            .unwritableFile,
            "nothing was written: no file can have the name '\(name)', which is longer than \(Path.maximumNameLength) bytes",
            help: "name one file for all with --out FILE.yaml, or leave --out out")
    }

    /// The folders that were made, innermost first.
    private func makeFolder() throws(Failure) -> [String] {
        var missing: [String] = []
        var folder = path
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        while !Path.exists(folder) {
            missing.append(folder)
            let above = Path.folder(of: folder)
            if above == folder { break }
            folder = above
        }
        guard !missing.isEmpty else { return [] }
        do { try Folder.create(missing[0]) } catch {
            missing.forEach(Folder.removeEmpty)
            throw Failure(
                .unwritableFile, "nothing was written: \(error.message)", help: NewFile.help(for: error))
        }
        return missing
    }
}
