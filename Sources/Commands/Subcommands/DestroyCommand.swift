internal import Applying
internal import ArgumentParser
internal import Manifests
internal import Planning
internal import State

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
        let keys = try await DestroySelection.keys(source, session, outlook)
        let choice = try cluster.choice(context)
        var options = ApplierOptions()
        options.parallelism = parallelism
        let execution = Execution(
            context: context, options: options, isApproved: yes, asJSON: format.isJSON,
            lockTimeout: lockTimeout.duration, verb: "Destroy", waitsForDeletions: wait)
        let isWholeStack = source.isEmpty
        let looksAround = !preflight.isLeftOut
        return try await cluster.withClient(choice, parallelism: parallelism, context, command: "destroy") { client in
            try await execution.run(client, session, lineage: nil, wanted: nil) { stack in
                // The lookup after an interrupted run may have found more routes than the state showed before.
                let owned = isWholeStack ? stack.snapshot.routes.map(\.key) : keys.filter { stack.snapshot[$0] != nil }
                var plan = try await stack.planDestroy(owned)
                if looksAround, plan.hasChanges { _ = try await session.preflight(&plan, ManifestSet(), stack) }
                return (plan, [])
            }
        }
    }
}
