internal import Diagnostics
internal import KubernetesClient
internal import Sandbox
internal import Values

/// How a command reaches its cluster: with which bounds, and what is told on the way.
struct ClusterAccess: Sendable {
    let context: CommandContext
    let options: ClusterOptions
    /// Requests in flight at a time.
    let parallelism: Int
    /// The name of the command, for who waits for the sandbox meanwhile.
    let command: String
    /// How many connections may be kept open beside those for requests.
    var watches = 0

    init(_ context: CommandContext, _ options: ClusterOptions, _ requests: ParallelismOptions, command: String) {
        self.context = context
        self.options = options
        self.parallelism = requests.allowed(on: options)
        self.command = command
    }

    /// Runs a body with a client for the chosen cluster.
    ///
    /// - Parameters:
    ///   - choice: the cluster.
    ///   - readsOnly: whether the body writes nothing, so that not even the sandbox's folder is made for it.
    ///   - tells: whether what is dangerous or surprising about its configuration is told here.
    func withClient<Result: Sendable>(
        _ choice: ClusterChoice, readsOnly: Bool = false, tells: Bool = true,
        _ body: @escaping @Sendable (KubernetesClient) async throws -> Result
    ) async throws -> Result {
        try DescriptorLimit.checkConnections(perRequest: options.descriptorsPerRequest)
        let clientOptions = clientOptions
        do {
            switch choice {
            case .configured(let configuration):
                context.detail("cluster: \(configuration)")
                if tells { tell(configuration) }
                return try await withKubernetesClient(configuration, options: clientOptions, body)
            case .sandbox:
                return try await SandboxServer.withSandbox(
                    dataDirectory: context.sandboxDirectory, options: sandboxOptions(readsOnly: readsOnly)
                ) { address in
                    context.detail("cluster: the sandbox at \(address.url)")
                    let configuration = try ClusterConfiguration(sandbox: address)
                    return try await withKubernetesClient(configuration, options: clientOptions, body)
                }
            case .none(let places): throw Failure.noCluster(places)
            }
        } catch {
            throw Failure(from: error)
        }
    }

    private var clientOptions: KubernetesClientOptions {
        let context = context
        var options = KubernetesClientOptions()
        options.maximumConnections = parallelism + watches
        options.prefersHTTP2 = !(context.environment["OPENMCF_HTTP2"] ?? "").isEmpty
        options.requestTimeout = self.options.requestTimeout.duration
        options.connectTimeout = min(options.connectTimeout, options.requestTimeout)
        options.deadline = context.interruption.deadline
        options.winddown = context.interruption.winddown
        options.onWarning = { context.serverWarnings.note($0, context) }
        options.onPause = { request, time, reason in
            context.detail("\(request) is sent again in \(time.spelled)")
            context.serverWarnings.notePause(time, reason, context)
        }
        options.userAgent = Version.userAgent
        options.plugins.canAsk = context.isInputTerminal
        // A person at a terminal may be logging in, and can end a plugin that hangs: it has no time limit then.
        if context.isErrorTerminal { options.plugins.limit = nil }
        options.plugins.onWaiting = { context.inform("Waiting for the credential plugin \($0).") }
        if context.verbose {
            options.onAttempt = { request, status, time in
                let (seconds, milliseconds) = time.secondsAndMilliseconds
                let taken = seconds * 1000 + milliseconds
                context.detail("\(request) → \(status.map(String.init) ?? "no answer") in \(taken) ms")
            }
        }
        return options
    }

    private func sandboxOptions(readsOnly: Bool) -> SandboxOptions {
        let context = context
        var options = SandboxOptions()
        options.command = command
        options.keepsNothing = readsOnly
        options.maximumConnections = DescriptorLimit.connections
        options.onWaiting = { context.inform($0) }
        return options
    }

    /// Warnings are told on every run; notes are what `--quiet` silences.
    private func tell(_ configuration: ClusterConfiguration) {
        for warning in configuration.warnings { context.warn(warning) }
        for note in configuration.notes {
            context.inform(context.errorStyle(.boldCyan, "note") + ": " + printable(note))
        }
    }
}

extension ClusterConfiguration {
    /// How to reach a sandbox, as who owns its folder.
    fileprivate init(sandbox address: SandboxAddress) throws {
        self.init(
            server: try ServerURL(parsing: address.url),
            credentials: Credentials(token: address.tokenFile.map { .file($0) }), origin: "--sandbox")
        certificateAuthority = address.certificateAuthority.map { Array($0.utf8) }
        isSandbox = true
    }
}
