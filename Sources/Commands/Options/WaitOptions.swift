internal import Applying
internal import ArgumentParser
internal import Routing
internal import Sandbox

/// Whether, and for what, an apply waits.
struct WaitOptions: ParsableArguments {
    /// How long a verdict has to hold unless the user says otherwise.
    private static let usualStability = DurationArgument(.seconds(2))

    @Option(
        name: .customLong("wait"),
        help: ArgumentHelp(
            "Wait until the routes carry traffic; with --wait=accepted, until their Gateways accept them. A value needs the '='.",
            valueName: "ready|accepted"))
    // Invocation fills in the value that is left out: the parser would take the next word for it.
    var goal: Goal?

    @Option(
        help: ArgumentHelp(
            "How long a route has to stay as it is waited for, 2s unless said otherwise.", valueName: "time"))
    var stable: DurationArgument?

    @OptionGroup var judging: GoalOptions

    func validate() throws {
        try judging.check(goal, flag: "--wait")
        if goal == nil, stable != nil { throw ValidationError("--stable goes with --wait") }
    }

    /// Refuses a run that ends before anything could have held for long enough.
    func check(timeout: Duration) throws {
        let stable = (stable ?? Self.usualStability).duration
        guard goal != nil, stable >= timeout else { return }
        throw ValidationError(
            "--timeout is \(timeout.spelled), and no route could be stable for \(stable.spelled) within that; see --stable"
        )
    }

    /// Refuses to wait for what nobody could ever say.
    func requireController(_ cluster: ClusterOptions, _ context: CommandContext) throws(Failure) {
        guard goal != nil, cluster.sandbox, SandboxServer.address(of: context.sandboxDirectory) == nil else { return }
        throw .usage(
            "the sandbox within a command has no controller, so no route would become what --wait waits for",
            help: "start a sandbox that lasts with 'openmcf sandbox', in another terminal")
    }

    /// What is waited for; nil where nothing is.
    func waiting(parallelism: Int) -> RouteWait.Options? {
        guard let goal else { return nil }
        var options = RouteWait.Options()
        options.goal = goal
        options.needsEndpoints = !judging.allowsNoEndpoints
        options.parallelism = parallelism
        options.limits.stable = (stable ?? Self.usualStability).duration
        return options
    }
}
