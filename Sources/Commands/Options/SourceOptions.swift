internal import ArgumentParser

/// The flags that name sources of manifests.
struct SourceOptions: ParsableArguments {
    @Option(
        name: [.customShort("f", allowingJoined: true), .customLong("manifest")],
        help: ArgumentHelp(
            "A file, directory, pattern ('routes/*.yaml') or https:// URL, or - for standard input; repeatable.",
            valueName: "path"),
        completion: .file())
    var manifests: [String] = []

    @Flag(name: [.customShort("R"), .long], help: "Read the directories in a directory too.")
    var recursive = false

    @Option(
        name: .customLong("kustomize-dir"),
        help: ArgumentHelp("Build this directory with kustomize.", valueName: "directory"), completion: .directory)
    var kustomizeDirectories: [String] = []

    @Option(
        name: .customLong("overlay"),
        help: ArgumentHelp("Build overlays/NAME of the --kustomize-dir instead.", valueName: "name"))
    var overlays: [String] = []

    @Option(
        name: [.customShort("i", allowingJoined: true), .customLong("stack-input")],
        help: ArgumentHelp("A file that holds the manifest under 'target:'; repeatable.", valueName: "file"),
        completion: .file())
    var stackInputs: [String] = []

    @Option(
        name: .customLong("input-dir"),
        help: ArgumentHelp("Read target.yaml of this directory; repeatable.", valueName: "directory"),
        completion: .directory)
    var inputDirectories: [String] = []

    @Flag(name: .shortAndLong, help: "Read the clipboard.")
    var clipboard = false

    var kustomizeDirectory: String? { kustomizeDirectories.first }
    var overlay: String? { overlays.first }

    /// Whether no flag names a source.
    var isEmpty: Bool {
        manifests.isEmpty && stackInputs.isEmpty && inputDirectories.isEmpty && kustomizeDirectory == nil && !clipboard
    }

    func validate() throws {
        if kustomizeDirectories.count > 1 || overlays.count > 1 {
            throw ValidationError(
                "--kustomize-dir and --overlay can be given once; build the others with kustomize and -f -")
        }
        if let overlay {
            if kustomizeDirectory == nil {
                throw ValidationError("--overlay names an overlay of --kustomize-dir, which is missing")
            }
            if overlay.isEmpty { throw ValidationError("--overlay must not be empty") }
        }
        if kustomizeDirectory == "" { throw ValidationError("--kustomize-dir must not be empty") }
        if manifests.contains("-"), stackInputs.contains("-") {
            throw ValidationError("standard input can be read once: as a manifest with -f or as a stack input with -i")
        }
    }
}
