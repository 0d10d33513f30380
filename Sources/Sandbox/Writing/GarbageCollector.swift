internal import GatewayAPI
internal import Values

/// What a cluster's garbage collector does: it lets go of objects whose deletion waited for their dependents.
///
/// Nothing in the sandbox depends on anything, so that is a moment after the deletion; clients see both steps.
struct GarbageCollector: Sendable {
    let api: APIServer

    private static let finalizers: [Value] = ["foregroundDeletion", "orphan"]

    /// Collects until the store is closed or the task is cancelled.
    func run() async {
        guard
            let start = try? await api.store.read({ state throws(APIFailure) in
                (state.list(.tcproutes, namespace: nil).filter(\.isBeingDeleted), state.revision)
            })
        else { return }
        await withDiscardingTaskGroup { group in
            for object in start.0 { group.addTask { await collect(object) } }
            var version = start.1
            while case .events(let events, let upTo) = await api.store.changes(after: version, of: .tcproutes) {
                version = upTo
                for event in events where event.object.isBeingDeleted && event.kind == .modified {
                    group.addTask { await collect(event.object) }
                }
            }
            group.cancelAll()
        }
    }

    private func collect(_ object: StoredObject) async {
        let held = object.value["metadata"]?["finalizers"]?.array ?? []
        guard held.contains(where: Self.finalizers.contains) else { return }
        do { try await Task.sleep(for: api.options.collectionDelay) } catch { return }
        let handler = ResourceHandler(
            store: api.store, options: api.options, request: .internalRequest,
            target: ResourceRequest(resource: .tcpRoute(.v1)), negotiation: .plain)
        try? await api.store.write { transaction throws(APIFailure) in
            guard let current = transaction.state[object.key], current.uid == object.uid else { return }
            var value = current.value
            let rest = (value["metadata"]?["finalizers"]?.array ?? []).filter { !Self.finalizers.contains($0) }
            if rest.isEmpty { return try handler.remove(current, &transaction) }
            value.withMember("metadata") { $0?.set("finalizers", .array(rest)) }
            _ = try transaction.put(.tcproutes, value)
        }
    }
}
