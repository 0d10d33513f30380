internal import Diagnostics
internal import KubernetesClient
internal import Manifests
internal import Sandbox
internal import Values

/// The cluster that the options name.
enum ClusterChoice {
    case sandbox
    case configured(ClusterConfiguration)
    /// None, with the places that were looked at.
    case none([String])
}

extension ClusterOptions {
    /// The chosen cluster; `manifests` may name a context.
    func choice(_ context: CommandContext, manifests: [Value] = []) throws(Failure) -> ClusterChoice {
        do { return try search(context, manifests: manifests) } catch { throw Failure(error) }
    }

    /// The chosen cluster, or what is wrong with its configuration.
    func search(
        _ context: CommandContext, manifests: [Value]
    ) throws(ClusterConfigurationError) -> ClusterChoice {
        if sandbox { return .sandbox }
        let environment = ClusterEnvironment(variables: context.environment)
        var overrides = clusterOverrides
        overrides.labelledContext = labelled(manifests)
        switch try ClusterSearch.find(overrides, in: environment) {
        case .found(let configuration): return .configured(configuration)
        case .nothing(let places):
            // A flag that names a cluster means one: finding none is then a failure, for a plan too.
            guard namingFlags.isEmpty else { throw Self.missing(namingFlags, places) }
            return .none(places)
        }
    }

    /// The namespace of the chosen context; nil where there is no cluster, which is told when one is needed.
    func defaultNamespace(_ context: CommandContext) -> DefaultNamespace? {
        if sandbox { return DefaultNamespace("default", origin: "as in a context that names none") }
        let environment = ClusterEnvironment(variables: context.environment)
        guard case .found(let found)? = try? ClusterSearch.find(clusterOverrides, in: environment) else { return nil }
        guard let namespace = found.defaultNamespace else {
            return DefaultNamespace("default", origin: "as the context names none")
        }
        let context = found.contextName.map { "the context '\($0)'" } ?? "the context"
        return DefaultNamespace(namespace, origin: "the namespace of \(context)")
    }

