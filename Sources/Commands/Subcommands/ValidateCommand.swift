internal import Applying
internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import State

struct ValidateCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check manifests and say everything that is wrong with them.",
        discussion: """
            Judges KubernetesTcpRoute manifests as a real API server would, without asking one, and reports every \
            problem with its place. The exit code is 3 when there is an error. Warnings tell of what a server takes \
            and nobody means; --strict, --error, --warn and --ignore say what becomes of them.

            With --server-side the API server of the cluster is asked to try each route as well, with nothing stored: \
            what its webhooks, policies and quotas say against a route is told at its lines.

            Examples:
              openmcf validate -f tcproute.yaml
              openmcf validate routes/ -R
              openmcf validate routes/ --strict --ignore parent-port
              openmcf validate --kustomize-dir deploy --overlay prod
              openmcf validate routes/ -o json | jq '.diagnostics[].path'
              openmcf validate routes/ -o sarif > openmcf.sarif
              openmcf validate routes/ --server-side --kube-context prod
            """,
        aliases: ["validate-manifest"])

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @Flag(help: "Have the API server try each route, with nothing stored: webhooks, quotas and policies included.")
    var serverSide = false

    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var api: RouteAPIOptions
    @OptionGroup var requests: ParallelismOptions
    @OptionGroup var format: ValidationFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.format == .json }

    func document(_ failure: Failure, _ context: CommandContext) -> String? {
        FailureDocument(format: format.format, context: context).text(failure)
    }

    var timeLimit: Duration? { serverSide ? cluster.timeout.duration : nil }

    func validate() throws {
        guard !serverSide, let flag = cluster.firstFlag else { return }
        throw ValidationError("\(flag) names a cluster, and validate asks none without --server-side")
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let known = try state.known(context)
        // What the server is asked to try names the stack.
        if serverSide { try known.require() }
        let snapshot = known.snapshot
        var set = try await load(nil, snapshot, context)
        try known.settle(set.diagnostics, context)
        if let api = api.api, api.isKnownClusterScoped {
            set = set.addressed(to: RouteDestination(group: api.group, isClusterScoped: true))
        }
        // What is wrong without asking a server need not be tried.
        if serverSide, set.isValid { set = try await tried(set, snapshot, context) }
        context.print(ValidationReport(format: format.format, context).text(set))
        return set.isValid ? .success : .invalidManifest
    }

    private func load(
        _ online: OnlineTarget?, _ snapshot: StateSnapshot?, _ context: CommandContext
    ) async throws(Failure) -> ManifestSet {
        try await source.load(
            online: online, api: api.api ?? .standard, outputs: snapshot?.referenceTargets ?? [],
            applied: snapshot?.routeViews ?? [],
            keepingRoutes: serverSide || api.api?.isKnownClusterScoped == true,
            defaultNamespace: serverSide ? cluster.contextNamespace(context) : .none, context)
    }

    /// The manifests with what the cluster's API server says against them.
    private func tried(
        _ assumed: ManifestSet, _ snapshot: StateSnapshot?, _ context: CommandContext
    ) async throws -> ManifestSet {
        try cluster.checkLabels(assumed.routes, namespace: source.namespace)
        let choice = try cluster.choice(context, manifests: assumed.routes.map(\.manifest.value))
        let access = ClusterAccess(context, cluster, requests, command: "validate")
        return try await access.withClient(choice, readsOnly: true) { client in
            let wanted = api.api ?? .standard
            let version = source.target.apiVersion.version
            let routes = try await ServedRoutes.discover(
                client, version.map { RouteAPI(group: wanted.group, version: $0) } ?? wanted)
            let online = try await routes.target(of: assumed.routes, client)
            let isAsAssumed = try source.target.target(online: nil) == source.target.target(online: online)
            var set = isAsAssumed ? assumed : try await load(online, snapshot, context)
            set = set.addressed(to: routes.destination)
            guard set.isValid else { return set }
            let refused = try await DryRun(client, routes, parallelism: access.parallelism)
                .judge(set.routes, stack: snapshot?.lineage)
            set.diagnostics = (set.diagnostics + refused).inSourceOrder(of: set.files)
            return set
        }
    }
}
