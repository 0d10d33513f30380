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
            guard !protected.contains(name) else { throw .undeletable(resource.subject(name)) }
            return try deleteNamespace(object, demands, &transaction)
        }
        if let waiting = try mark(object, demands, &transaction) { return .stored(waiting) }
        if !demands.dryRun { try remove(object, &transaction) }
        return .removed(object)
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
        if let finalizer = demands.finalizer, !finalizers.contains(.string(finalizer)) {
            finalizers.append(.string(finalizer))
        }
        if finalizers.isEmpty { return nil }
        if object.isBeingDeleted { return object }
        value.withMember("metadata") { metadata in
            let generation = metadata?["generation"]?.int ?? 0
            metadata?.set("finalizers", .array(finalizers))
            metadata?.set("deletionTimestamp", .string(timestamp()))
            metadata?.set("deletionGracePeriodSeconds", 0)
            metadata?.set("generation", .int(generation &+ 1))
        }
        if demands.dryRun { return StoredObject(object.key.collection, value) }
        return try transaction.put(object.key.collection, value)
    }

    /// Removes an object, and its namespace when that only waited for it.
    func remove(_ object: StoredObject, _ transaction: inout Transaction) throws(APIFailure) {
        try transaction.remove(object)
        guard let namespace = transaction.state[.namespace(object.key.namespace)], namespace.isBeingDeleted else {
            return
        }
        if !transaction.contents(of: object.key.namespace).contains(where: { $0.key != object.key }) {
            try transaction.remove(namespace)
        }
    }

    /// Deletes a namespace with all that is in it; it stays, terminating, while finalizers hold some of that.
    private func deleteNamespace(
        _ namespace: StoredObject, _ demands: DeleteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        var value = namespace.value
        value.set("status", ["phase": "Terminating"])
        if !namespace.isBeingDeleted {
            value.withMember("metadata") { $0?.set("deletionTimestamp", .string(timestamp())) }
        }
        if demands.dryRun { return .unsaved(value) }
        let marked = try transaction.put(namespace.key.collection, value)
        var isHeld = false
        for object in transaction.contents(of: namespace.key.name) {
            if try mark(object, DeleteDemands(), &transaction) == nil {
                try transaction.remove(object)
            } else {
                isHeld = true
            }
        }
        if !isHeld { try transaction.remove(marked) }
        return .stored(marked)
    }
}

extension APIFailure {
    fileprivate static func undeletable(_ subject: Subject) -> APIFailure {
        APIFailure(
            code: 403, reason: "Forbidden",
            message: "\(subject.kind) \"\(subject.name)\" is forbidden: this namespace may not be deleted",
            subject: subject)
    }
}
