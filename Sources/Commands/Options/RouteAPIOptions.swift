internal import ArgumentParser
internal import GatewayAPI

/// Which of a server's APIs the routes are read and written through.
struct RouteAPIOptions: ParsableArguments {
    @Option(
        name: .customLong("api"),
        help: ArgumentHelp(
            "API group that serves tcproutes, instead of Gateway API's: gateway.apoxy.dev/v1alpha2.",
            valueName: "group/version"))
    var api: RouteAPI?
}

extension RouteAPI: ExpressibleByArgument {
    /// Reads the value of `--api`.
    package init?(argument: String) { self.init(argument) }
}
