internal import Applying
internal import ArgumentParser
internal import Routing
internal import Sandbox

extension Goal: ExpressibleByArgument {}

/// When routes are as they should be.
struct GoalOptions: ParsableArguments {
    @Flag(
        name: .customLong("allow-no-endpoints"),
        help: "A route is ready also where a Service that gets connections has no ready endpoint.")
    var allowsNoEndpoints = false

    /// - Parameter goal: what is asked of the routes; nil where nothing is.
    /// - Parameter flag: the flag that asks for it.
    func check(_ goal: Goal?, flag: String) throws {
        guard allowsNoEndpoints, goal != .ready else { return }
        throw ValidationError(
            goal == nil
                ? "--allow-no-endpoints goes with \(flag)"
                : "--allow-no-endpoints goes with \(flag)=ready; to be accepted, a route needs no endpoint")
    }
}

/// Whether, and for what, an apply waits.
struct WaitOptions: ParsableArguments {
    /// How long a verdict has to hold unless the user says otherwise.
    private static let usualStability = DurationArgument(.seconds(2))

    @Option(
        name: .customLong("wait"), defaultAsFlag: Goal.ready,
        help: ArgumentHelp(
            "Wait until the routes carry traffic; with --wait=accepted, until their Gateways accept them. A value needs the '='.",
            valueName: "ready|accepted"))
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

    /// Refuses what could never come to an end: no controller, or not enough time.
    func check(_ cluster: ClusterOptions) throws {
        guard goal != nil else { return }
        let stable = (stable ?? Self.usualStability).duration
        if stable >= cluster.timeout.duration {
            throw ValidationError(
                "--timeout is \(cluster.timeout.duration.spelled), and no route could be stable for \(stable.spelled) within that; see --stable"
            )
        }
        if cluster.sandbox, !SandboxServer.isServed(ClusterOptions.sandboxDirectory) {
            throw ValidationError(
                "the sandbox within a command has no controller, so no route would become what --wait waits for; start one that lasts with 'openmcf sandbox', in another terminal"
            )
        }
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
