package import Diagnostics

/// Why a cluster's configuration cannot be used; no cluster has been contacted.
package struct ClusterConfigurationError: Error, Sendable {
    /// The kind of problem, for scripts.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The code as JSON reports spell it.
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The server's address is no URL of an API server.
        package static let invalidServer = Code(rawValue: "cluster-server")
        /// The proxy's address is none that can be used.
        package static let invalidProxy = Code(rawValue: "cluster-proxy")
        /// A file that is named explicitly cannot be read.
        package static let unreadableFile = Code(rawValue: "cluster-file")
        /// A kubeconfig is no YAML, or not built like a kubeconfig, or says two things that exclude each other.
        package static let invalidKubeconfig = Code(rawValue: "kubeconfig-invalid")
        /// OpenMCF's provider file is not what it should be, or is for a cluster that it does not lead to.
        package static let invalidProvider = Code(rawValue: "provider-invalid")
        /// A context, cluster or user that is named does not exist.
        package static let unknownName = Code(rawValue: "kubeconfig-name")
        /// Certificates, keys or credentials that are damaged, or exclude each other.
        package static let unusableCredentials = Code(rawValue: "credentials-invalid")
        /// A credential plugin that is missing, fails, or prints what cannot be used.
        package static let pluginFailed = Code(rawValue: "credential-plugin")
        /// A way to authenticate that this version does not have.
        package static let unsupportedCredentials = Code(rawValue: "credentials-unsupported")
    }

    /// The kind of problem; it decides the exit code.
    package let code: Code
    /// One sentence without a final full stop.
    package let message: String
    /// What to do next, as a sentence; nil where the message says it.
    package let help: String?
    /// The place in the kubeconfig.
    package let range: SourceRange?

    package init(_ code: Code, _ message: String, help: String? = nil, at range: SourceRange? = nil) {
        self.code = code
        self.message = message
        self.help = help
        self.range = range
    }

    /// The same error at a place, unless it has one.
    func placed(at range: SourceRange?) -> ClusterConfigurationError {
        ClusterConfigurationError(code, message, help: help, at: self.range ?? range)
    }
}

extension ClusterConfigurationError: CustomStringConvertible {
    /// The message after its place, such as "config:12:5: …".
    package var description: String {
        guard let range else { return message }
        let place = range.startLocation
        return "\(range.file.name):\(place.line):\(place.column): \(message)"
    }
}
