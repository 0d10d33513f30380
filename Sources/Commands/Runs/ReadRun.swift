internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import Sandbox
internal import State
internal import Values

/// A run that makes a plan and changes nothing: no lock is taken, and an interrupted run is settled in memory alone.
struct ReadRun: Sendable {
    let inputs: StackInputs
    /// Whether routes that are no longer in the manifests are to be deleted.
    var prunes = false
    /// Whether the plan is made from the state alone.
    var isOffline = false
    /// Whether the server is asked to try the writes.
    var triesWrites = false

    /// A plan, and what is said of its manifests.
    struct Result: Sendable {
        var plan: Plan
        var diagnostics: [Diagnostic] = []
    }

    private var context: CommandContext { inputs.context }

    /// Plans to make the cluster as the manifests want it, and tells what there is to say of them.
    func plan() async throws -> Result {
        try await run { snapshot in
            let set = try await inputs.manifests(snapshot)
            // Diagnostics that a look at the cluster may settle are told after it.
            context.tell(set.settledDiagnostics)
            try inputs.cluster.options.checkLabels(set.routes, namespace: inputs.source.namespace)
            let api = try inputs.api(snapshot)
            let target = try inputs.source.target.target(online: api.version.map { OnlineTarget(version: $0) })
            let choice = try choose(for: set.routes)
            guard case .none(let places) = choice else {
                return try await inputs.cluster.withClient(choice, readsOnly: true) { client in
                    try await onlinePlan(set, snapshot, client, api)
                }
            }
            context.tell(set.openDiagnostics)
            let routes = try inputs.addressed(set, to: inputs.assumedDestination(api, snapshot)).routes
            let desired = routes.map { $0.desired(target.version, stack: snapshot.lineage) }
            return Result(
                plan: offlinePlan(snapshot, desired, api.group, target, places) { $0.plan() },
                diagnostics: set.diagnostics)
        }
    }

    /// Plans the deletion of the stack's routes, or of those of the given manifests.
    func planDestroy() async throws -> Result {
        try await run { snapshot in
            let api = try inputs.api(snapshot)
            let keys = try await inputs.routesToDelete(snapshot)
            let choice = try choose(for: [])
            guard case .none(let places) = choice else {
                return try await inputs.cluster.withClient(choice, readsOnly: true) { client in
                    try await onlineDestroyPlan(keys, snapshot, client, api)
                }
            }
            return Result(plan: offlinePlan(snapshot, [], api.group, .standard, places) { $0.planDestroy(keys) })
        }
    }

    private func run(_ makePlan: (StateSnapshot) async throws -> Result) async throws -> Result {
        let snapshot = try inputs.snapshot(inputs.look())
        let folder = context.sandboxDirectory
        let isNewSandbox = inputs.cluster.options.sandbox && !SandboxServer.exists(in: folder)
        var result = try await makePlan(snapshot)
        if isNewSandbox, result.plan.cluster != nil {
            // The sandbox that was asked has ended; the one that an apply makes has another UID.
            result.plan.cluster = .newSandbox(in: folder)
        }
        result.plan.state = inputs.statePlace
        result.plan.warnings += LostState.warnings(result.plan, snapshot, inputs.store)
        return result
    }

    private func choose(for routes: [RouteManifest]) throws(Failure) -> ClusterChoice {
        isOffline ? .none([]) : try inputs.choice(for: routes)
    }

    private func onlinePlan(
        _ assumed: ManifestSet, _ snapshot: StateSnapshot, _ client: KubernetesClient, _ api: RouteAPI
    ) async throws -> Result {
        let stack = try await inputs.open(client, snapshot, api)
        let set = try await inputs.manifests(snapshot, assumed: assumed, on: stack)
        let survey = inputs.looksAround && stack.routes.hasKnownEffect ? try await stack.survey(set.routes) : nil
        var plan = try await stack.plan(set.routes, prunes: prunes, everyRoute: survey?.allRoutes)
        let refused = try await tryWrites(of: &plan, set, stack)
        var found = set.openDiagnostics
        if let survey { found = try await inputs.preflight(&plan, set, stack, survey) }
        context.tell(refused + found)
        return Result(plan: plan, diagnostics: set.settledDiagnostics + refused + found)
    }

    /// What the server says against writes when it is asked to try them, at the manifests' lines.
    private func tryWrites(of plan: inout Plan, _ set: ManifestSet, _ stack: Stack) async throws -> [Diagnostic] {
        guard triesWrites else { return [] }
        let refused = try await DryRun(stack.client, stack.routes, parallelism: stack.parallelism).judge(&plan)
        return set.routes.flatMap { route in
            refused[route.key].map { ServerDiagnostics.all(for: $0, route) } ?? []
        }
    }

    private func onlineDestroyPlan(
        _ keys: [RouteKey], _ snapshot: StateSnapshot, _ client: KubernetesClient, _ api: RouteAPI
    ) async throws -> Result {
        let stack = try await inputs.open(client, snapshot, api)
        guard inputs.looksAround, stack.routes.hasKnownEffect else {
            return Result(plan: try await stack.planDestroy(keys))
        }
        let survey = try await stack.survey([])
        var plan = try await stack.planDestroy(keys, everyRoute: survey.allRoutes)
        _ = try await inputs.preflight(&plan, ManifestSet(), stack, survey)
        return Result(plan: plan)
    }

    /// A plan from the state alone, which says why unless that was asked for.
    ///
    /// - Parameter places: where a cluster's configuration was looked for.
    private func offlinePlan(
        _ snapshot: StateSnapshot, _ desired: [DesiredRoute], _ group: String, _ target: GatewayAPITarget,
        _ places: [String],
        _ makePlan: (Planner) -> Plan
    ) -> Plan {
        var input = PlanInput(
            snapshot, desired: desired, live: .assumed, apiVersion: "\(group)/\(target.version)")
        input.prunes = prunes
        var plan = makePlan(Planner(input, target: target))
        if !isOffline {
            plan.warnings.append(
                "no cluster is configured, so this plan is from the state alone (\(places.joined(separator: "; ")))")
        }
        return plan
    }
}
