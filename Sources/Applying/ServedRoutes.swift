package import GatewayAPI
package import KubernetesClient
package import Manifests
internal import Values

/// The TCPRoute resource of a cluster, in the version that is used there.
package struct ServedRoutes: Sendable {
    /// How requests address it.
    package let type: ResourceType
    /// The version that is used, which decides the schema.
    package let version: GatewayAPITarget.APIVersion

    /// The resource that a route is read and written through.
    func type(of key: RouteKey) -> ResourceType {
        ResourceType(
            group: type.group, version: type.version, plural: type.plural, isNamespaced: key.namespace != nil)
    }

    /// Where routes go that are written through it.
    package var destination: RouteDestination {
        RouteDestination(group: type.group, isClusterScoped: !type.isNamespaced)
    }

    /// Whether it is Gateway API's own, whose routes this program knows the effect of.
    package var hasKnownEffect: Bool { type.group == TCPRouteSchema.group }

    /// Asks the cluster which versions of a group it serves and picks one: the wanted one, otherwise v1alpha2,
    /// otherwise v1.
    ///
    /// - Throws: `ApplyingError` when the cluster does not serve TCPRoutes, or not in the wanted version.
    package static func discover(_ client: KubernetesClient, _ api: RouteAPI = .standard) async throws -> ServedRoutes {
        try await choose(from: try await served(by: client, api), api, client)
    }

    /// What the cluster serves as TCPRoutes, in its order of preference.
    static func served(
        by client: KubernetesClient, _ api: RouteAPI
    ) async throws(KubernetesError) -> [ServedResource] {
        try await client.discover(group: api.group, resource: TCPRouteSchema.plural)
    }

    /// The one to use of what is served.
    static func choose(
        from served: [ServedResource], _ api: RouteAPI, _ client: KubernetesClient
    ) async throws -> ServedRoutes {
        let server = client.configuration.server
        let routes = served.compactMap { resource in
            GatewayAPITarget.APIVersion(rawValue: resource.type.version).map {
                ServedRoutes(type: resource.type, version: $0)
            }
        }
        guard !routes.isEmpty else {
            throw ApplyingError(
                .notServed, "\(server) does not serve TCPRoutes (\(TCPRouteSchema.plural).\(api.group))",
                help: api.isStandard
                    ? try await GatewayBundle.installation(client)
                    : "name a group whose \(TCPRouteSchema.plural) 'kubectl api-resources' lists, or leave --api out")
        }
        guard let wanted = api.version else {
            // The older one first: it allows several rules, and nothing is gained from the newer one.
            return routes.first { $0.version == .v1alpha2 } ?? routes[0]
        }
        guard let route = routes.first(where: { $0.version == wanted }) else {
            throw ApplyingError(
                .notServed, "\(server) does not serve TCPRoute \(wanted)",
                help:
                    "it serves \(routes.map(\.version.rawValue).joined(separator: ", ")); leave the version out to use that"
            )
        }
        return route
    }
}
