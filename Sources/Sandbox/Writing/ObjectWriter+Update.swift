internal import FieldOwnership
internal import Schemas
internal import Values

// MARK: - Replacing

extension ObjectWriter {
    /// Replaces an object by one that is admitted.
    ///
    /// - Throws: 404 when there is none, 409 when it is another or was changed, 422 for the new content.
    func replace(
        _ name: String, with object: Value, _ write: WriteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        let metadata = object["metadata"] ?? [:]
        guard let old = transaction.state[key(name)] else {
            guard resource.behaviour.updatesCreate, !isStatus else { throw .notFound(resource.subject(name)) }
            if let uid = metadata["uid"]?.string, !uid.isEmpty { throw mismatch(name, uid: uid, found: "") }
            return try create(object, write, &transaction)
        }
        if let uid = metadata["uid"]?.string, !uid.isEmpty, uid != old.uid {
            throw mismatch(name, uid: uid, found: old.uid)
        }
        try requireVersion(metadata["resourceVersion"], of: old)
        return try update(old, to: object, write, &transaction)
    }

    private func mismatch(_ name: String, uid: String, found: String) -> APIFailure {
        .conflict(
            resource.subject(name),
            "StorageError: invalid object, Code: 4, Key: /registry/\(registryPath(name)), ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: \(uid), UID in object meta: \(found)"
        )
    }

    /// Requires that an update is of the stored version; a custom resource has to name it, a namespace may.
    func requireVersion(_ given: Value?, of old: StoredObject) throws(APIFailure) {
        let subject = resource.subject(old.key.name)
        switch try Self.versionNumber(given) {
        case UInt64(clamping: old.resourceVersion): return
        case 0 where !resource.behaviour.updatesNameVersion: return
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
        let isNumber = text.utf8.allSatisfy(\.isASCIIDigit)
        guard isNumber, let number = UInt64(text) else {
            let problem = isNumber ? "value out of range" : "invalid syntax"
            throw .unforeseen("strconv.ParseUint: parsing \(JSONWriter.text(.string(text))): \(problem)")
        }
        return number
    }

    private func registryPath(_ name: String) -> String {
        ([resource.group, resource.plural] + [namespace, name].compactMap { $0 })
            .filter { !$0.isEmpty }.joined(separator: "/")
    }

    func requireName(_ name: String, of object: Value) throws(APIFailure) {
        let given = object["metadata"]?["name"]?.string ?? ""
        guard !given.isEmpty else {
            throw .badRequest("the name of the object (\(name) based on URL) was undeterminable: name must be provided")
        }
        guard given == name else {
            throw .badRequest("the name of the object (\(given)) does not match the name on the URL (\(name))")
        }
    }

    /// Ownership after an update, from the entries that the request brings or else the live ones.
    func update(
        _ old: StoredObject, to object: Value, _ write: WriteDemands, _ transaction: inout Transaction
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
    static func managedFields(of object: Value, live: Value, takesLive: Bool) -> ManagedFields {
        let given = object["metadata"]?["managedFields"]
        if !takesLive {
            if given == [[:]] { return ManagedFields() }
            if let managed = try? ManagedFields(given), !managed.isEmpty { return managed }
        }
        return (try? ManagedFields(live["metadata"]?["managedFields"])) ?? ManagedFields()
    }

    /// The part of an update that its endpoint may change, over the live object.
    func settled(_ object: Value, over live: Value) -> Value {
        if isStatus, !resource.behaviour.isBuiltIn {
            var result = live
            result.set("status", object["status"])
            return result
        }
        var result = isStatus ? live : object
        if isStatus {
            // Of a kind that the server has a type for the metadata is written, too.
            result.set("metadata", object["metadata"])
            result.set("status", object["status"])
        } else {
            result.set("status", live["status"])
        }
        for field in resource.behaviour.keptByUpdates where keepsFields { result.set(field, live[field]) }
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
        _ object: Value, _ old: StoredObject, live: Value, managed: ManagedFields, _ write: WriteDemands,
        _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        if let uid = object["metadata"]?["uid"]?.string, !uid.isEmpty, uid != old.uid {
            // The server checks metadata for all kinds and once more for custom resources, and tells both.
            let cause = APIFailure.Cause.invalid("metadata.uid", .string(uid), "field is immutable")
            throw .invalid(
                resource.invalidSubject(old.key.name), resource.behaviour.isBuiltIn ? [cause] : [cause, cause])
        }
        var new = settled(object, over: live)
        new.set("kind", isStatus ? live["kind"] : object["kind"])
        resource.behaviour.carryOver(&new, live)
        if !isStatus, isNewGeneration(new, live), let generation = live["metadata"]?["generation"]?.int {
            new.withMember("metadata") { $0?.set("generation", .int(generation &+ 1)) }
        }
        new.withMember("metadata") { $0?.set("managedFields", managed.value) }
        if validates { try Admission(resource: resource).validate(new, old: live, isStatus: isStatus) }
        try settle(&new, live, write, &transaction)
        if Self.withoutTimes(new) == Self.withoutTimes(live) {
            guard old.isAsCreated, hasStatusOfTheSchema, !write.dryRun else { return .stored(old) }
            return .stored(try transaction.put(resource.collection, stored(live)))
        }
        let isUnheld =
            switch resource.behaviour.deletion {
            case .whenNothingHolds: new["metadata"]?["finalizers"] == nil
            case .withContents: Self.isUnheld(new)
            }
        if write.dryRun { return .unsaved(new) }
        if old.isBeingDeleted, isUnheld {
            try remove(old, &transaction)
            // The object is gone, so what is shown never had a version of its own.
            return .unsaved(new)
        }
        return .stored(try transaction.put(resource.collection, stored(new)))
    }

    /// Whether an object has a status before anybody writes one.
    ///
    /// A server does not store that of a new object but shows it; so the first write of such an object changes what is
    /// stored, even one without effect.
    private var hasStatusOfTheSchema: Bool { resource.schema["status"]?.defaultValue != nil }

    private func isNewGeneration(_ new: Value, _ live: Value) -> Bool {
        if Self.content(new) != Self.content(live) { return resource.behaviour.hasGeneration }
        guard resource.behaviour.generationCountsMetadata else { return false }
        return ["labels", "annotations"].contains { new["metadata"]?[$0] != live["metadata"]?[$0] }
    }

    /// What counts for the generation: everything but metadata and status.
    private static func content(_ object: Value) -> [UInt8] {
        var object = object
        object.set("metadata", nil)
        object.set("status", nil)
        return JSONWriter.bytes(object, sortedKeys: true)
    }

    /// A write that would only renew the times of owners, which stand in the order of these, is none.
    private static func withoutTimes(_ object: Value) -> [UInt8] {
        var object = object
        object.withMember("metadata") { metadata in
            metadata?.withMember("managedFields") { entries in
                guard case .array(let array) = entries else { return }
                let timeless = array.map { entry in
                    var entry = entry
                    entry.set("time", nil)
                    return entry
                }
                entries = .array(timeless.sorted { JSONWriter.text($0) < JSONWriter.text($1) })
            }
        }
        return JSONWriter.bytes(object, sortedKeys: true)
    }
}
