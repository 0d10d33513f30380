internal import Diagnostics
internal import Files
internal import Manifests
internal import YAML

/// What kustomize makes of a directory or of one of its overlays.
struct KustomizeSource {
    static let timeLimit = Duration.seconds(60)

    let directory: String
    /// The name of a directory in `overlays`; without one the directory itself is built.
    let overlay: String?

    private var overlaysDirectory: String { Path.child("overlays", of: directory) }

    /// The built manifests, through `kustomize build`, or else `kubectl kustomize`.
    func read(_ context: CommandContext) async -> Result<ManifestInput, DiagnosticError> {
        do throws(DiagnosticError) {
            let path = try folder()
            let candidates: [(program: String, command: [String])] = [
                ("kustomize", ["build"]), ("kubectl", ["kustomize"]),
            ]
            guard let chosen = candidates.first(where: { ChildProcess.isInstalled($0.program, context) }) else {
                throw problem(
                    path, "neither 'kustomize' nor 'kubectl' is installed, and one of them is needed to build this",
                    help: "https://kubectl.docs.kubernetes.io/installation/kustomize tells how to install it")
            }
            let command = ([chosen.program] + chosen.command + [path]).joined(separator: " ")
            context.detail("running \(command)")
            let output: ChildProcess.Output
            do {
                // A path that begins with '-' is no flag.
                output = try await ChildProcess.run(
                    chosen.program, chosen.command + ["--", path], time: Self.timeLimit,
                    size: FileInput.maximumSize)
            } catch {
                throw problem(path, "'\(command)' \(error.message)")
            }
            if let failure = output.failure {
                throw problem(path, "'\(command)' \(failure)", help: ProgramText.excerpt(output.errors))
            }
            if let warnings = ProgramText.excerpt(output.errors) { context.inform(printable(warnings)) }
            return .success(.text(YAMLReader.sourceFile(name: "<kustomize \(path)>", bytes: output.bytes)))
        } catch {
            return .failure(error)
        }
    }

    /// The directory to build.
    private func folder() throws(DiagnosticError) -> String {
        guard Path.isFolder(directory) else {
            if ManifestURL.isURL(directory) {
                throw problem(
                    directory, "only directories are built, not URLs",
                    help: "clone it first, or give what 'kustomize build URL' prints to -f -")
            }
            throw problem(
                directory, "there is no such directory",
                help: "check --kustomize-dir; it is relative to the current directory")
        }
        guard let overlay else {
            let files = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
            if files.contains(where: { Path.leadsSomewhere(Path.child($0, of: directory)) }) {
                return directory
            }
            let overlays = overlays
            throw problem(
                directory, "the directory has no kustomization.yaml",
                help: overlays.isEmpty
                    ? "name a directory with a kustomization.yaml, or one with overlays in 'overlays/'"
                    : "name one of its overlays with --overlay: \(overlays.joined(separator: ", "))")
        }
        let path = Path.child(overlay, of: overlaysDirectory)
        guard !Path.isFolder(path) else { return path }
        let overlays = overlays
        let known =
            overlays.isEmpty
            ? "there are none in \(overlaysDirectory)" : "there are \(overlays.joined(separator: ", "))"
        throw problem(
            path, "there is no overlay '\(overlay)'",
            help: (Suggestion.nearest(to: overlay, among: overlays).map { "did you mean '\($0)'? " } ?? "") + known)
    }

    private var overlays: [String] {
        Folder.names(in: overlaysDirectory).filter { name in
            !name.hasPrefix(".") && Path.isFolder(Path.child(name, of: overlaysDirectory))
        }
    }

    private func problem(_ name: String, _ message: String, help: String? = nil) -> DiagnosticError {
        let name = DiagnosticError.withoutCredentials(name)
        return DiagnosticError(Diagnostic(.kustomizeFailed, message, at: .file(name), help: help))
    }
}
