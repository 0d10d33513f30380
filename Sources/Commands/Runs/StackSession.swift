internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import State
internal import Values

/// The steps that plan, diff, apply and destroy share: state, manifests, cluster, plan.
struct StackSession: Sendable {
    let context: CommandContext
    let cluster: ClusterOptions
    let store: StateStore
    let parallelism: Int
    let command: String
    /// Whether there has to be a state, as for deleting what it knows.
    var needsState = false
    /// The namespace of the context, for TCPRoute objects that name none; nil where no cluster is asked.
    var defaultNamespace: DefaultNamespace?

    /// The state with what an interrupted run is known to have done; a new one where there is none.
    ///
    /// - Parameter lineage: the stack that a state without routes continues.
    func snapshot(lineage: String?) throws(Failure) -> StateSnapshot {
        guard let snapshot = try StateOptions.load(store, startsAnew: lineage != nil) else {
            if needsState { throw .noState(store) }
            return lineage.map { StateSnapshot(lineage: $0) } ?? StateSnapshot()
        }
        guard let lineage, lineage != snapshot.lineage else { return snapshot }
        guard snapshot.routeCount == 0 else {
            throw Failure.usage(
                "the state \(store.path) has the lineage \(snapshot.lineage), not \(lineage)",
                help: "leave out --lineage, or use another file with --state")
        }
        return snapshot.continuing(lineage)
    }

    /// Valid manifests with what applies to them in the state, judged for the version that the cluster serves.
    func manifests(
        _ source: ManifestSourceOptions, _ snapshot: StateSnapshot, version: GatewayAPITarget.APIVersion?, tell: Bool
    ) async throws(Failure) -> ManifestSet {
        try await source.loadValid(
            version: version, outputs: snapshot.referenceTargets, applied: snapshot.routeViews, tell: tell,
            defaultNamespace: defaultNamespace, context)
    }

    /// The manifests for the version that a cluster serves: judged anew where that is not the assumed one.
    func manifests(
        _ source: ManifestSourceOptions, _ snapshot: StateSnapshot, assumed: ManifestSet, on stack: Stack
    ) async throws(Failure) -> ManifestSet {
        let target = try source.target.target(online: nil)
        let judged =
            stack.routes.version == target.version
            ? assumed : try await manifests(source, snapshot, version: stack.routes.version, tell: false)
        return try addressed(judged, to: stack.routes.destination)
    }

    private func addressed(_ set: ManifestSet, to destination: RouteDestination) throws(Failure) -> ManifestSet {
        guard destination != .standard else { return set }
        let set = set.addressed(to: destination)
        guard set.isValid else { throw Failure.invalidManifests(set.diagnostics) }
        return set
    }

    /// Looks at what a plan meets in the cluster, and puts it into the plan.
    ///
    /// - Parameter survey: what was read for the plan already.
    /// - Returns: what is to be said of the manifests, now that more is known.
    func preflight(
        _ plan: inout Plan, _ set: ManifestSet, _ stack: Stack, _ survey: ClusterSurvey? = nil
    ) async throws -> [Diagnostic] {
        // What another API does with its routes is not ours to know.
        guard stack.routes.hasKnownEffect else { return set.openDiagnostics }
        let preflight = try await stack.preflight(&plan, survey)
        // The sandbox is known to have nothing but routes.
        if !preflight.gaps.isEmpty, !cluster.sandbox {
            plan.notes.append(
                "what this does to connections is not known in full: \(preflight.gaps.joined(separator: "; "))")
        }
        let found = set.openDiagnostics(in: preflight.cluster)
        guard !found.containsErrors else { throw Failure.invalidManifests(found) }
        return found
    }

    /// Opens the cluster's side of the stack and settles what an interrupted run left, in memory.
    func open(
        _ client: KubernetesClient, _ snapshot: StateSnapshot, _ api: RouteAPI
    ) async throws -> Stack {
        do {
            var stack = try await Stack.open(
                snapshot, client, api, parallelism: parallelism, stateName: store.path)
            stack.plansNamespaces = cluster.sandbox
            return stack
        } catch let error as ApplyingError {
            throw Failure(error)
        }
    }

    /// A plan from the state alone.
    func offlinePlan(
        _ set: ManifestSet, _ snapshot: StateSnapshot, _ api: RouteAPI, target: GatewayAPITarget, prunes: Bool,
        because reason: String?
    ) throws(Failure) -> Plan {
        // Whether the API has namespaces is not known without its server: as it was when something was applied.
        let isClusterScoped = snapshot.routes.contains { $0.key.group == api.group && $0.key.namespace == nil }
        let set = try addressed(set, to: RouteDestination(group: api.group, isClusterScoped: isClusterScoped))
        let desired = set.routes.map { $0.desired(target.version, stack: snapshot.lineage) }
        var input = PlanInput(
            snapshot, desired: desired, live: .assumed, apiVersion: "\(api.group)/\(target.version)")
        input.prunes = prunes
        var plan = Planner(input, target: target).plan()
        if let reason { plan.warnings.append(reason) }
        return plan
    }
}

extension Failure {
    init(_ error: ApplyingError) {
        let status: ExitStatus =
            switch error.code {
            case .notOwned, .fieldConflict, .changedMeanwhile, .beingDeleted, .stalePlan: .conflict
            case .notServed, .otherCluster, .missingNamespace: .failure
            }
        self.init(status, code: error.code.rawValue, error.message, help: error.help)
    }
}

/// Runs a throwing body of the lower layers with its errors as failures.
func asFailure<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
        return try await body()
    } catch {
        throw Failure(from: error)
    }
}
