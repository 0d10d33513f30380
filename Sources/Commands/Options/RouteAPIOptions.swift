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
}

extension RouteAPI: ExpressibleByArgument {
    /// Reads the value of `--api`.
    package init?(argument: String) { self.init(argument) }
}

extension RouteAPI {
    /// The same API in the version that `--api-version` names, where it does.
    func with(_ version: GatewayAPITarget.APIVersion?) throws(Failure) -> RouteAPI {
        guard let version else { return self }
        if let own = self.version, own != version {
            throw Failure.usage("--api says \(own) and --api-version \(version)", help: "leave one of them out")
        }
        return RouteAPI(group: group, version: version)
    }
}

extension StateSnapshot {
    /// The API of the routes that it has, as long as these are all of one; otherwise Gateway API's own.
    var api: RouteAPI {
        let groups = Set(keys.map(\.group))
        return groups.count == 1 ? groups.first.map { RouteAPI(group: $0) } ?? .standard : .standard
    }
}
