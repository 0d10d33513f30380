package import GatewayAPI
package import KubernetesClient
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

    /// Asks the cluster which versions it serves and picks one: the wanted one, otherwise v1alpha2, otherwise v1.
    ///
    /// - Throws: `ApplyingError` when the cluster does not serve TCPRoutes, or not in the wanted version.
    package static func discover(
        _ client: KubernetesClient, wanted: GatewayAPITarget.APIVersion?
    ) async throws -> ServedRoutes {
        try choose(from: try await served(by: client), wanted: wanted, server: client.configuration.server)
    }

    /// What the cluster serves as TCPRoutes, in its order of preference.
    static func served(by client: KubernetesClient) async throws(KubernetesError) -> [ServedResource] {
        try await client.discover(group: TCPRouteSchema.group, resource: TCPRouteSchema.plural)
    }

    /// The one to use of what is served.
    static func choose(
        from served: [ServedResource], wanted: GatewayAPITarget.APIVersion?, server: ServerURL
    ) throws(ApplyingError) -> ServedRoutes {
        let routes = served.compactMap { resource in
            GatewayAPITarget.APIVersion(rawValue: resource.type.version).map {
                ServedRoutes(type: resource.type, version: $0)
            }
        }
        guard !routes.isEmpty else {
            throw ApplyingError(
                .notServed, "\(server) does not serve TCPRoutes (\(TCPRouteSchema.plural).\(TCPRouteSchema.group))",
                help: """
                    install Gateway API: v1.6 and later have TCPRoute in the standard channel, earlier releases in the \
                    experimental one (https://gateway-api.sigs.k8s.io/guides/getting-started/)
                    """)
        }
        guard let wanted else {
            // The older one first: it allows several rules, and nothing is gained from the newer one.
            return routes.first { $0.version == .v1alpha2 } ?? routes[0]
        }
        guard let route = routes.first(where: { $0.version == wanted }) else {
            throw ApplyingError(
                .notServed, "\(server) does not serve TCPRoute \(wanted)",
                help:
                    "it serves \(routes.map(\.version.rawValue).joined(separator: ", ")); leave out --api-version to use that"
            )
        }
        return route
    }
}
