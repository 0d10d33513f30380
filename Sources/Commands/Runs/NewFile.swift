internal import Diagnostics
internal import Files

/// A file that a command makes for the user, whole or not at all.
struct NewFile {
    let path: String
    /// Whether one that exists is replaced.
    let replaces: Bool
    /// How a failure begins.
    var outcome = "nothing was written"
    /// What the run has read.
    var inUse = FilesInUse()

    /// Says what stands in the way, before there is anything to write.
    func check(_ context: CommandContext) throws(Failure) {
        guard !path.isEmpty else { throw Failure.usage("the name of the file is empty") }
        // Not even with --force, which is about what was written before.
        var inUse = inUse
        inUse.addUsualState(context)
        inUse.addSandbox(context)
        if let use = inUse.use(of: path) {
            throw Failure.usage("\(outcome): '\(path)' is \(use)", help: "name another file")
        }
        // Replacing a device such as /dev/null by a file would break it for everybody.
        if Path.isSpecial(path) {
            throw Failure(
                .unwritableFile, "\(outcome): '\(path)' is no regular file",
                help: "name a file, or - for standard output")
        }
        if !replaces, Path.exists(path) { throw existing }
    }

    func write(_ text: String) throws(Failure) {
        let bytes = Array(text.utf8)
        do {
            if replaces {
                try DurableFile.replace(path, with: bytes, permissions: 0o644)
            } else {
                try DurableFile.create(path, with: bytes, permissions: 0o644)
            }
        } catch {
            // Somebody else may have made it since it was looked for.
            if !replaces, Path.exists(path) { throw existing }
            // The error names the file that was asked for, not the temporary one beside it.
            let error = FileError(error.operation, path, number: error.number)
            throw Failure(
                .unwritableFile, "\(outcome): \(error.message)",
                help: error.isMissing
                    ? "make the folder first: mkdir -p \(shellWord(Path.folder(of: path)))" : Self.help(for: error))
        }
    }

    /// What to do about a file or a folder that cannot be made: one that is not there has no owner to be looked at.
    static func help(for error: FileError) -> String? {
        guard error.isForbidden, !Path.exists(error.path) else { return error.help }
        var folder = Path.folder(of: error.path)
        while !Path.exists(folder), folder != Path.folder(of: folder) { folder = Path.folder(of: folder) }
        return "Check who owns the folder '\(folder)', and that you may write there."
    }

    private var existing: Failure {
        Failure(
            .fileExists, "\(outcome): '\(path)' exists already",
            help: "name another file, or replace it with --force")
    }
}
