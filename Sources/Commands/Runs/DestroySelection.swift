internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import State
internal import Values

/// Which routes a destroy is about.
enum DestroySelection {
    /// The stack's routes, or those of the given manifests that the state knows.
    static func keys(
        _ source: ManifestSourceOptions, _ session: StackSession, _ snapshot: StateSnapshot, _ api: RouteAPI
    ) async throws(Failure) -> [RouteKey] {
        let known = snapshot.routes.filter { $0.key.group == api.group }
        guard !source.isEmpty else { return known.map(\.key) }
        let set = try await session.manifests(source, snapshot, version: nil, tell: false)
        // Whether the API has namespaces is not known before the cluster is asked: the outputs have them in any case.
        let keys = Dictionary(
            known.map { (RouteKey(group: api.group, namespace: $0.outputs.namespace, name: $0.name), $0.key) },
            uniquingKeysWith: { first, _ in first })
        return set.routes.compactMap { route in
            let key = keys[RouteKey(group: api.group, namespace: route.namespace, name: route.name)]
            if key == nil {
                session.context.inform("\(route.key) is not in the state: there is nothing of this stack to delete")
            }
            return key
        }
    }
}
