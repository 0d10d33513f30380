/// How to reach one cluster and as whom.
package struct ClusterConfiguration: Sendable, CustomStringConvertible {
    /// The address of the API server.
    package var server: ServerURL
    /// Who makes the requests.
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
    /// The proxy that the server is reached through; nil for a direct connection.
    package var proxy: ProxyURL?
    /// Where the proxy comes from, such as "HTTPS_PROXY", or "NO_PROXY" where that is why there is none.
    package var proxyOrigin: String?
    /// Whether answers are not to be asked for compressed.
    package var disablesCompression = false
    /// The namespace of the context; nil where it names none.
    package var defaultNamespace: String?
    /// The name of the kubeconfig's context; nil where the address comes from elsewhere.
    package var contextName: String?
    /// Whether it is the API server in this program, whose address is another one in each run.
    package var isSandbox = false
    /// Where the address comes from, such as "context prod of /home/me/.kube/config".
    package var origin: String
    /// The kubeconfigs that were read, also where the address comes from elsewhere.
    package var kubeconfigs: [String] = []
    /// The kubeconfigs that were asked for and passed over, each with what is missing there.
    package var missingPlaces: [String] = []
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

    /// The client's certificate, and those between it and its authority; none where a plugin hands it out.
    package var clientCertificates: [CertificateSummary] {
        credentials.clientCertificate.map(CertificateSummary.all(inPEM:)) ?? []
    }
}
