package import Diagnostics

/// How to reach one cluster and as whom.
package struct ClusterConfiguration: Sendable, CustomStringConvertible {
    package var server: ServerURL
    package var credentials: Credentials
    /// PEM text of the authorities that may sign the server's certificate; nil for the system's.
    package var certificateAuthority: [UInt8]?
    /// Where the authority comes from, for messages.
    package var certificateAuthorityOrigin: String?
    /// The name to check the server's certificate against, where it is not the host's.
    package var tlsServerName: String?
    /// Accepts every certificate; only ever on the user's explicit word.
    package var skipsTLSVerification = false
    package var proxy: ProxyURL?
    /// The namespace of the context; nil where it names none.
    package var defaultNamespace: String?
    package var contextName: String?
    /// Where all this comes from, such as "context prod of /home/me/.kube/config".
    package var origin: String

    package init(server: ServerURL, credentials: Credentials = Credentials(), origin: String) {
        self.server = server
        self.credentials = credentials
        self.origin = origin
    }

    package var description: String { "\(server) (\(origin))" }
}

/// Who to be: at most one of a token, a name and password; a client certificate goes with either.
package struct Credentials: Sendable {
    package var token: TokenSource?
    package var userName: String?
    package var password: Secret?
    /// PEM text.
    package var clientCertificate: [UInt8]?
    /// PEM text.
    package var clientKey: Secret?

    package init(token: TokenSource? = nil) { self.token = token }

    /// What is used, for messages.
    package var summary: String {
        switch token {
        case .fixed: "a token"
        case .file(let path): "the token in '\(path)'"
        case nil:
            if userName != nil {
                "a user name and password"
            } else if clientCertificate != nil {
                "a client certificate"
            } else {
                "no credentials"
            }
        }
    }
}

/// A bearer token, or the file that always holds the current one.
package enum TokenSource: Sendable {
    case fixed(Secret)
    /// Read again every minute and after a 401: such tokens are replaced while a command runs.
    case file(String)
}

/// A proxy to reach the cluster through.
package struct ProxyURL: Sendable, Hashable {
    package enum Kind: Sendable { case http, socks5 }

    package let kind: Kind
    package let host: String
    package let port: Int

    /// Reads `http://host:port` or `socks5://host:port`; throws for everything else, an `https` proxy included.
    package init(parsing text: String) throws(ClusterConfigurationError) {
        let parts = text.split(separator: "://", maxSplits: 1).map(String.init)
        guard parts.count == 2, let kind: Kind = ["http": .http, "socks5": .socks5][parts[0]] else {
            throw ClusterConfigurationError(
                .invalidProxy, "the proxy '\(text.contains("@") ? "…" : text)' cannot be used",
                help: "Only proxies of the form 'http://host:port' and 'socks5://host:port' are supported.")
        }
        let url = try ServerURL(parsing: "http://" + parts[1])
        self.kind = kind
        host = url.host
        port = kind == .socks5 && !parts[1].contains(":\(url.port)") ? 1080 : url.port
    }
}

/// Why a cluster's configuration cannot be used; no cluster has been contacted.
package struct ClusterConfigurationError: Error, Sendable {
    /// The kind of problem, for scripts.
    package struct Code: RawRepresentable, Sendable, Hashable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let invalidServer = Code(rawValue: "cluster-server")
        package static let invalidProxy = Code(rawValue: "cluster-proxy")
        /// A file that is named explicitly cannot be read.
        package static let unreadableFile = Code(rawValue: "cluster-file")
        /// A kubeconfig is no YAML, or not built like a kubeconfig.
        package static let invalidKubeconfig = Code(rawValue: "kubeconfig-invalid")
        /// A context, cluster or user that is named does not exist.
        package static let unknownName = Code(rawValue: "kubeconfig-name")
        /// A way to authenticate that this version does not have.
        package static let unsupportedCredentials = Code(rawValue: "credentials-unsupported")
    }

    package let code: Code
    /// One sentence without a final full stop.
    package let message: String
    package let help: String?
    /// The place in the kubeconfig.
    package let range: SourceRange?

    package init(_ code: Code, _ message: String, help: String? = nil, at range: SourceRange? = nil) {
        self.code = code
        self.message = message
        self.help = help
        self.range = range
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
