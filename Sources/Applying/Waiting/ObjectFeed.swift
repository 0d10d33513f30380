internal import GatewayAPI
internal import KubernetesClient

/// Follows the objects of one kind: by a watch, that is taken up again where it is lost; where watching is forbidden,
/// by looking again and again.
struct ObjectFeed: Sendable {
    /// The pause between two lists where watching is forbidden.
    private static let pollPause = Duration.seconds(2)

    let number: Int
    let client: KubernetesClient
    let source: FeedSource
    let tell: @Sendable (FeedEvent) -> Void

    /// Runs until the task is cancelled.
    func run() async {
        do throws(KubernetesError) {
            try await client.follow(
                source.type, namespace: source.namespace, from: source.version,
                list: { () async throws(KubernetesError) in try await list() },
                onConnection: { [tell, number] in tell(.connected(number, $0)) },
                onEvent: { [tell, kind = source.kind] event in
                    switch event {
                    case .changed(let object): tell(.changed(kind, object))
                    case .removed(let object): tell(.removed(kind, ObjectKey(object)))
                    }
                })
        } catch {
            if error.endsAll { return tell(.failed(error)) }
            // Watching is refused, and listing may not be.
            await poll()
        }
    }

    private func list() async throws(KubernetesError) -> String {
        let list = try await client.list(source.type, namespace: source.namespace)
        tell(.listed(source.kind, namespace: source.namespace, list.items))
        return list.resourceVersion
    }

    /// Looks again and again, until the task is cancelled.
    func poll() async {
        while !Task.isCancelled {
            do throws(KubernetesError) {
                _ = try await list()
                tell(.connected(number, true))
            } catch {
                if error.endsAll { return tell(.failed(error)) }
                if error.code == .forbidden || error.code == .cancelled { return }
                tell(.connected(number, false))
            }
            try? await Task.sleep(for: Self.pollPause)
        }
    }
}

extension KubernetesError {
    /// Whether nobody may ask the cluster anything any more.
    var endsAll: Bool { code == .unauthenticated || code == .credentialPlugin }
}
