internal import ArgumentParser

/// Whether it is looked at what routes meet in the cluster.
struct PreflightOptions: ParsableArguments {
    @Flag(
        name: .customLong("no-preflight"),
        help: "Do not look at Gateways, Services and other routes of the cluster: less is asked, and less is known.")
    var isLeftOut = false
}
