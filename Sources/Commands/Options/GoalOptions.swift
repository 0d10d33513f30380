internal import ArgumentParser
internal import Routing

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
