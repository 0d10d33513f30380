internal import ArgumentParser
internal import Manifests

/// What becomes of objects that TCP cannot do everything of.
struct ConversionFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Gateway for the routes of OpenShift and those of --split: each refers to a listener of its own name.",
            valueName: "[namespace/]name"))
    var gateway: String?

    @Flag(
        help:
            "Leave out what cannot be converted or is invalid, with a warning for each, instead of converting nothing.")
    var skip = false

    /// What TCPRoutes can be taken to: the version that allows less than the other.
    enum MigrationVersion: String, ExpressibleByArgument, CaseIterable { case v1 }

    @Option(
        help: ArgumentHelp(
            "Take the routes to TCPRoute v1, which allows one rule: the first, which serves, stays.",
            valueName: "version"))
    var to: MigrationVersion?

    @Flag(help: "With --to v1, make routes NAME-2 and so on of the other rules, instead of leaving them out.")
    var split = false

    var options: ConversionOptions {
        get throws {
            var options = ConversionOptions()
            options.skipsRefused = skip
            if let gateway {
                guard let name = GatewayName(gateway) else {
                    throw ValidationError("'\(gateway)' of --gateway is no name of a Gateway")
                }
                options.gateway = name
            }
            return options
        }
    }

    func validate() throws {
        _ = try options
        if split, to == nil {
            throw ValidationError("--split is about the rules that --to v1 leaves over: add --to v1")
        }
    }
}
