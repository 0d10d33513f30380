internal import GatewayAPI
internal import KubernetesClient
internal import Values

/// The routes of a cluster that a plan has to know.
struct LiveRoutes: Sendable {
    /// The live object of each key that has one; a key that is missing here has none.
    var objects: [RouteKey: Value] = [:]
    /// Namespaces that routes are wanted in and that do not exist.
    var missingNamespaces: [String] = []

    /// In a namespace with more wanted routes than this, one LIST is cheaper than a GET for each.
    private static let listThreshold = 2

    /// Reads the live objects of the given keys: one LIST per namespace, or GETs where these are fewer or LIST is
    /// forbidden.
    ///
    /// - Parameters:
    ///   - destinations: the keys that are to be created if they do not exist; their namespaces are checked.
    ///   - everyRoute: the live routes, where all of them were listed already.
    static func read(
        _ client: KubernetesClient, _ routes: ServedRoutes, keys: Set<RouteKey>, destinations: Set<RouteKey>,
        parallelism: Int, everyRoute: [RouteKey: Value]? = nil
    ) async throws -> LiveRoutes {
        var live = LiveRoutes()
        if let everyRoute {
            for key in keys { live.objects[key] = everyRoute[key] }
        } else {
            let groups = Array(Dictionary(grouping: keys, by: \.namespace))
            let found = try await groups.mapConcurrently(limit: parallelism) { namespace, keys in
                try await read(client, routes, namespace, keys)
            }
            for part in found { live.objects.merge(part.objects) { $1 } }
        }
        let occupied = Set(live.objects.keys.compactMap(\.namespace))
        let unsure = Set(destinations.compactMap(\.namespace)).subtracting(occupied).sorted()
        let missing = try await unsure.mapConcurrently(limit: parallelism) { namespace in
            try await isMissing(namespace, client) ? [namespace] : []
        }
        live.missingNamespaces = missing.flatMap { $0 }
        return live
    }

    private static func read(
        _ client: KubernetesClient, _ routes: ServedRoutes, _ namespace: String?, _ keys: [RouteKey]
    ) async throws(KubernetesError) -> LiveRoutes {
        if keys.count > listThreshold, let live = try await list(client, routes, namespace, Set(keys)) { return live }
        var live = LiveRoutes()
        for key in keys {
            live.objects[key] = try await client.find(routes.type, namespace: namespace, name: key.name)
        }
        return live
    }

    /// The wanted routes out of a LIST; nil where listing is forbidden, for whoever may not list may still get.
    private static func list(
        _ client: KubernetesClient, _ routes: ServedRoutes, _ namespace: String?, _ wanted: Set<RouteKey>
    ) async throws(KubernetesError) -> LiveRoutes? {
        let key = { (item: Value) in
            item["metadata"]?["name"]?.string.map {
                RouteKey(group: routes.type.group, namespace: namespace, name: $0)
            }
        }
        let list: ObjectList
        do {
            list = try await client.list(routes.type, namespace: namespace) { key($0).map(wanted.contains) ?? false }
        } catch {
            if error.code == .forbidden { return nil }
            throw error
        }
        var live = LiveRoutes()
        for item in list.items { if let key = key(item) { live.objects[key] = item } }
        return live
    }

    /// Whether a namespace is known not to exist; not being allowed to look is no sign of absence.
    private static func isMissing(
        _ namespace: String, _ client: KubernetesClient
    ) async throws(KubernetesError) -> Bool {
        do {
            return try await client.namespace(namespace) == nil
        } catch {
            if error.code == .forbidden { return false }
            throw error
        }
    }
}
