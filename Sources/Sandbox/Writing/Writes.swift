internal import FieldOwnership
internal import Values

// MARK: - Creating

extension ResourceHandler {
    func create(_ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let options = try WriteOptions(request, .create)
        let decoder = ObjectDecoder(resource: resource)
        let decoded = try decoder.object(request)
        warnings += try decoder.checkStrictly(decoded, options.fieldValidation)
        let object = try located(Admission(resource: resource).normalized(decoded.value))
        guard object["metadata"]?["resourceVersion"]?.string ?? "" == "" else {
            throw .badRequest("resourceVersion should not be set on objects to be created")
        }
        return try await store.write { transaction throws(APIFailure) in
            try create(object, options, &transaction) { object in
                trackers.update(
                    from: nil, to: object, managedFields: ManagedFields(), by: manager(options, subresource: nil))
            }
        }
    }

    /// The object with the namespace of the request in it.
    func located(_ object: Value) throws(APIFailure) -> Value {
        guard resource.isNamespaced, let namespace = target.namespace else { return object }
        let given = object["metadata"]?["namespace"]?.string ?? ""
        guard given.isEmpty || given == namespace else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        var object = object
        object.withMember("metadata") { $0?.set("namespace", .string(namespace)) }
        return object
    }

    var trackers: FieldTracker { isStatus ? resource.trackers.status : resource.trackers.main }

    func manager(_ options: WriteOptions, subresource: String?) -> FieldManager {
        FieldManager(
            options.fieldManager, apiVersion: resource.apiVersion, subresource: subresource, time: timestamp())
    }

    /// Stores a new object that is normalized and has its namespace.
    ///
    /// - Parameter track: gives the ownership of the finished object.
    func create(
        _ given: Value, _ write: WriteOptions, _ transaction: inout Transaction,
        track: (Value) throws(APIFailure) -> ManagedFields
    ) throws(APIFailure) -> Answer {
        try requireNamespace(in: transaction.state)
        var object = given
        var metadata = object["metadata"]?.object ?? [:]
        if metadata["name"]?.string ?? "" == "", let prefix = metadata["generateName"]?.string, !prefix.isEmpty {
            metadata["name"] = .string(String(prefix.prefix(248)) + GeneratedName.suffix())
        }
        let name = metadata["name"]?.string ?? ""
        let givenVersion = metadata["resourceVersion"]?.string ?? ""
        if resource.store == .namespaces {
            var labels = metadata["labels"]?.object ?? [:]
            labels["kubernetes.io/metadata.name"] = .string(name)
            metadata["labels"] = .object(labels)
        }
        for field in [
            "resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields",
        ] {
            metadata[field] = nil
        }
        object.set("metadata", .object(metadata))
        object.set("status", nil)
        let managed = try track(object)
        metadata["managedFields"] = managed.value
        metadata["uid"] = .string(options.makeUID())
        metadata["creationTimestamp"] = .string(timestamp())
        if resource.store == .tcproutes { metadata["generation"] = 1 }
        object.set("metadata", .object(metadata))
        if resource.store == .namespaces {
            object.set("spec", ["finalizers": ["kubernetes"]])
            object.set("status", ["phase": "Active"])
        }
        try Admission(resource: resource).validate(object)
        guard transaction.state[key(name)] == nil else { throw .alreadyExists(resource.subject(name)) }
        if write.dryRun {
            // Only storing gives a version, so that of the request is shown.
            if !givenVersion.isEmpty {
                object.withMember("metadata") { $0?.set("resourceVersion", .string(givenVersion)) }
            }
            return .unsaved(object, resource, code: 201)
        }
        return .object(try transaction.put(resource.store, stored(object)), resource, code: 201)
    }

    /// The object in the version in which it is kept.
    func stored(_ object: Value) -> Value {
        var object = object
        object.set("apiVersion", .string(resource.storedAPIVersion))
        return object
    }

