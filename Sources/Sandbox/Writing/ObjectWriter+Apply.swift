internal import Documents
internal import FieldOwnership
internal import Schemas
internal import Values

/// Server-side apply.
extension ObjectWriter {
    /// Lays an applied configuration over an object, or creates it.
    ///
    /// - Parameter applied: what `ObjectDecoder.applied` returned.
    /// - Throws: 409 for fields of other managers, a version or an identity that is not the object's.
    func apply(
        _ applied: Value, to name: String, _ write: WriteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        guard let old = transaction.state[key(name)] else {
            guard !isStatus else { throw .notFound(resource.subject(name)) }
            return try applyNew(applied, name, write, &transaction)
        }
        let live = old.value(as: resource)
        let managed = (try? ManagedFields(live["metadata"]?["managedFields"])) ?? ManagedFields()
        let (merged, tracked) = try merge(applied, into: live, managed, write)
        let object = try admitted(merged)
        try requireName(name, of: object)
        try requireVersion(object["metadata"]?["resourceVersion"], of: old)
        return try finish(object, old, live: live, managed: tracked, write, &transaction)
    }

    private func applyNew(
        _ applied: Value, _ name: String, _ write: WriteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        if let uid = applied["metadata"]?["uid"]?.string, !uid.isEmpty {
            throw .conflict(
                resource.subject(name),
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
        }
        // Any number will do: that there is no such object is all that a version can demand of a new one.
        _ = try Self.versionNumber(applied["metadata"]?["resourceVersion"])
        var named = applied
        if named["metadata"]?["name"] == nil {
            var metadata = named["metadata"]?.object ?? [:]
            metadata["name"] = .string(name)
            named.set("metadata", .object(metadata))
        }
        let object = try admitted(named)
        try requireName(name, of: object)
        return try create(object, write, &transaction) { _ throws(APIFailure) in
            try merge(applied, into: nil, ManagedFields(), write).managedFields
        }
    }

    /// Lays the applied configuration over the live object.
    private func merge(
        _ applied: Value, into live: Value?, _ managed: ManagedFields, _ write: WriteDemands
    ) throws(APIFailure) -> (object: Value, managedFields: ManagedFields) {
        let manager = manager(write)
        var bare = live
        bare?.withMember("metadata") { $0?.set("managedFields", nil) }
        do throws(ApplyConflicts) {
            return try trackers.apply(applied, to: bare, managedFields: managed, by: manager, force: write.force)
        } catch {
            guard write.fieldManager == LastApplied.manager,
                LastApplied.owns(error.fields, in: live, resource),
                let result = try? trackers.apply(
                    applied, to: bare, managedFields: managed, by: manager, force: true)
            else { throw Self.failure(error) }
            return result
        }
    }

    private static func failure(_ error: ApplyConflicts) -> APIFailure {
        let conflicts = error.conflicts.map { ($0.owner.conflictName, $0.path.pathText) }
        var message: String
        if let (owner, path) = conflicts.first, conflicts.count == 1 {
            message = "Apply failed with 1 conflict: conflict with \(owner): \(path)"
        } else {
            message = "Apply failed with \(conflicts.count) conflicts:"
            var separator = " "
            for owner in Set(conflicts.map(\.0)).sorted() {
                message += "\(separator)conflicts with \(owner):"
                separator = "\n"
                for (other, path) in conflicts where other == owner { message += "\n- \(path)" }
            }
        }
        let causes = conflicts.map {
            APIFailure.Cause(reason: "FieldManagerConflict", message: "conflict with \($0.0)", field: $0.1)
        }
        return APIFailure(code: 409, reason: "Conflict", message: message, causes: causes)
    }
}

extension ManagedFields.Entry {
    /// The owner as the server names it in a conflict.
    fileprivate var conflictName: String {
        var text = "\"\(manager)\""
        if let subresource { text += " with subresource \"\(subresource)\"" }
        if operation == .update { text += " using \(apiVersion)" }
        return text
    }
}

/// What `kubectl apply` without `--server-side` noted in an annotation: fields that kubectl may take over without a
/// conflict when it turns to server-side apply.
private enum LastApplied {
    static let manager = "kubectl"

    static func owns(_ fields: FieldSet, in live: Value?, _ resource: Resource) -> Bool {
        guard
            let text = live?["metadata"]?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"]?.string,
            let applied = try? JSONReader.value(Array(text.utf8))
        else { return false }
        return fields.subtracting(MergeStructure(resource.schema).fields(of: applied)).isEmpty
    }
}
