internal import Applying
internal import ArgumentParser
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import State
internal import Values

struct ApplyCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the cluster as the manifests want it.",
        discussion: """
            Shows the plan, asks on a terminal, applies it with server-side apply and records it in the state. A saved \
            plan is applied as it was saved, and refused when the state has moved on.

            Routes that are not this stack's are never touched without --adopt, fields of other managers never \
            without --force-conflicts. One route's failure does not stop the others: the exit code is 6 then.

            Examples:
              openmcf apply -f tcproute.yaml --sandbox
              openmcf apply -f routes/ --prune -y
              openmcf apply plan.json
            """)

    @OptionGroup var planning: PlanningOptions

    @Flag(name: [.customShort("y"), .long, .customLong("auto-approve")], help: "Do not ask.")
    var yes = false

    @Flag(help: "Take over live routes that are not this stack's.")
    var adopt = false

    @Flag(help: "Take fields over from other field managers.")
    var forceConflicts = false

    @Option(help: ArgumentHelp("How long to wait for a state that another run has locked.", valueName: "time"))
    var lockTimeout = DurationArgument(.zero)

    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { planning.cluster.timeout.duration }

    func validate() throws {
        if planning.offline { throw ValidationError("an apply needs a cluster; --offline goes with plan and diff") }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        try planning.source.requireSources(context)
        if let plan = try await SavedPlan.read(planning.source, context) {
            var context = context
            // The commands that help texts name read manifests, and no plan.
            context.invocation = context.invocation.naming(manifest: "MANIFEST")
            do { return try await apply(plan, context) } catch {
                var failure = Failure(from: error)
                failure.help = failure.help.map(context.invocation.completing)
                throw failure
            }
        }
        let store = try planning.state.store(context)
        let session = StackSession(
            context: context, cluster: planning.cluster, store: store, parallelism: planning.parallelism,
            command: "apply", defaultNamespace: planning.cluster.defaultNamespace(context))
        // Before anything is asked of a cluster: most mistakes are in the manifests.
        let outlook = try session.snapshot(lineage: planning.lineage)
        let set = try await session.manifests(planning.source, outlook, version: nil, tell: false)
        context.tell(set.settledDiagnostics)
        try planning.cluster.checkLabels(set.routes, namespace: planning.source.namespace)
        let choice = try planning.cluster.choice(context, manifests: set.routes.map(\.manifest.value))
        let execution = execution(context)
        let lineage = planning.lineage
        let prune = planning.prune
        let source = planning.source
        let api = try planning.api.choice(source.target, outlook)
        let looksAround = !planning.preflight.isLeftOut
        return try await planning.cluster.withClient(
            choice, parallelism: planning.parallelism, context, command: "apply"
        ) { client in
            try await execution.run(client, session, lineage: lineage, api) { stack in
                let set = try await session.manifests(source, stack.snapshot, assumed: set, on: stack)
                var plan = try await stack.plan(set.routes, prunes: prune)
                // An apply that finds nothing to do asks no more than it must.
                let isWorthIt = looksAround && plan.hasChanges
                context.tell(isWorthIt ? try await session.preflight(&plan, set, stack) : set.openDiagnostics)
                return (plan, set.routes)
            }
        }
    }

    private func apply(_ plan: Plan, _ context: CommandContext) async throws -> ExitStatus {
        let session = StackSession(
            context: context, cluster: planning.cluster, store: try planning.state.store(context),
            parallelism: planning.parallelism, command: "apply")
        let place = try planning.state.place(context)
        try SavedPlan.checkState(plan, try StateOptions.load(session.store, startsAnew: true), at: place)
        let choice = try planning.cluster.choice(context)
        let execution = execution(context, isOfSavedPlan: true)
        let api = try SavedPlan.api(of: plan)
        return try await planning.cluster.withClient(
            choice, parallelism: planning.parallelism, context, command: "apply"
        ) { client in
            try await execution.run(client, session, lineage: plan.lineage, api) { stack in
                try SavedPlan.check(plan, stack)
                var plan = plan
                // A saved plan may name the cluster by an earlier address: shown is how it is reached now.
                plan.cluster = stack.cluster
                return (plan, [])
            }
        }
    }

    private func execution(_ context: CommandContext, isOfSavedPlan: Bool = false) -> Execution {
        var options = ApplierOptions()
        options.parallelism = planning.parallelism
        options.forcesConflicts = forceConflicts
        options.adopts = adopt
        return Execution(
            context: context, options: options, isApproved: yes, asJSON: format.isJSON,
            lockTimeout: lockTimeout.duration, verb: "Apply", isOfSavedPlan: isOfSavedPlan)
    }
}

struct DestroyCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Delete the stack's routes, or those of the given manifests.",
        discussion: """
            Deletes only what the state says this stack owns and what still carries its mark on the cluster. What is \
            somebody else's by now is left alone, and leaves the state. Without a terminal it needs --yes.

            A route that a finalizer holds is told, with the finalizer. --wait waits until such routes are gone; the \
            exit code is 8 when they are not within --timeout.

            Examples:
              openmcf destroy --sandbox -y
              openmcf destroy -y --wait --timeout 2m
              openmcf destroy -f tcproute.yaml
            """,
        aliases: ["delete"])

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions

    @Flag(name: [.customShort("y"), .long, .customLong("auto-approve")], help: "Do not ask.")
    var yes = false

    @Flag(help: "Wait until the routes are gone, whatever holds them.")
    var wait = false

    @OptionGroup var api: RouteAPIOptions
    @OptionGroup var preflight: PreflightOptions
    @OptionGroup var requests: ParallelismOptions

    @Option(help: ArgumentHelp("How long to wait for a state that another run has locked.", valueName: "time"))
    var lockTimeout = DurationArgument(.zero)

    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { cluster.timeout.duration }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        let parallelism = requests.allowed(on: cluster)
        let session = StackSession(
            context: context, cluster: cluster, store: try state.store(context), parallelism: parallelism,
            command: "destroy", needsState: true, defaultNamespace: cluster.defaultNamespace(context))
        let outlook = try session.snapshot(lineage: nil)
        let api = try api.choice(source.target, outlook)
        let keys = try await DestroySelection.keys(source, session, outlook, api)
        let choice = try cluster.choice(context)
        var options = ApplierOptions()
        options.parallelism = parallelism
        let execution = Execution(
            context: context, options: options, isApproved: yes, asJSON: format.isJSON,
            lockTimeout: lockTimeout.duration, verb: "Destroy", waitsForDeletions: wait)
        let isWholeStack = source.isEmpty
        let looksAround = !preflight.isLeftOut
        return try await cluster.withClient(choice, parallelism: parallelism, context, command: "destroy") { client in
            try await execution.run(client, session, lineage: nil, api) { stack in
                // The lookup after an interrupted run may have found more routes than the state showed before.
                let own = stack.snapshot.routes.map(\.key).filter { $0.group == stack.routes.type.group }
                let owned = isWholeStack ? own : keys.filter { stack.snapshot[$0] != nil }
                var plan = try await stack.planDestroy(owned)
                if looksAround, plan.hasChanges { _ = try await session.preflight(&plan, ManifestSet(), stack) }
                return (plan, [])
            }
        }
    }
}
