package import Diagnostics

/// Why a cluster's configuration cannot be used; no cluster has been contacted.
package struct ClusterConfigurationError: Error, Sendable {
    /// The kind of problem, for scripts.
    package struct Code: FailureCode {
        /// The code as JSON spells it.
        package let rawValue: String
        /// What it means, for the docs.
        package let meaning: String
        private init(_ rawValue: String, _ meaning: String) { (self.rawValue, self.meaning) = (rawValue, meaning) }

        package static let invalidServer = Code("cluster-server", "the server's URL cannot be used")
        package static let invalidProxy = Code("cluster-proxy", "the proxy's URL cannot be used")
        package static let unreadableFile = Code(
            "cluster-file", "a file of certificates, a key, a token or a kubeconfig cannot be read")
        package static let invalidKubeconfig = Code(
            "kubeconfig-invalid",
            "the kubeconfig is not YAML, a field has a wrong type, or one that is needed is missing")
        package static let invalidProvider = Code(
            "provider-invalid",
            "the provider file is not YAML, lacks a field, or is for a cluster that it does not lead to")
        package static let unknownName = Code(
            "kubeconfig-name",
            "a context, cluster or user that is named does not exist, or a kubeconfig that was asked for names no cluster"
        )
        package static let unusableCredentials = Code(
            "credentials-invalid",
            "certificates, keys or credentials are damaged, or two that are given exclude each other, as for kubectl")
        package static let pluginFailed = Code(
            "credential-plugin", "a credential plugin is missing, fails, or prints what cannot be used")
        package static let unsupportedCredentials = Code(
            "credentials-unsupported",
            "the kubeconfig asks for a way to authenticate that openmcf does not have, such as an old `auth-provider`")

        /// All of them, in the order of the docs.
        package static let all: [Code] = [
            .invalidServer, .invalidProxy, .unreadableFile, .invalidProvider, .invalidKubeconfig,
            .unknownName, .unusableCredentials, .unsupportedCredentials, .pluginFailed,
        ]
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

    /// The same at its place in the kubeconfig; nil where it has none.
    package var diagnostic: Diagnostic? {
        range.map { Diagnostic(.cluster(code), message, at: .range($0)) }
    }
}

extension DiagnosticCode {
    /// What a kubeconfig is reported with: the same code as the failure that it comes to.
    fileprivate static func cluster(_ code: ClusterConfigurationError.Code) -> DiagnosticCode {
        DiagnosticCode(
            code.rawValue, .error, "The configuration of a cluster cannot be used",
            advice: "correct the place that is named")
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
