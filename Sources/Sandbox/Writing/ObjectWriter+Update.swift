internal import FieldOwnership
internal import Values

// MARK: - Replacing

extension ObjectWriter {
    /// Replaces an object by one that is admitted.
    ///
    /// - Throws: 404 when there is none, 409 when it is another or was changed, 422 for the new content.
    func replace(
        _ name: String, with object: Value, _ write: WriteOptions, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        let old = try find(name, in: transaction.state)
        let metadata = object["metadata"] ?? [:]
        if let uid = metadata["uid"]?.string, !uid.isEmpty, uid != old.uid {
            throw .conflict(
                resource.subject(name),
                "StorageError: invalid object, Code: 4, Key: /registry/\(registryPath(name)), ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: \(uid), UID in object meta: \(old.uid)"
            )
        }
        try requireVersion(metadata["resourceVersion"], of: old)
        return try update(old, to: object, write, &transaction)
    }

    /// Requires that an update is of the stored version; a custom resource has to name it, a namespace may.
    func requireVersion(_ given: Value?, of old: StoredObject) throws(APIFailure) {
        let subject = resource.subject(old.key.name)
        switch try Self.versionNumber(given) {
        case UInt64(clamping: old.resourceVersion): return
        case 0 where resource.behaviour.isBuiltIn: return
        case 0:
            throw .invalid(
                subject,
                [
                    APIFailure.Cause(
                        reason: "FieldValueInvalid", message: "Invalid value: 0: must be specified for an update",
                        field: "metadata.resourceVersion")
                ])
        default: throw .modified(subject)
        }
    }

    /// The number in `metadata.resourceVersion`; 0 where there is none.
    static func versionNumber(_ given: Value?) throws(APIFailure) -> UInt64 {
        let text = given?.string ?? ""
        if text.isEmpty { return 0 }
        let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber, let number = UInt64(text) else {
            let problem = isNumber ? "value out of range" : "invalid syntax"
            throw APIFailure(
                code: 500, reason: "",
                message: "strconv.ParseUint: parsing \(JSONWriter.text(.string(text))): \(problem)")
        }
        return number
    }

    private func registryPath(_ name: String) -> String {
        ([resource.group, resource.plural] + [namespace, name].compactMap { $0 })
            .filter { !$0.isEmpty }.joined(separator: "/")
    }

    func requireName(_ name: String, of object: Value) throws(APIFailure) {
        let given = object["metadata"]?["name"]?.string ?? ""
        guard !given.isEmpty else { throw .badRequest("name must be provided") }
        guard given == name else {
            throw .badRequest("the name of the object (\(given)) does not match the name on the URL (\(name))")
        }
    }

    /// Ownership after an update, from the entries that the request brings or else the live ones.
    func update(
        _ old: StoredObject, to object: Value, _ write: WriteOptions, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        let live = old.value(as: resource)
        let managed = Self.managedFields(of: object, live: live, takesLive: isStatus)
        let tracked = trackers.update(
            from: live, to: settled(object, over: live), managedFields: managed,
            by: manager(write))
        return try finish(object, old, live: live, managed: tracked, write, &transaction)
    }

    /// Clients that do not know `managedFields` must not lose it; an empty entry asks for that (apimachinery
    /// `decodeLiveOrNew`).
    private static func managedFields(of object: Value, live: Value, takesLive: Bool) -> ManagedFields {
        let given = object["metadata"]?["managedFields"]
        if !takesLive {
            if given == [[:]] { return ManagedFields() }
            if let managed = try? ManagedFields(given), !managed.isEmpty { return managed }
        }
        return (try? ManagedFields(live["metadata"]?["managedFields"])) ?? ManagedFields()
    }

    /// The part of an update that its endpoint may change, over the live object.
    func settled(_ object: Value, over live: Value) -> Value {
        if isStatus {
            var result = live
            result.set("status", object["status"])
            return result
        }
        var result = object
        result.set("status", live["status"])
        for field in resource.behaviour.keptByUpdates { result.set(field, live[field]) }
        result.withMember("metadata") { metadata in
            for field in [
                "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink",
                "namespace", "resourceVersion",
            ] {
                metadata?.set(field, live["metadata"]?[field])
            }
        }
        return result
    }

    /// Validates and stores an updated object; one that is as before is not written.
    func finish(
        _ object: Value, _ old: StoredObject, live: Value, managed: ManagedFields, _ write: WriteOptions,
        _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        if let uid = object["metadata"]?["uid"]?.string, !uid.isEmpty, uid != old.uid {
            // The server checks metadata for all kinds and once more for custom resources, and tells both.
            let cause = Self.immutable("metadata.uid", uid)
            throw .invalid(
                resource.invalidSubject(old.key.name), resource.behaviour.isBuiltIn ? [cause] : [cause, cause])
        }
        var new = settled(object, over: live)
        new.set("kind", isStatus ? live["kind"] : object["kind"])
        if !isStatus, Self.content(new) != Self.content(live), let generation = live["metadata"]?["generation"]?.int {
            new.withMember("metadata") { $0?.set("generation", .int(generation &+ 1)) }
        }
        new.withMember("metadata") { $0?.set("managedFields", managed.value) }
        try Admission(resource: resource).validate(new, old: live, isStatus: isStatus)
        if Self.withoutTimes(new) == Self.withoutTimes(live) { return .stored(old) }
        let isFinished = old.isBeingDeleted && new["metadata"]?["finalizers"] == nil
        if write.dryRun { return .unsaved(new) }
        if isFinished, case .whenNothingHolds = resource.behaviour.deletion {
            try remove(old, &transaction)
            // The object is gone, so what is shown never had a version of its own.
            return .unsaved(new)
        }
        return .stored(try transaction.put(resource.collection, stored(new)))
    }

    static func immutable(_ field: String, _ value: String) -> APIFailure.Cause {
        APIFailure.Cause(
            reason: "FieldValueInvalid", message: "Invalid value: \"\(value)\": field is immutable", field: field)
    }

    /// What counts for the generation: everything but metadata and status.
    private static func content(_ object: Value) -> [UInt8] {
        var object = object
        object.set("metadata", nil)
        object.set("status", nil)
        return JSONWriter.bytes(object, sortedKeys: true)
    }

    /// A write that would only renew the times of owners is none.
    private static func withoutTimes(_ object: Value) -> [UInt8] {
        var object = object
        object.withMember("metadata") { metadata in
            metadata?.withMember("managedFields") { entries in
                guard case .array(let array) = entries else { return }
                entries = .array(
                    array.map { entry in
                        var entry = entry
                        entry.set("time", nil)
                        return entry
                    })
            }
        }
        return JSONWriter.bytes(object, sortedKeys: true)
    }
}
