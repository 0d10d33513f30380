internal import GatewayAPI

/// A release of Gateway API and its channel, as a cluster has them installed: they say what a route may have.
public struct GatewayAPIRelease: Sendable, Hashable, CustomStringConvertible {
    let target: GatewayAPITarget

    /// The experimental channel of the newest release that is known.
    public static let newest = GatewayAPIRelease(target: .standard)

    private init(target: GatewayAPITarget) { self.target = target }

    /// Reads `v1.6/standard`, `v1.4/experimental`, or `v1.4`, which means the experimental channel; nil for what is not
    /// known or has no TCPRoute.
    ///
    /// A route is judged as v1 in the standard channel, which serves nothing else, and as v1alpha2 in the other.
    public init?(_ text: String) {
        guard let (release, channel) = GatewayAPITarget.parse(text) else { return nil }
        let target = GatewayAPITarget(
            release: release, channel: channel, version: channel == .standard ? .v1 : .v1alpha2)
        guard target.unavailability == nil else { return nil }
        self.init(target: target)
    }

    /// The release and the channel, such as `v1.6/experimental`.
    public var description: String { "\(target.release)/\(target.channel)" }
}
