internal import Applying
internal import ArgumentParser

struct ApplyCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the cluster as the manifests want it.",
        discussion: """
            Shows the plan, asks on a terminal, applies it with server-side apply and records it in the state. A saved \
            plan is applied as it was saved, and refused when the state has moved on; so are flags that say how a plan is \
            made, such as --prune, beside it.

            Routes that are not this stack's are never touched without --adopt, fields of other managers never \
            without --force-conflicts. One route's failure does not stop the others: the exit code is 6 then. It is 8 \
            where a finalizer holds a route that --prune deletes.

            With --wait it ends when the routes carry traffic. The exit code is 7 where that cannot be as they are, with \
            the reason at the manifest's line, and 8 where it did not come within --timeout.

            Examples:
              openmcf apply -f tcproute.yaml --sandbox
              openmcf apply -f routes/ --prune -y
              openmcf apply -f routes/ --wait --timeout 2m
              openmcf apply plan.json
            """)

    @OptionGroup(title: "Manifests") var source: ManifestSourceOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var planning: PlanningOptions
    @OptionGroup var preflight: PreflightOptions
    @OptionGroup var requests: ParallelismOptions

    @Flag(name: [.customShort("y"), .long, .customLong("auto-approve")], help: "Do not ask.")
    var yes = false

    @OptionGroup var lock: LockOptions

    /// Not offered: who types it out of habit is told why it cannot be.
    @Flag(help: .private)
    var offline = false

    @OptionGroup(title: "Waiting") var waiting: WaitOptions
    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { cluster.timeout.duration }

    func validate() throws {
        if offline { throw ValidationError("an apply needs a cluster; --offline goes with plan and diff") }
        try waiting.check(timeout: cluster.timeout.duration)
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        try source.requireSources(context)
        try waiting.requireController(cluster, context)
        guard let plan = try await SavedPlan.read(source, context) else { return try await writeRun(context).apply() }
        try SavedPlanFlags.check(plan, at: source.onlyPath ?? "plan.json", context.invocation)
        var context = context
        // The commands that help texts name read manifests, and no plan.
        context.invocation = context.invocation.naming(manifest: "MANIFEST")
        do {
            return try await writeRun(context).apply(plan)
        } catch {
            var failure = Failure(from: error)
            failure.help = failure.help.map(context.invocation.completing)
            throw failure
        }
    }

    private func writeRun(_ context: CommandContext) throws(Failure) -> WriteRun {
        var access = ClusterAccess(context, cluster, requests, command: "apply")
        if waiting.goal != nil { access.watches = RouteWait.connections }
        var inputs = StackInputs(
            context: context, source: source, cluster: access, store: try state.store(context))
        inputs.take(planning, preflight)
        inputs.defaultNamespace = cluster.contextNamespace(context)
        var settings = WriteRun.Settings(verb: .apply)
        settings.isApproved = yes
        settings.asJSON = format.isJSON
        settings.lockTimeout = lock.timeout.duration
        settings.prunes = planning.prune
        settings.waiting = waiting.waiting(parallelism: access.parallelism)
        return WriteRun(inputs: inputs, settings: settings)
    }
}
