internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI

/// Which API the routes are judged by.
struct TargetOptions: ParsableArguments {
    @Option(
        name: .customLong("gateway-api"),
        help: ArgumentHelp("Release and channel of Gateway API to judge by.", valueName: "release/channel"))
    var gatewayAPI = "v1.6/experimental"

    @Option(
        name: .customLong("api-version"),
        help: "Version of the TCPRoute: v1alpha2, v1, or auto: what the cluster serves, v1alpha2 without one.")
    var apiVersion = APIVersionChoice.auto

    enum APIVersionChoice: String, ExpressibleByArgument, CaseIterable {
        case auto, v1alpha2, v1

        var version: GatewayAPITarget.APIVersion? { GatewayAPITarget.APIVersion(rawValue: rawValue) }
    }

    /// The target, with the version that is asked for, that the cluster serves, or that the channel has.
    func target(online version: GatewayAPITarget.APIVersion?) throws(Failure) -> GatewayAPITarget {
        guard let parsed = GatewayAPITarget.parse(gatewayAPI) else {
            let known = GatewayAPITarget.known
            throw Failure.usage(
                "'\(gatewayAPI)' is no known release and channel of Gateway API",
                help: (Suggestion.closest(to: gatewayAPI, among: known).map { "did you mean '\($0)'? " } ?? "")
                    + "known are \(known.joined(separator: ", "))")
        }
        // Only v1 is served by the standard channel.
        let preferred: GatewayAPITarget.APIVersion = parsed.channel == .standard ? .v1 : .v1alpha2
        let target = GatewayAPITarget(
            release: parsed.release, channel: parsed.channel,
            version: apiVersion.version ?? version ?? preferred)
        if let reason = target.unavailability {
            throw Failure.usage(reason, help: "known are \(GatewayAPITarget.known.joined(separator: ", "))")
        }
        guard target.isServed else {
            throw Failure.usage(
                "the standard channel of \(target.release) does not serve TCPRoute \(target.version)",
                help: "leave out --api-version, or judge by \(target.release)/experimental")
        }
        return target
    }
}
