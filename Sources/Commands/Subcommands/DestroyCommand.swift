internal import ArgumentParser

struct DestroyCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Delete the stack's routes, or those of the given manifests.",
        discussion: """
            Deletes only what the state says this stack owns and what still carries its mark on the cluster. What is \
            somebody else's by now is left alone, and leaves the state. Without a terminal it needs --yes.

            A route that a finalizer holds is told, with the finalizer, and the exit code is 8. --wait waits until such \
            routes are gone; it is 8 then when they are not within --timeout.

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

    @OptionGroup var lock: LockOptions

    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { cluster.timeout.duration }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        try await writeRun(context).destroy()
    }

    private func writeRun(_ context: CommandContext) throws(Failure) -> WriteRun {
        var inputs = StackInputs(
            context: context, source: source,
            cluster: ClusterAccess(context, cluster, requests, command: "destroy"), store: try state.store(context))
        inputs.looksAround = !preflight.isLeftOut
        inputs.needsState = true
        inputs.wantedAPI = api.api
        inputs.defaultNamespace = cluster.contextNamespace(context)
        var settings = WriteRun.Settings(verb: .destroy)
        settings.isApproved = yes
        settings.asJSON = format.isJSON
        settings.lockTimeout = lock.timeout.duration
        settings.waitsForDeletions = wait
        return WriteRun(inputs: inputs, settings: settings)
    }
}