    private static func missing(_ flags: [String], _ places: [String]) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .unknownName, "no cluster is configured that \(flags.joined(separator: " and ")) could be about",
            help: "Name one with --server, or with a kubeconfig. These were looked at:\n"
                + places.map { "  \($0)" }.joined(separator: "\n"))
    }

    private func labelled(_ manifests: [Value]) -> String? {
        manifests.lazy.compactMap { $0["metadata"]?["labels"]?[ManifestSchema.contextLabel]?.string }.first
    }

    /// A connection to the sandbox in this process has both its ends here.
    var descriptorsPerRequest: Int { sandbox ? 2 : 1 }

    /// All manifests go to one cluster: labels that name several are an error.
    ///
    /// - Parameter namespace: what `-n` says.
    func checkLabels(_ routes: [RouteManifest], namespace: String?) throws(Failure) {
        guard !sandbox, (kubeContext ?? "").isEmpty else { return }
        if namespace == nil, let route = routes.first(where: { $0.takesDefaultNamespace && $0.context != nil }) {
            throw Failure.usage(
                "the TCPRoute '\(route.name)' names its context with the label \(ManifestSchema.contextLabel), and no namespace",
                help: "add metadata.namespace, or name the namespace with -n or the context with --kube-context")
        }
        let contexts = Set(
            routes.map { $0.manifest.value["metadata"]?["labels"]?[ManifestSchema.contextLabel]?.string })
        guard contexts.count > 1 else { return }
        let names = contexts.map { $0.map { "'\($0)'" } ?? "none" }.sorted().joined(separator: ", ")
        throw Failure.usage(
            "the manifests name different contexts with the label \(ManifestSchema.contextLabel): \(names)",
            help: "apply them one context at a time, or choose with --kube-context")
    }

    /// Runs a body with a client for the chosen cluster.
    ///
    /// - Parameters:
    ///   - readsOnly: whether the body writes nothing, so that not even the sandbox's folder is made for it.
    ///   - tells: whether what is dangerous or surprising about its configuration is told here.
    func withClient<Result: Sendable>(
        _ choice: ClusterChoice, parallelism: Int, _ context: CommandContext, command: String, readsOnly: Bool = false,
        tells: Bool = true, _ body: @escaping @Sendable (KubernetesClient) async throws -> Result
    ) async throws -> Result {
        try DescriptorLimit.checkConnections(perRequest: descriptorsPerRequest)
        var options = KubernetesClientOptions()
        options.maximumConnections = parallelism
        options.prefersHTTP2 = !(context.environment["OPENMCF_HTTP2"] ?? "").isEmpty
        options.requestTimeout = requestTimeout.duration
        options.connectTimeout = min(options.connectTimeout, options.requestTimeout)
        options.deadline = context.interruption.deadline
        options.winddown = context.interruption.winddown
        options.onWarning = { context.serverWarnings.note($0, context) }
        options.onPause = { request, time, isAskedFor in
            context.detail("\(request) is sent again in \(time.spelled)")
            if isAskedFor, time >= .seconds(2) { context.serverWarnings.notePause(time, context) }
        }
        options.userAgent = "openmcf/\(Version.number)"
        options.plugins.canAsk = context.isInputTerminal
        // A person at a terminal may be logging in, and can end a plugin that hangs: it has no time limit then.
        if context.isErrorTerminal { options.plugins.limit = nil }
        options.plugins.onWaiting = { context.inform("Waiting for the credential plugin \($0).") }
        if context.verbose {
            options.onAttempt = { request, status, time in
                let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
                context.detail("\(request) → \(status.map(String.init) ?? "no answer") in \(milliseconds) ms")
            }
        }
        let clientOptions = options
        do {
            switch choice {
            case .configured(let configuration):
                context.detail("cluster: \(configuration)")
                if tells { tell(configuration, context) }
                return try await withKubernetesClient(configuration, options: clientOptions, body)
            case .sandbox:
                var sandbox = SandboxOptions()
                sandbox.command = command
                sandbox.keepsNothing = readsOnly
                sandbox.maximumConnections = DescriptorLimit.connections
                sandbox.onWaiting = { context.inform($0) }
                return try await SandboxServer.withSandbox(dataDirectory: Self.sandboxDirectory, options: sandbox) {
                    url in
                    context.detail("cluster: the sandbox at \(url)")
                    var configuration = ClusterConfiguration(server: try ServerURL(parsing: url), origin: "--sandbox")
                    configuration.isSandbox = true
                    return try await withKubernetesClient(configuration, options: clientOptions, body)
                }
            case .none(let places): throw Failure.noCluster(places)
            }
        } catch {
            throw Failure(from: error)
        }
    }

    /// Warnings are told on every run; notes are what `--quiet` silences.
    private func tell(_ configuration: ClusterConfiguration, _ context: CommandContext) {
        for warning in configuration.warnings { context.warn(warning) }
        for note in configuration.notes {
            context.inform(context.errorStyle(.boldCyan, "note") + ": " + printable(note))
        }
    }
}

extension Failure {
    static func noCluster(_ places: [String]) -> Failure {
        Failure(
            .cluster, code: "no-cluster", "no cluster is configured",
            help: "use --sandbox, --server URL or a kubeconfig; these were looked at:\n"
                + places.map { "  \($0)" }.joined(separator: "\n"))
    }

    init(_ error: ClusterConfigurationError) {
        guard let range = error.range else {
            self.init(.cluster, code: error.code.rawValue, error.message, help: error.help)
            return
        }
        self.init(
            .cluster, code: error.code.rawValue,
            "the \(error.code == .invalidProvider ? "provider file" : "kubeconfig") '\(range.file.name)' cannot be used",
            help: error.help,
            diagnostics: [Diagnostic(.error, DiagnosticCode(error.code.rawValue), error.message, range: range)])
    }

    init(_ error: KubernetesError) {
        let status: ExitStatus =
            switch error.code {
            case .unreachable, .connectionLost, .tls, .unauthenticated, .forbidden, .notKubernetes, .unknownPath,
                .configuration, .credentialPlugin, .timedOut:
                .cluster
            case .conflict, .alreadyExists, .gone: .conflict
            case .invalid, .badRequest, .denied: .invalidManifest
            case .cancelled: .interrupted
            default: .failure
            }
        self.init(status, code: error.code.rawValue, error.message, help: error.help)
    }
}
