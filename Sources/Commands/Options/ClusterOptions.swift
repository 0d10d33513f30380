internal import ArgumentParser
internal import Diagnostics
internal import KubernetesClient
internal import Manifests
internal import Nodes
internal import Sandbox

/// Which cluster a command works on.
struct ClusterOptions: ParsableArguments {
    /// Where the sandbox keeps its data, in the current directory.
    static let sandboxDirectory = ".openmcf/sandbox"

    @Flag(help: "Use the API server inside this program; its data is kept in .openmcf/sandbox.")
    var sandbox = false

    @Option(help: ArgumentHelp("Address of the API server, instead of a kubeconfig.", valueName: "url"))
    var server: String?

    @Option(help: "File with the bearer token for --server; read again when it changes.", completion: .file())
    var tokenFile: String?

    @Option(help: "File with the certificate authority for --server.", completion: .file())
    var certificateAuthority: String?

    @Option(
        help: "Kubeconfig file; otherwise KUBECONFIG, ~/.kube/config, or a pod's service account.", completion: .file())
    var kubeconfig: String?

    @Option(help: "Context of the kubeconfig; otherwise the manifest's label kubernetes.openmcf.org/context.")
    var kubeContext: String?

    @Option(
        help: ArgumentHelp(
            "How long one attempt at a request to the API server may take, such as 90s or 1h30m.", valueName: "time"))
    var requestTimeout = DurationArgument(.seconds(30))

    @Option(help: ArgumentHelp("How long all of it may take, with retries and waiting.", valueName: "time"))
    var timeout = DurationArgument(.seconds(15 * 60))

    func validate() throws {
        try requestTimeout.requirePositive("--request-timeout")
        try timeout.requirePositive("--timeout")
        let chosen = [
            sandbox ? "--sandbox" : nil, server.map { _ in "--server" }, kubeconfig.map { _ in "--kubeconfig" },
        ]
        .compactMap { $0 }
        if chosen.count > 1 { throw ValidationError("\(chosen.joined(separator: " and ")) exclude each other") }
        if server == nil {
            if tokenFile != nil { throw ValidationError("--token-file goes with --server") }
            if certificateAuthority != nil { throw ValidationError("--certificate-authority goes with --server") }
        } else if kubeContext != nil {
            throw ValidationError("--kube-context goes with a kubeconfig, not with --server")
        }
    }
}

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
        if sandbox { return .sandbox }
        let environment = ClusterEnvironment(variables: context.environment)
        do throws(ClusterConfigurationError) {
            if let server {
                var configuration = ClusterConfiguration(server: try ServerURL(parsing: server), origin: "--server")
                configuration.credentials.token = tokenFile.map(TokenSource.file)
                if let certificateAuthority {
                    configuration.certificateAuthority = try environment.readFile(certificateAuthority)
                    configuration.certificateAuthorityOrigin = certificateAuthority
                    if configuration.certificateAuthority == nil {
                        throw ClusterConfigurationError(
                            .unreadableFile, "the certificate authority '\(certificateAuthority)' does not exist",
                            help: "Check --certificate-authority.")
                    }
                }
                return .configured(configuration)
            }
            let name = kubeContext ?? labelled(manifests)
            switch try ClusterSearch.find(kubeconfig: kubeconfig, context: name, in: environment) {
            case .found(let configuration): return .configured(configuration)
            case .nothing(let places):
                // Who names a kubeconfig or a context means a cluster: then none is a failure, also for a plan.
                guard kubeconfig == nil, name == nil else { throw Self.missing(context: name, places) }
                return .none(places)
            }
        } catch {
            guard let range = error.range else {
                throw Failure(.cluster, code: error.code.rawValue, error.message, help: error.help)
            }
            throw Failure(
                .cluster, code: error.code.rawValue, "the kubeconfig '\(range.file.name)' cannot be used",
                help: error.help,
                diagnostics: [Diagnostic(.error, DiagnosticCode(error.code.rawValue), error.message, range: range)])
        }
    }

    private static func missing(context: String?, _ places: [String]) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .unknownName,
            context.map { "there is no context '\($0)': no kubeconfig was found" } ?? "the kubeconfig names no cluster",
            help: "These were looked at:\n" + places.map { "  \($0)" }.joined(separator: "\n"))
    }

    private func labelled(_ manifests: [Value]) -> String? {
        manifests.lazy.compactMap { $0["metadata"]?["labels"]?[ManifestSchema.contextLabel]?.string }.first
    }

    /// All manifests go to one cluster: labels that name several are an error.
    func checkLabels(_ routes: [RouteManifest]) throws(Failure) {
        guard !sandbox, server == nil, kubeContext == nil else { return }
        let contexts = Set(
            routes.map { $0.manifest.value["metadata"]?["labels"]?[ManifestSchema.contextLabel]?.string })
        guard contexts.count > 1 else { return }
        let names = contexts.map { $0.map { "'\($0)'" } ?? "none" }.sorted().joined(separator: ", ")
        throw Failure.usage(
            "the manifests name different contexts with the label \(ManifestSchema.contextLabel): \(names)",
            help: "apply them one context at a time, or choose with --kube-context")
    }

    /// Runs a body with a client for the chosen cluster.
    func withClient<Result: Sendable>(
        _ choice: ClusterChoice, parallelism: Int, _ context: CommandContext, command: String,
        _ body: @escaping @Sendable (KubernetesClient) async throws -> Result
    ) async throws -> Result {
        var options = KubernetesClientOptions()
        options.maximumConnections = parallelism
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
                return try await withKubernetesClient(configuration, options: clientOptions, body)
            case .sandbox:
                var sandbox = SandboxOptions()
                sandbox.createsNamespaces = true
                sandbox.command = command
                sandbox.onWaiting = { context.inform($0) }
                return try await SandboxServer.withSandbox(dataDirectory: Self.sandboxDirectory, options: sandbox) {
                    url in
                    context.detail("cluster: the sandbox at \(url)")
                    let configuration = ClusterConfiguration(server: try ServerURL(parsing: url), origin: "--sandbox")
                    return try await withKubernetesClient(configuration, options: clientOptions, body)
                }
            case .none(let places): throw Failure.noCluster(places)
            }
        } catch let error as KubernetesError {
            throw Failure(error)
        } catch let error as SandboxError {
            throw Failure(
                error.code == .busy ? .locked : .failure, code: error.code.rawValue, error.message, help: error.help)
        } catch let error as ClusterConfigurationError {
            throw Failure(.cluster, code: error.code.rawValue, error.message, help: error.help)
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

    init(_ error: KubernetesError) {
        let status: ExitStatus =
            switch error.code {
            case .unreachable, .connectionLost, .tls, .unauthenticated, .forbidden, .notKubernetes, .unknownPath,
                .configuration, .timedOut:
                .cluster
            case .conflict, .alreadyExists, .gone: .conflict
            case .invalid, .badRequest, .denied: .invalidManifest
            case .cancelled: .interrupted
            default: .failure
            }
        self.init(status, code: error.code.rawValue, error.message, help: error.help)
    }
}
