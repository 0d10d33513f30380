#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A credential that a plugin finds in a file, whose path a variable tells it.
struct PluginFile: Sendable {
    let variable: String
    let contents: Secret

    /// Runs a body with the path of the file, which only this user can read and which is there no longer than that.
    func withPath<Result>(
        in folder: String, _ body: (_ path: String) async throws(PluginProcess.Failure) -> Result
    ) async throws(PluginProcess.Failure) -> Result {
        var template = Array((folder + "/openmcf-XXXXXX").utf8CString)
        // Made with mode 600.
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0 else { throw .failed("cannot be run: no file can be made in '\(folder)'") }
        defer { unlink(path) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let bytes = Array(contents.reveal().utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            written += count
        }
        close(descriptor)
        guard written == bytes.count else { throw .failed("cannot be run: its file cannot be written in '\(folder)'") }
        return try await body(path)
    }
}
