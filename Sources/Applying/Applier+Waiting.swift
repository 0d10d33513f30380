internal import GatewayAPI
internal import KubernetesClient
internal import Planning
package import State
internal import Values

extension Applier {
    private static let firstPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(1)

    /// Waits until the routes that are being deleted are gone, or the run ends; what is gone leaves the state.
    ///
    /// A route that could not be looked at any more counts as failed; it stays in the state.
    package func waitForDeletions(
        _ outcome: ApplyOutcome, lock: borrowing StateLock
    ) async throws(StateError) -> ApplyOutcome {
        guard var snapshot = outcome.saved else { return outcome }
        var outcome = outcome
        let waiting = outcome.results.indices.filter { outcome.results[$0].action == .terminating }
        let ended = await waiting.mapConcurrently(limit: options.parallelism) { [results = outcome.results] index in
            let result = await end(of: results[index])
            if result.action == .deleted { options.onResult(result) }
            return result
        }
        for (index, result) in zip(waiting, ended) { outcome.results[index] = result }
        if ended.map({ snapshot.record($0) }).contains(true) { outcome.saved = try lock.save(snapshot) }
        return outcome
    }

    /// Looks at a route that is being deleted, again and again, and says how that ended.
    private func end(of result: RouteOutcome) async -> RouteOutcome {
        var result = result
        var pause = Self.firstPause
        while true {
            do throws(KubernetesError) {
                let object = try await stack.client.find(
                    stack.routes.type(of: result.key), namespace: result.key.namespace, name: result.key.name)
                guard let live = object.map(LiveRoute.init), live.uid == result.uid, let deletion = live.deletion else {
                    return result.deleted()
                }
                result.deletion = deletion
                result.message = "\(result.key) \(deletion.description)"
            } catch {
                return error.code == .cancelled ? result : result.failed(.server(error))
            }
            guard !options.isInterrupted(), (try? await Task.sleep(for: pause)) != nil else { return result }
            pause = min(pause * 2, Self.longestPause)
        }
    }
}

extension RouteOutcome {
    fileprivate func deleted() -> RouteOutcome {
        RouteOutcome(
            action: .deleted, reference: reference, uid: uid, failure: nil, message: nil,
            deletion: nil, outcome: .deleted, recordedUID: uid)
    }

    fileprivate func failed(_ failure: RouteFailure) -> RouteOutcome {
        RouteOutcome(
            action: .failed, reference: reference, uid: uid, failure: failure, message: message,
            deletion: deletion, outcome: .unchanged, recordedUID: uid)
    }
}
