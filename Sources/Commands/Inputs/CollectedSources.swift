internal import Synchronization

/// What the sources of this run held: manifests may be judged twice, but standard input, a URL and the clipboard are
/// read once.
final class CollectedSources: Sendable {
    private let inputs = Mutex<ManifestInputs?>(nil)

    func once(_ collect: () async throws(Failure) -> ManifestInputs) async throws(Failure) -> ManifestInputs {
        if let known = inputs.withLock({ $0 }) { return known }
        let collected = try await collect()
        inputs.withLock { $0 = collected }
        return collected
    }
}
