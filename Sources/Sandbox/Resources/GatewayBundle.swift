internal import GatewayAPI

/// The release that a definition of Gateway API is of, as its annotations say.
struct GatewayBundle: Sendable {
    let release: GatewayAPITarget.Release
    let channel: GatewayAPITarget.Channel

    /// The release that all other kinds are served of.
    static let newest = GatewayBundle(release: .v1_6, channel: .experimental)

    /// The last patch of the release.
    private var version: String {
        switch release {
        case .v0_8, .v1_4, .v1_5, .v1_6, .v1_1, .v1_2: "\(release).1"
        case .v1_0, .v1_3: "\(release).0"
        }
    }

    /// Where the definition was approved.
    var approval: String {
        let number =
            switch release {
            case .v0_8: 2245
            case .v1_0: 2466
            case .v1_1: 2997
            case .v1_2, .v1_3, .v1_4: 3328
            case .v1_5, .v1_6: 4530
            }
        return "https://github.com/kubernetes-sigs/gateway-api/pull/\(number)"
    }

    var annotations: [(String, String)] {
        [
            ("api-approved.kubernetes.io", approval), ("gateway.networking.k8s.io/bundle-version", version),
            ("gateway.networking.k8s.io/channel", channel.rawValue),
        ]
    }
}
