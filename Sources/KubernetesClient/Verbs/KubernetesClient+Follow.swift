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
        while !Task.isCancelled {
            do throws(KubernetesError) {
                if version == nil { version = try await list() }
                let began = ContinuousClock.now
                version = try await watch(
                    type, namespace: namespace, matching: selection, from: version ?? "", as: form,
                    onOpen: { onConnection(true) }, onEvent: onEvent)
                // Only a watch that lasted shows that the server works: then the pause is the shortest again.
                if ContinuousClock.now - began > .seconds(1) { pause = Self.firstPause }
                try? await Task.sleep(for: pause)
            } catch {
                switch error.code {
                case .cancelled: return
                case .forbidden, .credentialPlugin, .configuration, .badRequest, .refused, .notKubernetes: throw error
                // A list gets new credentials where there are any.
                case .unauthenticated: version = try await list()
                case .gone: version = nil
                default:
                    onConnection(false)
                    version = nil
                    try? await Task.sleep(for: pause)
                    pause = min(pause * 2, Self.longestPause)
                }
            }
        }
    }
}
