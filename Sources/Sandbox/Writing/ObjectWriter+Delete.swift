internal import FieldOwnership
internal import Values

/// Deleting.
extension ObjectWriter {
    /// Deletes an object, or marks it when something must happen before it goes.
    ///
    /// - Throws: 404 when there is none, 409 when it is not the one that is demanded, 403 for what must stay.
    func delete(
        _ name: String, _ demands: DeleteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        let object = try find(name, in: transaction.state)
        try check(demands, object)
        if case .withContents(let protected) = resource.behaviour.deletion {
            guard !protected.contains(name) else {
                throw .forbidden(resource.subject(name), "this namespace may not be deleted")
            }
            return try deleteNamespace(object, demands, &transaction)
        }
        if let waiting = try mark(object, demands, &transaction) { return .stored(waiting) }
        return .removed(demands.dryRun ? object : try remove(object, &transaction))
    }

    /// Deletes some objects of the kind; what must wait is marked.
    func delete(
        _ objects: [StoredObject], _ demands: DeleteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) {
        for object in objects where !demands.dryRun {
            if try mark(object, demands, &transaction) == nil { try remove(object, &transaction) }
        }
    }

    private func check(_ demands: DeleteDemands, _ object: StoredObject) throws(APIFailure) {
        let subject = resource.invalidSubject(object.key.name)
        if let uid = demands.uid, uid != object.uid {
            if case .withContents = resource.behaviour.deletion {
                throw .conflict(
                    resource.subject(object.key.name),
                    "Precondition failed: UID in precondition: \(uid), UID in object meta: \(object.uid)")
            }
            throw .conflict(
                subject,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(object.uid)). The object might have been deleted and then recreated"
            )
        }
        if let version = demands.resourceVersion, version != String(object.resourceVersion) {
            throw .conflict(
                subject,
                "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion in record (\(object.resourceVersion)). The object might have been modified"
            )
        }
    }

    /// Marks an object that something must happen to before it goes.
    ///
    /// - Returns: the marked object; nil when nothing keeps it.
    func mark(
        _ object: StoredObject, _ demands: DeleteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> StoredObject? {
        var value = object.value
        var finalizers = value["metadata"]?["finalizers"]?.array ?? []
        if resource.behaviour.hasDependents, let finalizer = demands.finalizer, !finalizers.contains(.string(finalizer))
        {
            finalizers.append(.string(finalizer))
        }
        if finalizers.isEmpty { return nil }
        if object.isBeingDeleted { return object }
        value.withMember("metadata") { metadata in
            let generation = metadata?["generation"]?.int ?? 0
            metadata?.set("finalizers", .array(finalizers))
            metadata?.set("deletionTimestamp", .string(timestamp()))
            metadata?.set("deletionGracePeriodSeconds", 0)
            if resource.behaviour.hasGeneration { metadata?.set("generation", .int(generation &+ 1)) }
        }
        if demands.dryRun { return StoredObject(object.key.collection, value) }
        return try transaction.put(object.key.collection, value)
    }

    /// Removes an object, and its namespace when that only waited for it.
    @discardableResult
    func remove(_ object: StoredObject, _ transaction: inout Transaction) throws(APIFailure) -> StoredObject {
        let gone = try transaction.remove(object)
        guard let namespace = transaction.state[.namespace(object.key.namespace)], namespace.isBeingDeleted else {
            return gone
        }
        if !transaction.contents(of: object.key.namespace).contains(where: { $0.key != object.key }) {
            try letGo(of: namespace, &transaction)
        }
        return gone
    }

    /// Marks a namespace; what is in it goes a moment later, and it itself when that is gone.
    private func deleteNamespace(
        _ namespace: StoredObject, _ demands: DeleteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        if namespace.isBeingDeleted { return .stored(namespace) }
        var value = namespace.value
        value.withMember("status") { $0?.set("phase", "Terminating") }
        value.withMember("metadata") { $0?.set("deletionTimestamp", .string(timestamp())) }
        if demands.dryRun { return .unsaved(value) }
        let marked = try transaction.put(namespace.key.collection, value)
        if Self.isUnheld(value) { try transaction.remove(marked) }
        return .stored(marked)
    }

    /// Deletes all that is in a namespace that is being deleted; it stays while finalizers hold some of that.
    func deleteContents(of namespace: StoredObject, _ transaction: inout Transaction) throws(APIFailure) {
        guard let current = transaction.state[namespace.key], current.uid == namespace.uid, current.isBeingDeleted
        else { return }
        var isHeld = false
        for object in transaction.contents(of: namespace.key.name) {
            if try mark(object, DeleteDemands(), &transaction) == nil {
                try transaction.remove(object)
            } else {
                isHeld = true
            }
        }
        if !isHeld { try letGo(of: current, &transaction) }
    }

    /// Takes the cluster's own finalizer from a namespace, which goes when it has no other.
    private func letGo(of namespace: StoredObject, _ transaction: inout Transaction) throws(APIFailure) {
        var value = namespace.value
        let finalizers = value["spec"]?["finalizers"]?.array ?? []
        let rest = finalizers.filter { $0 != Resource.finalizer }
        value.set("spec", rest.isEmpty ? [:] : ["finalizers": .array(rest)])
        if Self.isUnheld(value) {
            try transaction.remove(namespace)
        } else if rest != finalizers {
            // Not when nothing changes: a change would bring the collector here again, without end.
            _ = try transaction.put(namespace.key.collection, value)
        }
    }

    /// Whether a namespace has no finalizers, neither in its spec, as only namespaces have, nor in its metadata.
    static func isUnheld(_ namespace: Value) -> Bool {
        ["spec", "metadata"].allSatisfy { (namespace[$0]?["finalizers"]?.array ?? []).isEmpty }
    }

    /// Writes which finalizers hold a namespace, with its metadata.
    ///
    /// - Throws: 404 when there is none, 409 when it is another or was changed.
    func finalize(
        _ name: String, _ object: Value, _ write: WriteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        let old = try find(name, in: transaction.state)
        try requireVersion(object["metadata"]?["resourceVersion"], of: old)
        var new = settled(object, over: old.value)
        let finalizers = object["spec"]?["finalizers"]?.array ?? []
        new.set("spec", finalizers.isEmpty ? [:] : ["finalizers": .array(finalizers)])
        var entire = self
        entire.keepsFields = false
        let tracked = trackers.update(
            from: old.value, to: new, managedFields: Self.managedFields(of: object, live: old.value, takesLive: false),
            by: manager(write))
        let isGone = old.isBeingDeleted && Self.isUnheld(new)
        guard isGone, !write.dryRun else {
            return try entire.finish(new, old, live: old.value, managed: tracked, write, &transaction)
        }
        new.withMember("metadata") { $0?.set("managedFields", tracked.value) }
        try transaction.remove(old)
        return .unsaved(new)
    }
}
