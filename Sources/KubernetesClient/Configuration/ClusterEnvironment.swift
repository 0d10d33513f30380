#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What the search for a cluster may look at: variables, the home folder and files.
///
/// Tests pass their own.
package struct ClusterEnvironment: Sendable {
    /// Returns a file's bytes, or nil when there is no such file.
    package typealias ReadFile = @Sendable (_ path: String) throws(ClusterConfigurationError) -> [UInt8]?

    /// The variables of this process, or a test's: `KUBECONFIG`, `HOME`, `HTTPS_PROXY` and the like.
    package var variables: [String: String]
    /// Absolute; empty where there is none any more.
    package var workingDirectory: String
    /// Reads kubeconfigs, certificates, keys and tokens.
    package var readFile: ReadFile

    package init(
        variables: [String: String], workingDirectory: String = ClusterEnvironment.currentDirectory(),
        readFile: @escaping ReadFile = ClusterEnvironment.contents(of:)
    ) {
        self.variables = variables
        self.workingDirectory = workingDirectory
        self.readFile = readFile
    }

    /// The user's home folder; nil where the environment names none.
    package var home: String? { variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } }

    /// The folder that this process works in.
    package static func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }

    /// The bytes of a file on disk; nil when it or its folder does not exist.
    ///
    /// Throws `unreadableFile` for every other failure and for more than 16 MiB.
    package static func contents(of path: String) throws(ClusterConfigurationError) -> [UInt8]? {
        guard let stream = fopen(path, "re") else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path, reason(errno))
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        let room = 64 * 1024
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { $1 = fread($0.baseAddress, 1, room, stream) }
            guard ferror(stream) == 0 else { throw unreadable(path, reason(errno)) }
            if chunk.isEmpty { return bytes }
            bytes += chunk
            guard bytes.count <= 16 << 20 else { throw unreadable(path, "it is larger than 16 MiB") }
        }
    }

    private static func reason(_ number: CInt) -> String {
        strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }

    private static func unreadable(_ path: String, _ reason: String) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .unreadableFile, "cannot read '\(path)': \(reason)", help: "Check its owner and permissions.")
    }
}

/// Paths relative to a folder.
enum RelativePath {
    /// The folder of a file as an absolute path.
    static func folder(of path: String, in directory: String) -> String {
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
        return path.hasPrefix("/") ? (folder.isEmpty ? "/" : String(folder)) : resolve(String(folder), in: directory)
    }

    /// A path from a folder, without `.` and `..`, as Go joins them; an absolute one is left as it is.
    static func resolve(_ path: String, in folder: String) -> String {
        guard !path.hasPrefix("/"), !folder.isEmpty else { return path }
        var parts: [Substring] = []
        for part in (folder + "/" + path).split(separator: "/") {
            switch part {
            case ".": break
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
