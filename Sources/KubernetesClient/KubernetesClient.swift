/// The bounds of a client.
package struct KubernetesClientOptions: Sendable {
    /// How long a connection may take to stand: names, proxy and TLS included.
    package var connectTimeout = Duration.seconds(10)
    /// How long one attempt at a request may take, from its start to the last byte of the answer.
    package var requestTimeout = Duration.seconds(30)
    /// How long a server is asked to keep a watch open.
    package var watchTime = Duration.seconds(60)
    /// How long a watch may say nothing: a server that is there still has ended it by then.
    package var watchSilence = Duration.seconds(75)
    /// What the answer about one object may have: API servers take objects of up to 3 MiB.
    package var objectLimit = AnswerLimit(bytes: 8 << 20, values: 500_000)
    /// What any other answer may have; of a list with more, smaller pages are asked for.
    package var answerLimit = AnswerLimit(bytes: 64 << 20, values: 4_000_000)
    /// Bytes that all pages of a list may have together; a server that has more goes on for ever.
    package var listSize = 1 << 30
    /// Connections at a time; more requests than these wait for one.
    package var maximumConnections = 16
    /// Whether to speak HTTP/2 where the server does, over one connection, which takes more time of the processor.
    package var prefersHTTP2 = false
    /// When a failed request is sent again, and how long to wait before.
    package var retry = RetryPolicy()
    /// When the run ends that the requests belong to: no pause goes beyond it.
    package var deadline: ContinuousClock.Instant?
    /// Brings the requests to their end before that.
    package var winddown = Winddown()
    /// The `User-Agent` header, by which audit logs tell clients apart.
    package var userAgent = "openmcf"
    /// The bounds of credential plugins.
    package var plugins = PluginOptions()
    /// Is told each attempt of a request: verb and path, the HTTP status or nil where no answer came, and its time.
    package var onAttempt: @Sendable (_ request: String, _ status: Int?, _ time: Duration) -> Void = { _, _, _ in }
    /// Is told each pause before a request is sent again, and what it is for.
    package var onPause: @Sendable (_ request: String, _ time: Duration, _ reason: RetryReason) -> Void = { _, _, _ in }
    /// Is told each `Warning` of the server, as often as it comes.
    package var onWarning: @Sendable (_ text: String) -> Void = { _ in }

    package init() {}
}

/// Runs a body with a client for a cluster; its connections are closed when this returns, however the body ends.
///
/// No connection is made before the first request. Throws `KubernetesError.Code.configuration` when the certificates
/// of the configuration cannot be used, and what the body throws.
package func withKubernetesClient<Result>(
    _ configuration: ClusterConfiguration, options: KubernetesClientOptions = KubernetesClientOptions(),
    readFile: @escaping ClusterEnvironment.ReadFile = ClusterEnvironment.contents(of:),
    _ body: (KubernetesClient) async throws -> Result
) async throws -> Result {
    let credentials = CredentialSource(configuration.credentials, options.plugins, readFile: readFile)
    do {
        return try await withHTTPTransport(configuration.transportSettings(options)) { transport in
            try await body(
                KubernetesClient(
                    configuration: configuration, options: options, transport: transport, credentials: credentials))
        }
    } catch let error as TLSSettingsError {
        throw configuration.error(error)
    }
}

/// A connection to one cluster: requests with retry, typed errors and the server's warnings.
///
/// Any number of tasks may use it. It has no rate limit of its own; a server that wants fewer requests says 429.
package struct KubernetesClient: Sendable {
    /// Where the requests go, and as whom.
    package let configuration: ClusterConfiguration
    /// The bounds that the client was made with.
    package let options: KubernetesClientOptions
    let transport: HTTPTransport
    let credentials: CredentialSource
    let contact = Contact()
    let intake = AnswerIntake()

    /// How the last of several requests ended that got no answer in all their attempts, nor did any other meanwhile; nil
    /// while the server answers, and where it never did.
    package var lostContact: KubernetesError? { contact.loss }

    init(
        configuration: ClusterConfiguration, options: KubernetesClientOptions, transport: HTTPTransport,
        credentials: CredentialSource
    ) {
        self.configuration = configuration
        self.options = options
        self.transport = transport
        self.credentials = credentials
    }
}
