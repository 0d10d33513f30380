internal import Schemas
package import Values

/// An API group that serves TCPRoutes, and the version to use of it.
package struct RouteAPI: Sendable, Hashable {
    /// Gateway API's own group, in the version that suits the cluster.
    package static let standard = RouteAPI(group: TCPRouteSchema.group)

    /// The group, such as `gateway.apoxy.dev`.
    package let group: String
    /// The version; nil for the one that suits.
    package let version: GatewayAPITarget.APIVersion?

    package init(group: String, version: GatewayAPITarget.APIVersion? = nil) {
        self.group = group
        self.version = version
    }

    /// Reads `gateway.apoxy.dev/v1alpha2`, or a group alone; nil for a group that cannot be one, or another version.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), Self.isGroup(parts[0]) else { return nil }
        guard parts.count == 2 else {
            self.init(group: parts[0])
            return
        }
        guard let version = GatewayAPITarget.APIVersion(rawValue: parts[1]) else { return nil }
        self.init(group: parts[0], version: version)
    }

    /// The group of a custom resource has a dot.
    private static func isGroup(_ text: String) -> Bool {
        text.contains(".") && ObjectMetadata.name.violations(in: .string(text)).isEmpty
    }

    /// The group of Apoxy, which has TCPRoutes for the whole cluster, with the fields of Gateway API v1.3.
    package static let apoxyGroup = "gateway.apoxy.dev"

    /// Whether its routes are known to have no namespace; of most groups only a server knows.
    package var isKnownClusterScoped: Bool { group == Self.apoxyGroup }

    /// What its routes are judged by, where that is known to be something else than Gateway API's newest release.
    package var knownTarget: GatewayAPITarget? {
        guard group == Self.apoxyGroup, version ?? .v1alpha2 == .v1alpha2 else { return nil }
        return GatewayAPITarget(release: .v1_3, channel: .experimental, version: .v1alpha2)
    }

    /// Whether it is Gateway API's own group, whose routes this program knows the effect of.
    package var isStandard: Bool { group == TCPRouteSchema.group }
}

extension ObjectReference {
    /// A route of that name in a version of its group.
    package init(_ key: RouteKey, route apiVersion: String) {
        self.init(key, apiVersion: apiVersion, kind: TCPRouteSchema.kind)
    }
}
