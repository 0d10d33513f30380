internal import Files

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
        variables: [String: String], workingDirectory: String = Folder.current,
        readFile: @escaping ReadFile = ClusterEnvironment.contents(of:)
    ) {
        self.variables = variables
        self.workingDirectory = workingDirectory
        self.readFile = readFile
    }

    /// The kubeconfigs that `KUBECONFIG` names, each once; empty where it is not set.
    package var namedKubeconfigs: [String] {
        var seen = Set<String>()
        return (variables["KUBECONFIG"] ?? "").split(separator: ":").map(String.init).filter {
            seen.insert($0).inserted
        }
    }

    /// `~/.kube/config`, which counts where nothing names another; nil without a home folder.
    package var usualKubeconfig: String? { home.map { $0 + "/.kube/config" } }

    /// The user's home folder; nil where the environment names none.
    package var home: String? { variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } }

    /// The bytes of a file on disk; nil when it or its folder does not exist.
    ///
    /// Throws `unreadableFile` for every other failure and for more than 16 MiB.
    package static func contents(of path: String) throws(ClusterConfigurationError) -> [UInt8]? {
        do {
            return try FileReader.read(path, limit: maximumSize)
        } catch {
            if error.operation == .open, error.isMissing || error.isBelowFile { return nil }
            let reason = error.isTooLarge ? "it is larger than \(maximumSize >> 20) MiB" : error.reason
            throw unreadable(path, reason)
        }
    }

    private static let maximumSize = 16 << 20

    private static func unreadable(_ path: String, _ reason: String) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .unreadableFile, "cannot read '\(path)': \(reason)", help: "Check its owner and permissions.")
    }
}
