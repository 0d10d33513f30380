internal import Applying
internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import Planning
internal import Sandbox
internal import State
internal import Values

/// The flags that plan and diff share.
struct PlanningOptions: ParsableArguments {
    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions

    @Option(help: "Lineage that a new state continues: routes marked with it are this stack's.")
    var lineage: String?

    @Flag(help: "Plan from the state alone, without asking a cluster.")
    var offline = false

    @Flag(help: "Delete routes that are in the state and no longer in the manifests.")
    var prune = false

    @OptionGroup var preflight: PreflightOptions
    @OptionGroup var requests: ParallelismOptions

    var parallelism: Int { requests.allowed(on: cluster) }

    func validate() throws {
        if offline, let flag = (cluster.sandbox ? ["--sandbox"] : cluster.namingFlags).first {
            throw ValidationError("--offline asks no cluster; leave out \(flag)")
        }
        if let lineage, !Lineage.isValid(lineage) {
            throw ValidationError("--lineage takes a UUID, such as the 'lineage' of a state file")
        }
    }

    /// A plan, and what is said of its manifests.
    struct Result: Sendable {
        var plan: Plan
        var diagnostics: [Diagnostic] = []
    }

    /// Makes the plan, and tells what there is to say of the manifests.
    func plan(_ context: CommandContext, command: String, destroy: Bool = false) async throws -> Result {
        let session = StackSession(
            context: context, cluster: cluster, store: try state.store(context), parallelism: parallelism,
            command: command, needsState: destroy, defaultNamespace: offline ? nil : cluster.defaultNamespace(context))
        let snapshot = try session.snapshot(lineage: lineage)
        let isNewSandbox = cluster.sandbox && !SandboxServer.exists(in: ClusterOptions.sandboxDirectory)
        var result = try await destroy ? planDestroy(session, snapshot) : makePlan(session, snapshot)
        if isNewSandbox, result.plan.cluster != nil {
            // The one that was asked has ended; the one that an apply makes has another identity.
            result.plan.cluster = .newSandbox(in: ClusterOptions.sandboxDirectory)
        }
        result.plan.state = try state.place(context)
        result.plan.warnings += LostState.warnings(result.plan, snapshot, session.store)
        return result
    }

    private func makePlan(_ session: StackSession, _ snapshot: StateSnapshot) async throws -> Result {
        let context = session.context
        let set = try await session.manifests(source, snapshot, version: nil, tell: false)
        // What a look at the cluster may settle is told after it.
        context.tell(set.settledDiagnostics)
        try cluster.checkLabels(set.routes, namespace: source.namespace)
        let target = try source.target.target(online: nil)
        let choice: ClusterChoice =
            offline ? .none([]) : try cluster.choice(context, manifests: set.routes.map(\.manifest.value))
        if case .none(let places) = choice {
            let reason =
                offline
                ? nil
                : "no cluster is configured, so this plan is from the state alone (\(places.joined(separator: "; ")))"
            context.tell(set.openDiagnostics)
            let plan = session.offlinePlan(set, snapshot, target: target, prunes: prune, because: reason)
            return Result(plan: plan, diagnostics: set.diagnostics)
        }
        let wanted = source.target.apiVersion.version
        return try await cluster.withClient(
            choice, parallelism: parallelism, context, command: session.command, readsOnly: true
        ) { client in
            let stack = try await session.open(client, snapshot, wanted: wanted)
            let set = try await session.manifests(source, snapshot, assumed: set, on: stack)
            guard !preflight.isLeftOut else {
                context.tell(set.openDiagnostics)
                return Result(plan: try await stack.plan(set.routes, prunes: prune), diagnostics: set.diagnostics)
            }
            let survey = try await stack.survey(set.routes)
            var plan = try await stack.plan(set.routes, prunes: prune, everyRoute: survey.allRoutes)
            let found = try await session.preflight(&plan, set, stack, survey)
            context.tell(found)
            return Result(plan: plan, diagnostics: set.settledDiagnostics + found)
        }
    }

    private func planDestroy(_ session: StackSession, _ snapshot: StateSnapshot) async throws -> Result {
        let keys = try await DestroySelection.keys(source, session, snapshot)
        let choice: ClusterChoice = offline ? .none([]) : try cluster.choice(session.context)
        if case .none(let places) = choice {
            let input = PlanInput(
                snapshot, desired: [], live: .assumed, apiVersion: "gateway.networking.k8s.io/v1alpha2")
            var plan = Planner(input, target: .standard).planDestroy(keys)
            if !offline {
                plan.warnings.append(
                    "no cluster is configured, so this plan is from the state alone (\(places.joined(separator: "; ")))"
                )
            }
            return Result(plan: plan)
        }
        return try await cluster.withClient(
            choice, parallelism: parallelism, session.context, command: session.command, readsOnly: true
        ) { client in
            let stack = try await session.open(client, snapshot, wanted: nil)
            guard !preflight.isLeftOut else { return Result(plan: try await stack.planDestroy(keys)) }
            let survey = try await stack.survey([])
            var plan = try await stack.planDestroy(keys, everyRoute: survey.allRoutes)
            _ = try await session.preflight(&plan, ManifestSet(), stack, survey)
            return Result(plan: plan)
        }
    }
}