    private func requireNamespace(in state: Store.State) throws(APIFailure) {
        guard resource.isNamespaced, let name = target.namespace else { return }
        if let namespace = state[ObjectKey(kind: .namespaces, namespace: "", name: name)] {
            guard namespace.isBeingDeleted else { return }
            throw APIFailure(
                code: 403, reason: "Forbidden",
                message:
                    "\(resource.subject("").qualifiedKind) is forbidden: unable to create new content in namespace \(name) because it is being terminated",
                subject: resource.subject(""))
        }
        throw .notFound(Resource.namespace.subject(name))
    }
}

// MARK: - Replacing

extension ResourceHandler {
    func replace(_ name: String, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        let options = try WriteOptions(request, .update)
        let decoder = ObjectDecoder(resource: resource)
        let decoded = try decoder.object(request)
        warnings += try decoder.checkStrictly(decoded, options.fieldValidation)
        let object = try located(Admission(resource: resource).normalized(decoded.value))
        try requireName(name, of: object)
        return try await store.write { transaction throws(APIFailure) in
            let old = try find(name, in: transaction.state)
            let metadata = object["metadata"] ?? [:]
            if let uid = metadata["uid"]?.string, !uid.isEmpty, uid != old.uid {
                throw .conflict(
                    resource.subject(name),
                    "StorageError: invalid object, Code: 4, Key: /registry/\(registryPath(name)), ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: \(uid), UID in object meta: \(old.uid)"
                )
            }
            try requireVersion(metadata["resourceVersion"], of: old)
            return try update(old, to: object, options, &transaction)
        }
    }

    /// Requires that an update is of the stored version; a custom resource has to name it, a namespace may.
    func requireVersion(_ given: Value?, of old: StoredObject) throws(APIFailure) {
        let subject = resource.subject(old.key.name)
        switch try Self.versionNumber(given) {
        case UInt64(clamping: old.resourceVersion): return
        case 0 where resource.isBuiltIn: return
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
        ([resource.group, resource.plural] + [target.namespace, name].compactMap { $0 })
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
        _ old: StoredObject, to object: Value, _ options: WriteOptions, _ transaction: inout Transaction
    ) throws(APIFailure) -> Answer {
        let live = old.value(as: resource)
        let managed = Self.managedFields(of: object, live: live, takesLive: isStatus)
        let tracked = trackers.update(
            from: live, to: settled(object, over: live), managedFields: managed,
            by: manager(options, subresource: target.subresource))
        return try finish(object, old, live: live, managed: tracked, options, &transaction)
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
        if resource.store == .namespaces { result.set("spec", live["spec"]) }
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
    ) throws(APIFailure) -> Answer {
        if let uid = object["metadata"]?["uid"]?.string, !uid.isEmpty, uid != old.uid {
            // The server checks metadata for all kinds and once more for custom resources, and tells both.
            let cause = Self.immutable("metadata.uid", uid)
            throw .invalid(
                resource.invalidSubject(old.key.name), resource.isBuiltIn ? [cause] : [cause, cause])
        }
        var new = settled(object, over: live)
        new.set("kind", isStatus ? live["kind"] : object["kind"])
        if !isStatus, Self.content(new) != Self.content(live), let generation = live["metadata"]?["generation"]?.int {
            new.withMember("metadata") { $0?.set("generation", .int(generation &+ 1)) }
        }
        new.withMember("metadata") { $0?.set("managedFields", managed.value) }
        try Admission(resource: resource).validate(new, old: live, isStatus: isStatus)
        if Self.withoutTimes(new) == Self.withoutTimes(live) { return .object(old, resource) }
        let isFinished = old.isBeingDeleted && new["metadata"]?["finalizers"] == nil
        if write.dryRun { return .unsaved(new, resource) }
        if isFinished, resource.store == .tcproutes {
            try remove(old, &transaction)
            // The object is gone, so what is shown never had a version of its own.
            return .unsaved(new, resource)
        }
        return .object(try transaction.put(resource.store, stored(new)), resource)
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
