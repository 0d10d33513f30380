internal import GatewayAPI
internal import KubernetesClient
internal import Planning
internal import Values

/// The routes of a cluster that a plan has to know.
struct LiveRoutes: Sendable {
    /// The live object of each key that has one; a key that is missing here has none.
    var objects: [RouteKey: Value] = [:]
    /// Namespaces that routes are wanted in and cannot be put into.
    var closedNamespaces: [String: NamespaceObstacle] = [:]

    /// In a namespace with more wanted routes than this, one LIST is cheaper than a GET for each.
    private static let listThreshold = 2

    /// Reads the live objects of the given keys: one LIST per namespace, or GETs where these are fewer or LIST is
    /// forbidden.
    ///
    /// - Parameters:
    ///   - destinations: the keys that are to be created if they do not exist; their namespaces are checked.
    ///   - everyRoute: the live routes, where all of them were listed already.
    ///   - like: objects that the live ones are expected to equal: what is the same is kept in memory once.
    static func read(
        _ client: KubernetesClient, _ routes: ServedRoutes, keys: Set<RouteKey>, destinations: Set<RouteKey>,
        parallelism: Int, everyRoute: [RouteKey: Value]? = nil, like expected: [RouteKey: Value] = [:]
    ) async throws -> LiveRoutes {
        var live = LiveRoutes()
        if let everyRoute {
            for key in keys { live.objects[key] = everyRoute[key] }
        } else {
            let groups = Array(Dictionary(grouping: keys, by: \.namespace))
            let found = try await groups.mapConcurrently(limit: parallelism) { namespace, keys in
                try await read(client, routes, namespace, keys, expected)
            }
            for part in found { live.objects.merge(part.objects) { $1 } }
        }
        let occupied = Set(live.objects.keys.compactMap(\.namespace))
        let unsure = Set(destinations.compactMap(\.namespace)).subtracting(occupied).sorted()
        live.closedNamespaces = try await obstacles(in: unsure, client, parallelism: parallelism)
        return live
    }

    /// What keeps new routes out of some namespaces, as far as that is known; nothing of those that take them.
    static func obstacles(
        in namespaces: [String], _ client: KubernetesClient, parallelism: Int
    ) async throws -> [String: NamespaceObstacle] {
        let obstacles = try await namespaces.mapConcurrently(limit: parallelism) { namespace in
            try await obstacle(in: namespace, client)
        }
        return Dictionary(zip(namespaces, obstacles)) { first, _ in first }.compactMapValues(\.self)
    }

    private static func read(
        _ client: KubernetesClient, _ routes: ServedRoutes, _ namespace: String?, _ keys: [RouteKey],
        _ expected: [RouteKey: Value]
    ) async throws(KubernetesError) -> LiveRoutes {
        if keys.count > listThreshold,
            let live = try await list(client, routes, namespace, Set(keys), expected)
        {
            return live
        }
        var live = LiveRoutes()
        for key in keys {
            live.objects[key] = try await client.find(routes.type, namespace: namespace, name: key.name)
        }
        return live
    }

    /// The wanted routes out of a LIST; nil where listing is forbidden, for whoever may not list may still get.
    private static func list(
        _ client: KubernetesClient, _ routes: ServedRoutes, _ namespace: String?, _ wanted: Set<RouteKey>,
        _ expected: [RouteKey: Value]
    ) async throws(KubernetesError) -> LiveRoutes? {
        let key = { (item: Value) in
            item["metadata"]?["name"]?.string.map {
                RouteKey(group: routes.type.group, namespace: namespace, name: $0)
            }
        }
        let list: ObjectList
        var sharing = SharedParts()
        do {
            list = try await client.list(routes.type, namespace: namespace) { item in
                guard let key = key(item), wanted.contains(key) else { return nil }
                return sharing.shared(item, like: expected[key])
            }
        } catch {
            if error.code == .forbidden { return nil }
            throw error
        }
        var live = LiveRoutes()
        for item in list.items { if let key = key(item) { live.objects[key] = item } }
        return live
    }

    /// Not being allowed to look is no sign of absence.
    private static func obstacle(
        in namespace: String, _ client: KubernetesClient
    ) async throws(KubernetesError) -> NamespaceObstacle? {
        do {
            return NamespaceObstacle(try await client.namespace(namespace))
        } catch {
            if error.code == .forbidden { return nil }
            throw error
        }
    }
}

extension NamespaceObstacle {
    /// What a live namespace, or that there is none, means for new objects; nil where nothing is in their way.
    init?(_ namespace: Value?) {
        guard let namespace else {
            self = .missing
            return
        }
        guard namespace["metadata"]?["deletionTimestamp"]?.string != nil else { return nil }
        self = .beingDeleted
    }
}

/// Keeps what many live routes have in common in memory once.
///
/// Of ten thousand routes that are as wanted, nearly all is what the manifests say already, and who set which fields is
/// the same for each.
private struct SharedParts {
    /// What this tool owned of the last route that was seen.
    private var fields: Value?

    /// The object, its parts taken from the expected one where they are equal.
    mutating func shared(_ object: Value, like expected: Value?) -> Value {
        guard var members = object.object, var metadata = members["metadata"]?.object else { return object }
        for part in ["labels", "annotations"] {
            if let own = metadata[part], let wanted = expected?["metadata"]?[part], own.isEquivalent(to: wanted) {
                metadata[part] = wanted
            }
        }
        if case .array(let entries) = metadata["managedFields"] {
            metadata["managedFields"] = .array(entries.map { shared($0) })
        }
        members["metadata"] = .object(metadata)
        if let own = members["spec"], let wanted = expected?["spec"], own.isEquivalent(to: wanted) {
            members["spec"] = wanted
        }
        // Routing reads it with routes of its own.
        members["status"] = nil
        return .object(members)
    }

    private mutating func shared(_ entry: Value) -> Value {
        guard entry["manager"]?.string == Ownership.fieldManager, let own = entry["fieldsV1"] else { return entry }
        guard let fields, fields == own else {
            fields = own
            return entry
        }
        var entry = entry
        entry.set("fieldsV1", fields)
        return entry
    }
}
