internal import Applying
internal import ArgumentParser
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import Values

struct DoctorCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out why a cluster cannot be used: configuration, connection, user, API, permissions, clock.",
        discussion: """
            Looks at all that an apply needs, step by step, and says for each failure what to do. Nothing is changed. \
            What needs a step that failed is skipped. With manifests, permissions are asked for in their namespaces, \
            otherwise in the context's.

            Exit codes: 0 when nothing failed; otherwise the one with which an apply would end for the first failure.

            Examples:
              openmcf doctor
              openmcf doctor -f routes/ --kube-context prod
              openmcf doctor --server https://10.0.0.1:6443 --token-file token -o json
            """)

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var api: RouteAPIOptions
    @OptionGroup var requests: ParallelismOptions
    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { cluster.timeout.duration }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        var checks = CheckList { [isJSON = format.isJSON] made in
            // Steps may be slow, so each check is printed as soon as it is made.
            if !isJSON { context.print(DoctorReport.text(made, style: context.outputStyle)) }
        }
        let routes = try await manifests(&checks, context)
        try cluster.checkLabels(routes, namespace: source.namespace)
        let named = try await examine(routes, &checks, context)
        checks.skipRest()
        let all = checks.checks
        if format.isJSON {
            context.print(JSONWriter.document(DoctorReport.value(all, named)))
        } else {
            context.print(DoctorReport.summary(all, style: context.outputStyle))
        }
        return all.first { $0.outcome == .failed }?.status ?? .success
    }

    /// The routes that there may be permissions for; none where no manifests are given.
    private func manifests(_ checks: inout CheckList, _ context: CommandContext) async throws -> [RouteManifest] {
        guard !source.isEmpty else { return [] }
        let set = try await source.load(
            api: api.api ?? .standard, outputs: state.outputs(context),
            defaultNamespace: ContextNamespace(cluster.defaultNamespace(context)), context)
        let check =
            set.isValid
            ? Check(.manifests, .ok, English.count(set.routes.count, "route"))
            : Check(
                .manifests, .failed, Failure.invalidManifests(set.diagnostics).message,
                help: context.invocation.completing("'openmcf validate' shows where."))
        checks.add([check])
        return set.routes
    }

    /// Looks at the cluster, if there is one to look at.
    private func examine(
        _ routes: [RouteManifest], _ checks: inout CheckList, _ context: CommandContext
    ) async throws -> PlannedCluster? {
        let choice: ClusterChoice
        do {
            choice = try cluster.search(context, manifests: routes.map(\.manifest.value))
        } catch {
            checks.add([try .failed(.configuration, error)])
            return nil
        }
        if case .none(let places) = choice {
            let failure = Failure.noCluster(places)
            checks.add([Check(.configuration, .failed, failure.message, help: failure.help)])
            return nil
        }
        let begun = checks
        let namespaces = routes.compactMap(\.key.namespace)
        let wanted = try (api.api ?? .standard).with(source.target.apiVersion.version)
        let access = ClusterAccess(context, cluster, requests, command: "doctor")
        do {
            let (made, named) = try await access.withClient(choice, readsOnly: true, tells: false) { client in
                var checks = begun
                try await Doctor(client, namespaces: namespaces, api: wanted, parallelism: access.parallelism)
                    .examine(&checks)
                return (checks, PlannedCluster(client.configuration))
            }
            checks = made
            return named
        } catch let failure as Failure where failure.code == KubernetesError.Code.configuration.rawValue {
            // Certificates and keys that cannot be used are found when the client is made.
            checks.add([Check(.configuration, .failed, failure.message, help: failure.help)])
            return nil
        }
    }
}
