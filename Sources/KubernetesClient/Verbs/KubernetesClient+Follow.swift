extension KubernetesClient {
    private static let firstPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(5)

    /// Watches objects for as long as the task lives: a watch that ends or breaks is taken up where it was, and one
    /// whose moment is too long ago goes on from a new list.
    ///
    /// Returns when the task is cancelled. Throws what no later attempt would mend, such as `forbidden`.
    ///
    /// - Parameters:
    ///   - version: the moment from which to watch; nil to begin with a list.
    ///   - list: lists the objects anew, tells the caller's side of them, and returns the moment of the list.
    ///   - onConnection: is told whether changes are seen as they happen.
    package func follow(
        _ type: ResourceType, namespace: String?, matching selection: ObjectSelection = .all, from version: String?,
        as form: ObjectForm = .whole, list: () async throws(KubernetesError) -> String,
        onConnection: @Sendable (Bool) -> Void = { _ in }, onEvent: @Sendable (WatchEvent) -> Void
    ) async throws(KubernetesError) {
        var version = version
        var pause = Self.firstPause
        /// Whether the moment is that of a list just made: a watch that fails from there does so again at once.
        var isFresh = false
        func rest() async {
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
        while !Task.isCancelled {
            do throws(KubernetesError) {
                isFresh = version == nil
                if version == nil { version = try await list() }
                let began = ContinuousClock.now
                let start = version ?? ""
                let end = try await watch(
                    type, namespace: namespace, matching: selection, from: start, as: form,
                    onOpen: { onConnection(true) }, onEvent: onEvent)
                version = end
                // Only a watch that lasted or told something shows that the server works: then the pause is short again.
                if end != start || ContinuousClock.now - began > .seconds(1) { pause = Self.firstPause }
                await rest()
            } catch {
                if error.code == .cancelled { return }
                // A list gets new credentials where there are any, and fails where there are none.
                let listed = version != nil
                if error.code == .unauthenticated ? isFresh && !listed : error.endsFollowing { throw error }
                let isOver = error.code == .gone || error.code == .unauthenticated
                if !isOver { onConnection(false) }
                version = nil
                if !isOver || isFresh { await rest() }
            }
        }
    }
}

extension KubernetesError {
    /// Whether no later attempt to watch would succeed.
    fileprivate var endsFollowing: Bool {
        switch code {
        case .forbidden, .credentialPlugin, .configuration, .badRequest, .refused, .notKubernetes: true
        default: false
        }
    }
}
