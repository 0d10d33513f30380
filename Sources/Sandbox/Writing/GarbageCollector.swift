internal import Values

/// What a cluster's controllers do for what is being deleted: they let go of objects whose deletion waited for their
/// dependents, and delete what is in namespaces.
///
/// Nothing in the sandbox depends on anything, so that is a moment after the deletion; clients see both steps.
struct GarbageCollector: Sendable {
    let store: Store
    let options: SandboxOptions

    private static let finalizers: [Value] = ["foregroundDeletion", "orphan"]

    /// Collects until the store is closed or the task is cancelled.
    func run() async {
        let collections = Resource.collections
        guard
            let start = try? await store.read({ state throws(APIFailure) in
                let objects = collections.flatMap { state.list($0, namespace: nil) }
                return (objects.filter(\.isBeingDeleted), state.revision)
            })
        else { return }
        await withDiscardingTaskGroup { group in
            for object in start.0 { group.addTask { await collect(object) } }
            var version = start.1
            while case .events(let events, let upTo) = await store.changes(after: version, of: collections) {
                version = upTo
                for event in events where event.object.isBeingDeleted && event.kind == .modified {
                    group.addTask { await collect(event.object) }
                }
            }
            group.cancelAll()
        }
    }

    private func collect(_ object: StoredObject) async {
        if object.key.collection == Resource.namespaceCollection { return await empty(object) }
        let held = object.value["metadata"]?["finalizers"]?.array ?? []
        guard held.contains(where: Self.finalizers.contains) else { return }
        do { try await Task.sleep(for: options.collectionDelay) } catch { return }
        guard let resource = Resource.of(object.key.collection) else { return }
        let writer = ObjectWriter(resource: resource, namespace: object.key.namespace, options: options)
        try? await store.write { transaction throws(APIFailure) in
            try writer.release(object, from: Self.finalizers, &transaction)
        }
    }
}

extension GarbageCollector {
    /// Deletes what is in a namespace.
    private func empty(_ namespace: StoredObject) async {
        do { try await Task.sleep(for: options.collectionDelay) } catch { return }
        let writer = ObjectWriter(resource: .namespace, options: options)
        try? await store.write { transaction throws(APIFailure) in
            try writer.deleteContents(of: namespace, &transaction)
        }
    }
}

extension ObjectWriter {
    /// Takes finalizers from an object, which goes when it has no other; one that was replaced meanwhile is left alone.
    fileprivate func release(
        _ object: StoredObject, from finalizers: [Value], _ transaction: inout Transaction
    ) throws(APIFailure) {
        guard let current = transaction.state[object.key], current.uid == object.uid else { return }
        var value = current.value
        let rest = (value["metadata"]?["finalizers"]?.array ?? []).filter { !finalizers.contains($0) }
        if rest.isEmpty {
            try remove(current, &transaction)
            return
        }
        value.withMember("metadata") { $0?.set("finalizers", .array(rest)) }
        _ = try transaction.put(resource.collection, value)
    }
}
