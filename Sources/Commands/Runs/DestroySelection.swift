internal import Diagnostics
internal import Manifests
internal import State
internal import Values

/// Which routes a destroy is about.
enum DestroySelection {
    /// The stack's routes, or those of the given manifests that the state knows.
    static func keys(
        _ source: ManifestSourceOptions, _ session: StackSession, _ snapshot: StateSnapshot
    ) async throws(Failure) -> [RouteKey] {
        guard !source.isEmpty else { return snapshot.routes.map(\.key) }
        let set = try await session.manifests(source, snapshot, version: nil, tell: false)
        let unknown = set.routes.map(\.key).filter { snapshot[$0] == nil }
        for key in unknown {
            session.context.inform("\(key) is not in the state: there is nothing of this stack to delete")
        }
        return set.routes.map(\.key).filter { snapshot[$0] != nil }
    }
}
