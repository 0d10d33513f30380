/// Which API a route is judged by: a release of Gateway API, its channel, and the version of the object.
package struct GatewayAPITarget: Sendable, Hashable, CustomStringConvertible {
    /// The release, v0.8 to v1.6.
    package var release: Release
    /// The channel of the release whose definitions are installed.
    package var channel: Channel
    /// The version that the route is written in.
    package var version: APIVersion

    package init(release: Release, channel: Channel, version: APIVersion) {
        self.release = release
        self.channel = channel
        self.version = version
    }

    /// What offline validation judges for unless told otherwise.
    package static let standard = GatewayAPITarget(release: .v1_6, channel: .experimental, version: .v1alpha2)

    package var description: String { "\(release)/\(channel) \(version)" }

    /// A minor release of Gateway API; patch releases change no schema.
    package enum Release: String, Sendable, CaseIterable, Comparable, CustomStringConvertible {
        case v0_8 = "v0.8"
        case v1_0 = "v1.0"
        case v1_1 = "v1.1"
        case v1_2 = "v1.2"
        case v1_3 = "v1.3"
        case v1_4 = "v1.4"
        case v1_5 = "v1.5"
        case v1_6 = "v1.6"

        package var description: String { rawValue }

        package static func < (left: Release, right: Release) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// The set of definitions that a cluster installs: `standard` is a part of `experimental`.
    package enum Channel: String, Sendable, CaseIterable, CustomStringConvertible {
        case experimental, standard
        package var description: String { rawValue }
    }

    /// A version of the TCPRoute object.
    package enum APIVersion: String, Sendable, CaseIterable, CustomStringConvertible {
        case v1alpha2, v1
        package var description: String { rawValue }
    }
}

extension GatewayAPITarget {
    /// Why a release has no such TCPRoute; nil when it has one.
    ///
    /// Up to v1.5 TCPRoute stands in the experimental channel alone, as v1alpha2; v1.6 adds v1 to both channels.
    package var unavailability: String? {
        if release < .v1_6, channel == .standard {
            return "the standard channel of \(release) has no TCPRoute; it is in \(release)/experimental"
        }
        if release < .v1_6, version == .v1 {
            return "TCPRoute v1 came with v1.6; \(release) has v1alpha2"
        }
        return nil
    }

    /// What to tell the user where the release deprecates the version; nil where it does not.
    package var deprecation: String? {
        guard release >= .v1_6, version == .v1alpha2 else { return nil }
        return "Gateway API \(release) deprecates TCPRoute v1alpha2 in favour of v1"
    }

    /// Whether clusters with this release serve the version; the standard channel's definition lists v1alpha2 unserved.
    package var isServed: Bool { unavailability == nil && !(channel == .standard && version == .v1alpha2) }

    /// Reads `v1.6/experimental`, `v1.6.1/standard` or `v1.6`; nil when release or channel is unknown.
    package static func parse(_ text: String) -> (release: Release, channel: Channel)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first else { return nil }
        let numbers = (name.hasPrefix("v") ? name.dropFirst() : name).split(
            separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(numbers.count), numbers.allSatisfy({ UInt($0) != nil }),
            let release = Release(rawValue: "v\(numbers[0]).\(numbers[1])")
        else { return nil }
        guard parts.count == 2 else { return (release, .experimental) }
        return Channel(rawValue: String(parts[1])).map { (release, $0) }
    }

    /// The releases and channels that have a TCPRoute, to tell the user.
    package static var known: [String] {
        Release.allCases.map { "\($0)/experimental" } + ["v1.6/standard"]
    }
}

extension GatewayAPITarget {
    /// Every target that clusters serve, oldest first; the newest is the last one of the experimental channel.
    package static var served: [GatewayAPITarget] {
        Release.allCases.flatMap { release in
            [Channel.standard, .experimental].flatMap { channel in
                [APIVersion.v1, .v1alpha2].map {
                    GatewayAPITarget(release: release, channel: channel, version: $0)
                }
            }
        }.filter(\.isServed)
    }
}
