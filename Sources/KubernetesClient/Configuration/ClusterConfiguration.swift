/// How to reach one cluster and as whom.
package struct ClusterConfiguration: Sendable, CustomStringConvertible {
    package var server: ServerURL
    package var credentials: Credentials
    /// Whom requests are made for, where that is not who makes them.
    package var impersonation = Impersonation()
    /// PEM text of the authorities that may sign the server's certificate; nil for the system's.
    package var certificateAuthority: [UInt8]?
    /// Where the authority comes from, for messages.
    package var certificateAuthorityOrigin: String?
    /// The name to check the server's certificate against, where it is not the host's.
    package var tlsServerName: String?
    /// Accepts every certificate; only ever on the user's explicit word.
    package var skipsTLSVerification = false
    package var proxy: ProxyURL?
    /// Whether answers are not to be asked for compressed.
    package var disablesCompression = false
    /// The namespace of the context; nil where it names none.
    package var defaultNamespace: String?
    package var contextName: String?
    /// Where the address comes from, such as "context prod of /home/me/.kube/config".
    package var origin: String
    /// What is dangerous about it, one sentence each; to be told on every run.
    package var warnings: [String] = []
    /// What may surprise about it, one sentence each.
    package var notes: [String] = []

    package init(server: ServerURL, credentials: Credentials = Credentials(), origin: String) {
        self.server = server
        self.credentials = credentials
        self.origin = origin
    }

    package var description: String { "\(server) (\(origin))" }
}
