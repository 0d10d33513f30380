internal import Files

/// A credential that a plugin finds in a file, whose path a variable tells it.
struct PluginFile: Sendable {
    let variable: String
    let contents: Secret

    /// Runs a body with the path of the file, which only this user can read and which is there no longer than that.
    func withPath<Result>(
        in folder: String, _ body: (_ path: String) async throws(PluginProcess.Failure) -> Result
    ) async throws(PluginProcess.Failure) -> Result {
        let path: String
        do {
            path = try TemporaryFile.create(in: folder, prefix: "openmcf-", Array(contents.reveal().utf8))
        } catch {
            throw .failed(
                error.operation == .write
                    ? "cannot be run: its file cannot be written in '\(folder)'"
                    : "cannot be run: no file can be made in '\(folder)'")
        }
        defer { TemporaryFile.remove(path) }
        return try await body(path)
    }
}
