internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import State
internal import Values

/// A run that changes the cluster: lock, settle, plan, ask, write, wait, report.
///
/// The state is locked from before the plan is made until after it is carried out; routes are waited for when others may
/// have it again.
struct WriteRun: Sendable {
    /// What the flags of apply and destroy say about the run.
    struct Settings: Sendable {
        let verb: Verb
        /// Whether nobody is asked.
        var isApproved = false
        var asJSON = false
        /// How long to wait for a state that another run has locked.
        var lockTimeout = Duration.zero
        /// Whether routes that are no longer in the manifests are deleted.
        var prunes = false
        /// Whether the run ends when the routes that are being deleted are gone.
        var waitsForDeletions = false
        /// Whether the plan is one that was saved earlier.
        var isOfSavedPlan = false
        /// What the routes are waited for to become; nil for nothing.
        var waiting: RouteWait.Options?
    }

    /// What was carried out.
    struct Done: Sendable {
        let outcome: ApplyOutcome
        let plan: Plan
        let routes: [RouteManifest]
        /// The TCPRoutes of the cluster, in the version that was used.
        let served: ServedRoutes
    }

    enum Verb: String, Sendable {
        case apply = "Apply"
        case destroy = "Destroy"
        case refresh = "Refresh"
    }

    var inputs: StackInputs
    var settings: Settings

    var context: CommandContext { inputs.context }
    var store: StateStore { inputs.store }

    /// Makes the cluster as the manifests want it.
    func apply() async throws -> ExitStatus {
        let stored = try inputs.look()
        // Before anything is asked of a cluster: most mistakes are in the manifests.
        let outlook = try inputs.snapshot(stored)
        let assumed = try await inputs.manifests(outlook)
        context.tell(assumed.settledDiagnostics)
        try inputs.cluster.options.checkLabels(assumed.routes, namespace: inputs.source.namespace)
        let choice = try inputs.choice(for: assumed.routes)
        return try await run(choice, inputs.api(outlook), stored) { stack in
            let set = try await inputs.manifests(stack.snapshot, assumed: assumed, on: stack)
            var plan = try await stack.plan(set.routes, prunes: settings.prunes)
            // An apply that finds nothing to do asks no more than it must.
            let isWorthIt = inputs.looksAround && plan.hasChanges
            context.tell(isWorthIt ? try await inputs.preflight(&plan, set, stack) : set.openDiagnostics)
            return (plan, set.routes)
        }
    }

    /// Carries a saved plan out as it was saved; it is refused when the state has moved on.
    func apply(_ saved: Plan) async throws -> ExitStatus {
        var run = self
        run.inputs.lineage = saved.lineage
        run.settings.isOfSavedPlan = true
        let stored = try run.inputs.look()
        try SavedPlan.checkState(saved, stored.recovered, at: inputs.statePlace)
        let choice = try inputs.choice(for: [])
        return try await run.run(choice, SavedPlan.api(of: saved), stored) { stack in
            try SavedPlan.check(saved, stack)
            var plan = saved
            // A saved plan may name the cluster by an earlier address: shown is how it is reached now.
            plan.cluster = stack.cluster
            plan.takeover = plan.takeover.union(inputs.takeover)
            try await stack.lookForNamespaces(of: &plan)
            if inputs.createsNamespaces { plan.createMissingNamespaces() }
            return (plan, [])
        }
    }

    /// Deletes the stack's routes, or those of the given manifests.
    func destroy() async throws -> ExitStatus {
        let stored = try inputs.look()
        let outlook = try inputs.snapshot(stored)
        let keys = try await inputs.routesToDelete(outlook)
        let choice = try inputs.choice(for: [])
        return try await run(choice, inputs.api(outlook), stored) { stack in
            // The lookup after an interrupted run may have found more routes than the state showed before.
            let own = stack.snapshot.keys.filter { $0.group == stack.routes.type.group }.sorted()
            let owned = inputs.source.isEmpty ? own : keys.filter { stack.snapshot[$0] != nil }
            var plan = try await stack.planDestroy(owned)
            if inputs.looksAround, plan.hasChanges {
                _ = try await inputs.preflight(&plan, ManifestSet(), stack)
            }
            return (plan, [])
        }
    }

    /// - Parameter known: the state as it was before the lock was asked for.
    private func run(
        _ choice: ClusterChoice, _ api: RouteAPI, _ known: StoredState,
        _ makePlan: @escaping @Sendable (Stack) async throws -> (Plan, [RouteManifest])
    ) async throws -> ExitStatus {
        try await inputs.cluster.withClient(choice) { client in
            await finish(try await carryOut(client, api, known, makePlan), client)
        }
    }

    private func carryOut(
        _ client: KubernetesClient, _ api: RouteAPI, _ known: StoredState,
        _ makePlan: @Sendable (Stack) async throws -> (Plan, [RouteManifest])
    ) async throws -> Done {
        let lock = try await store.lock(command: inputs.cluster.command, timeout: settings.lockTimeout)
        let snapshot = try await settledSnapshot(client, lock, known)
        let stack = try await inputs.open(client, snapshot, api)
        let (plan, routes) = try await makePlan(stack)
        let applier = Applier(stack, applierOptions(for: plan))
        show(plan)
        context.serverWarnings.markTold(plan.warnings)
        // What stands in the way may be this stack's own, when its state was lost.
        for warning in LostState.warnings(plan, snapshot, store) { context.warn(warning) }
        try await approve(plan)
        let outcome = try await write(plan, stack, applier, lock)
        return Done(
            outcome: try await wait(outcome, applier, lock), plan: plan, routes: routes, served: stack.routes)
    }

    private func write(
        _ plan: Plan, _ stack: Stack, _ applier: Applier, _ lock: borrowing StateLock
    ) async throws -> ApplyOutcome {
        try await context.interruption.whileWriting {
            try await stack.createNamespaces(of: plan)
            if !settings.asJSON { plan.namespaces.forEach { context.inform("created Namespace \($0.name)") } }
            context.beginProgress(plan.stepCount, of: "routes")
            defer { context.endProgress() }
            do throws(StateError) {
                return try await applier.apply(plan, lock: lock, command: inputs.cluster.command)
            } catch {
                throw unsaved(error, stack.snapshot)
            }
        }
    }

    /// Waits until what is being deleted is gone, where that was asked for.
    private func wait(
        _ outcome: ApplyOutcome, _ applier: Applier, _ lock: borrowing StateLock
    ) async throws(StateError) -> ApplyOutcome {
        let waiting = outcome.results.count { $0.action == .terminating }
        guard settings.waitsForDeletions, waiting > 0 else { return outcome }
        context.inform("Waiting for \(English.count(waiting, "route")) to be gone.")
        context.beginProgress(waiting, of: "routes gone")
        defer { context.endProgress() }
        return try await applier.waitForDeletions(outcome, lock: lock)
    }
}
