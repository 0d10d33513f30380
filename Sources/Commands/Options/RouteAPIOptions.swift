internal import ArgumentParser
internal import GatewayAPI
internal import State
internal import Values

/// Which of a server's APIs the routes are read and written through.
struct RouteAPIOptions: ParsableArguments {
    @Option(
        name: .customLong("api"),
        help: ArgumentHelp(
            "API group that serves tcproutes, instead of Gateway API's: gateway.apoxy.dev/v1alpha2.",
            valueName: "group/version"))
    var api: RouteAPI?

    /// The API that a stack's routes are read and written through.
    ///
    /// Where no flag says so it is that of the routes in the state, as long as these are all of one.
    func choice(_ target: TargetOptions, _ snapshot: StateSnapshot) throws(Failure) -> RouteAPI {
        let groups = Set(snapshot.routes.map(\.key.group))
        let known = groups.count == 1 ? groups.first.map { RouteAPI(group: $0) } : nil
        let chosen = api ?? known ?? .standard
        guard let version = target.apiVersion.version else { return chosen }
        if let other = chosen.version, other != version {
            throw Failure.usage("--api says \(other) and --api-version \(version)", help: "leave one of them out")
        }
        return RouteAPI(group: chosen.group, version: version)
    }
}

extension RouteAPI: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
