internal import Applying
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Values

/// What a cluster has, where that decides how manifests are judged.
struct OnlineTarget {
    /// The version that it serves.
    let version: GatewayAPITarget.APIVersion
    /// The channel of its definitions; nil where nothing depends on it or it is not known.
    var channel: GatewayAPITarget.Channel?
}

extension ServedRoutes {
    /// What routes are judged by that go to a cluster.
    ///
    /// Its channel is asked for only where a route sets what the standard one does not have and v1 alone may hide it.
    func target(of routes: [RouteManifest], _ client: KubernetesClient) async throws(KubernetesError) -> OnlineTarget {
        var target = OnlineTarget(version: version)
        let isInQuestion = routes.contains { $0.manifest.value["spec"]?["useDefaultGateways"] != nil }
        if hasKnownEffect, version == .v1, isInQuestion {
            target.channel = try await channel(client)
        }
        return target
    }
}
