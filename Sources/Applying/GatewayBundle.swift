package import GatewayAPI
package import KubernetesClient
internal import Values

/// The release and channel of Gateway API that a cluster has, as its definitions say.
struct GatewayBundle: Sendable, Equatable {
    /// Such as `v1.6.1`.
    let release: String
    /// Such as `experimental`; nil where the definition does not say.
    let channel: String?

    /// Reads it from the annotations of a CustomResourceDefinition; nil where they do not say.
    init?(definition: Value) {
        let annotations = definition["metadata"]?["annotations"]
        guard let release = annotations?["\(TCPRouteSchema.group)/bundle-version"]?.string else { return nil }
        self.release = release
        channel = annotations?["\(TCPRouteSchema.group)/channel"]?.string
    }

    /// What this program knows of it; nil for a release that it does not know.
    var target: (release: GatewayAPITarget.Release, channel: GatewayAPITarget.Channel)? {
        GatewayAPITarget.parse(release + (channel.map { "/\($0)" } ?? ""))
    }

    /// The definition of a resource; nil also where the server has no such definitions.
    ///
    /// Throws `forbidden` where the user may not read it, which an apply does not need.
    static func definition(
        of plural: String, _ client: KubernetesClient
    ) async throws(KubernetesError) -> Value? {
        let type = ResourceType(
            group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions", isNamespaced: false)
        do {
            return try await client.find(type, namespace: nil, name: "\(plural).\(TCPRouteSchema.group)")
        } catch  where error.code == .unknownPath {
            return nil
        }
    }
}

extension ServedRoutes {
    /// The channel whose definition of TCPRoutes a cluster has; nil where it does not say, or the user may not read it.
    package func channel(_ client: KubernetesClient) async throws(KubernetesError) -> GatewayAPITarget.Channel? {
        do {
            return try await GatewayBundle.definition(of: TCPRouteSchema.plural, client)
                .flatMap(GatewayBundle.init)?.channel.flatMap(GatewayAPITarget.Channel.init)
        } catch  where error.code == .forbidden {
            return nil
        }
    }
}

// MARK: - What is missing

extension GatewayBundle {
    /// The first release whose standard channel has TCPRoute.
    private static let latest = "v1.6.1"

    /// How to get TCPRoutes into a cluster that does not serve them, as far as its definitions tell what it has.
    static func installation(_ client: KubernetesClient) async throws(KubernetesError) -> String {
        let gateways: Value?
        do {
            gateways = try await definition(of: GatewaySchema.plural, client)
        } catch  where error.code == .forbidden {
            gateways = nil
        }
        return installation(besides: gateways.flatMap { GatewayBundle(definition: $0) })
    }

    private static func installation(besides bundle: GatewayBundle?) -> String {
        guard let bundle else {
            return """
                install Gateway API \(latest), whose experimental channel serves TCPRoute v1alpha2 and v1, and its \
                standard channel v1 alone:
                \(command(latest, .experimental))
                """
        }
        // Who has the standard channel is kept from the experimental one by a policy that comes with it.
        guard bundle.channel != GatewayAPITarget.Channel.standard.rawValue else {
            let release = (bundle.target?.release).map { $0 < .v1_6 } ?? false ? latest : bundle.release
            return """
                the cluster has Gateway API \(bundle.release), standard channel, without TCPRoute; that of \(release) serves \
                TCPRoute v1:
                \(command(release, .standard))
                """
        }
        let found = "the cluster has Gateway API \(bundle.release)" + (bundle.channel.map { ", \($0) channel" } ?? "")
        guard let target = bundle.target, target.release < .v1_6 else {
            return "\(found), without TCPRoute; install it anew:\n\(command(bundle.release, .experimental))"
        }
        return "\(found); TCPRoute is in its experimental channel:\n\(command(bundle.release, .experimental))"
    }

    private static func command(_ release: String, _ channel: GatewayAPITarget.Channel) -> String {
        "kubectl apply --server-side -f https://github.com/kubernetes-sigs/gateway-api/releases/download/"
            + "\(release)/\(channel)-install.yaml"
    }
}
