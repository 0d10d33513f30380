internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Values

/// Which API the routes are judged by.
struct TargetOptions: ParsableArguments {
    @Option(
        name: .customLong("gateway-api"),
        help: ArgumentHelp("Release and channel of Gateway API to judge by.", valueName: "release/channel"))
    var gatewayAPI = Self.assumed
    private static let assumed = "v1.6/experimental"

    @Option(
        name: .customLong("api-version"),
        help: "Version of the TCPRoute: v1alpha2, v1, or auto: what the cluster serves, v1alpha2 without one.")
    var apiVersion = APIVersionChoice.auto

    enum APIVersionChoice: String, ExpressibleByArgument, CaseIterable {
        case auto, v1alpha2, v1

        var version: GatewayAPITarget.APIVersion? { GatewayAPITarget.APIVersion(rawValue: rawValue) }
    }

    /// The target, with the version that is asked for, that the cluster serves, or that the channel has.
    ///
    /// - Parameter api: where the routes go; of some groups it is known what they have.
    func target(online: OnlineTarget?, api: RouteAPI = .standard) throws(Failure) -> GatewayAPITarget {
        if gatewayAPI == Self.assumed, let known = api.knownTarget,
            apiVersion.version ?? online?.version ?? known.version == known.version
        {
            return known
        }
        guard var parsed = GatewayAPITarget.parse(gatewayAPI) else {
            let known = GatewayAPITarget.known
            throw Failure.usage(
                "'\(gatewayAPI)' is no known release and channel of Gateway API",
                help: (Suggestion.closest(to: gatewayAPI, among: known).map { "did you mean '\($0)'? " } ?? "")
                    + "known are \(known.joined(separator: ", "))")
        }
        if let channel = online?.channel { parsed.channel = channel }
        // Only v1 is served by the standard channel.
        let preferred: GatewayAPITarget.APIVersion = parsed.channel == .standard ? .v1 : .v1alpha2
        let target = GatewayAPITarget(
            release: parsed.release, channel: parsed.channel,
            version: apiVersion.version ?? online?.version ?? preferred)
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
