internal import ArgumentParser

/// A command that shows what an apply would change, from the same flags as the others.
///
/// The flags stand in the command itself and not in a group of groups, which ArgumentParser takes long to look through.
protocol PlanningCommand: RunnableCommand {
    var source: ManifestSourceOptions { get }
    var cluster: ClusterOptions { get }
    var state: StateOptions { get }
    var planning: PlanningOptions { get }
    var offline: OfflineOptions { get }
    var preflight: PreflightOptions { get }
    var requests: ParallelismOptions { get }
}

extension PlanningCommand {
    /// The run that the flags ask for.
    ///
    /// - Parameter needsState: whether there is nothing to do without a state.
    func readRun(
        _ context: CommandContext, command: String, needsState: Bool = false
    ) throws(Failure) -> ReadRun {
        var inputs = StackInputs(
            context: context, source: source,
            cluster: ClusterAccess(context, cluster, requests, command: command), store: try state.store(context))
        inputs.take(planning, preflight)
        inputs.needsState = needsState
        inputs.defaultNamespace = offline.isOffline ? .none : cluster.contextNamespace(context)
        return ReadRun(inputs: inputs, prunes: planning.prune, isOffline: offline.isOffline)
    }
}
