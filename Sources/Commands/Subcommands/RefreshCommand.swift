internal import ArgumentParser
internal import State

struct RefreshCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Bring the state up to what is live, and tell what others changed.",
        discussion: """
            Looks at the live routes of the stack and records what they are now. What somebody else changed is told as \
            drift, and the next plan takes it back or, where the manifest asks for it now, has nothing to do. A route \
            that is gone, or is somebody else's by now, leaves the state. Nothing is written to the cluster.

            Examples:
              openmcf refresh --kube-context prod
              openmcf refresh --sandbox -o json
            """)

    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "State") var state: StateOptions
    @OptionGroup var api: RouteAPIOptions
    @OptionGroup var requests: ParallelismOptions

    @OptionGroup var lock: LockOptions

    @OptionGroup var format: ResultFormatOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { format.isJSON }
    var timeLimit: Duration? { cluster.timeout.duration }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        var inputs = StackInputs(
            context: context, source: try ManifestSourceOptions.parse([]),
            cluster: ClusterAccess(context, cluster, requests, command: "refresh"), store: try state.store(context))
        inputs.needsState = true
        inputs.wantedAPI = api.api
        var settings = WriteRun.Settings(verb: .refresh)
        settings.asJSON = format.isJSON
        settings.lockTimeout = lock.timeout.duration
        return try await WriteRun(inputs: inputs, settings: settings).refresh()
    }
}
