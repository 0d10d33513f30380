internal import Diagnostics

extension CommandContext {
    /// The checkout, where a CI system says which folder that is, or else the current directory.
    var sourceRoot: SourceRoot {
        SourceRoot(
            workingDirectory: workingDirectory,
            workspaces: ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].compactMap { environment[$0] })
    }
}
