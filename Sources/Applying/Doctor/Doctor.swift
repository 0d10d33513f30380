package import GatewayAPI
package import KubernetesClient
internal import Values

/// Looks at all that an apply needs of a cluster, step by step, and changes nothing.
///
/// What needs a step that failed is skipped, so that a failure is told once, where it is.
package struct Doctor: Sendable {
    let client: KubernetesClient
    /// The namespaces that routes go to.
    let namespaces: [String]
    /// The API that routes are to be written through; without a version the one that the cluster serves.
    let api: RouteAPI
    let parallelism: Int

    var configuration: ClusterConfiguration { client.configuration }

    /// - Parameter namespaces: where there are none, the context's is looked at.
    package init(
        _ client: KubernetesClient, namespaces: some Sequence<String>, api: RouteAPI = .standard, parallelism: Int
    ) {
        self.client = client
        let named = Set(namespaces).sorted()
        self.namespaces = named.isEmpty ? [client.configuration.defaultNamespace ?? "default"] : named
        self.api = api
        self.parallelism = parallelism
    }

    /// Makes all checks and adds them to the list; throws only when the run is cancelled.
    package func examine(_ list: inout CheckList) async throws {
        try await list.make(.configuration) { [configurationCheck] }
        try await list.make(.credentials) {
            try await client.findCredentials()
            return [credentialsCheck(now: Int(WallClock.now))]
        }
        let probe = await client.probe()
        let greeting =
            probe.failure == nil ? await client.greet(isIdentified: list[.credentials]?.outcome != .failed) : nil
        for name in [Check.Name.name, .proxy, .connection, .tls] {
            try await list.make(name) { [try connectionCheck(name, probe, greeting)] }
        }
        try await list.make(.server) { [try serverCheck(greeting)] }
        try await list.make(.authentication) { [authenticationCheck(try await client.currentUser())] }
        try await list.make(.api) { [try await apiCheck()] }
        try await list.make(.bundle) { [try await bundleCheck()] }
        let isClusterScoped = list[.api]?.facts["isClusterScoped"] == true
        try await list.make(.namespace) {
            guard !isClusterScoped else {
                return [Check(.namespace, .skipped, "the routes of \(api.group) stand in none")]
            }
            return try await inEachNamespace(.namespace) { try await namespaceCheck($0) }
        }
        let user = list[.authentication]?.facts["user"]?.string
        try await list.make(.permissions) {
            guard !isClusterScoped else { return [try await permissionsCheck(nil, of: user)] }
            return try await inEachNamespace(.permissions) { try await permissionsCheck($0, of: user) }
        }
        try await list.make(.clock) { [Self.clockCheck(greeting)] }
    }

    private func inEachNamespace(
        _ name: Check.Name, _ body: @escaping @Sendable (String) async throws -> Check
    ) async throws -> [Check] {
        try await namespaces.mapConcurrently(limit: parallelism) { namespace in
            do {
                return try await body(namespace)
            } catch {
                return try .failed(name, error, namespace: namespace)
            }
        }
    }
}
