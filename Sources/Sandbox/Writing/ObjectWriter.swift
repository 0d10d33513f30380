internal import FieldOwnership
internal import Schemas
internal import Values

/// Writes objects of one kind, for a client's request and for the server's own work alike: admission, ownership of
/// fields, versions, namespaces and finalizers are settled here; how a request spelled it is not seen.
struct ObjectWriter: Sendable {
    let resource: Resource
    /// The namespace that is written to; nil for objects that have none.
    var namespace: String?
    /// `status`, where only that part of the object is written.
    var subresource: String?
    let options: SandboxOptions
    /// Whether the object is checked; what the sandbox makes for itself may be what no client may make.
    var validates = true
    /// Whether updates leave the fields that the kind keeps as they are.
    var keepsFields = true

    var isStatus: Bool { subresource != nil }

    func key(_ name: String) -> StoredKey {
        StoredKey(collection: resource.collection, namespace: namespace ?? "", name: name)
    }

    /// The object, or the refusal that names it.
    func find(_ name: String, in state: Store.State) throws(APIFailure) -> StoredObject {
        guard let object = state[key(name)] else { throw .notFound(resource.subject(name)) }
        return object
    }

    var trackers: FieldTracker { isStatus ? resource.trackers.status : resource.trackers.main }

    func manager(_ write: WriteDemands) -> FieldManager {
        FieldManager(
            write.fieldManager, apiVersion: resource.apiVersion, subresource: subresource, time: timestamp())
    }

    func timestamp() -> String { RFC3339.text(secondsSince1970: options.clock()) }

    /// A decoded object as it would be stored, in its namespace.
    func admitted(_ object: Value) throws(APIFailure) -> Value {
        try located(Admission(resource: resource).normalized(object))
    }

    /// The object with the namespace that is written to in it.
    private func located(_ object: Value) throws(APIFailure) -> Value {
        guard resource.isNamespaced else {
            var object = object
            object.withMember("metadata") { $0?.set("namespace", nil) }
            return object
        }
        guard let namespace else { return object }
        let given = object["metadata"]?["namespace"]?.string ?? ""
        guard given.isEmpty || given == namespace else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        var object = object
        object.withMember("metadata") { $0?.set("namespace", .string(namespace)) }
        return object
    }

    /// The object in the version in which it is kept.
    func stored(_ object: Value) -> Value {
        var object = object
        object.set("apiVersion", .string(resource.storedAPIVersion))
        return object
    }
}

/// What a write came to.
enum WriteResult: Sendable {
    /// The object as it is stored now.
    case stored(StoredObject, isNew: Bool = false)
    /// An object that is not stored: the outcome of a dry run, or the last sight of one that is gone.
    case unsaved(Value, isNew: Bool = false)
    /// The object that was removed.
    case removed(StoredObject)
}

// MARK: - Creating

extension ObjectWriter {
    /// Stores a new object of which its creator owns what it says.
    ///
    /// - Throws: 404 and 403 for its namespace, 422 for its content, 409 when there is one of that name.
    func create(
        _ object: Value, _ write: WriteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> WriteResult {
        try create(object, write, &transaction) { object in
            trackers.create(object, over: resource.behaviour.blank, by: manager(write))
        }
    }

    /// Stores a new object that is admitted already.
    ///
    /// - Parameter track: gives the ownership of the finished object.
    func create(
        _ given: Value, _ write: WriteDemands, _ transaction: inout Transaction,
        track: (Value) throws(APIFailure) -> ManagedFields
    ) throws(APIFailure) -> WriteResult {
        let name = Self.name(of: given)
        try requireNamespace(name, in: transaction.state)
        let givenVersion = given["metadata"]?["resourceVersion"]?.string ?? ""
        var object = bare(given, name)
        let managed = try track(object)
        object.withMember("metadata") { metadata in
            metadata?.set("managedFields", managed.value)
            metadata?.set("uid", .string(options.makeUID()))
            metadata?.set("creationTimestamp", .string(timestamp()))
            if resource.behaviour.hasGeneration { metadata?.set("generation", 1) }
        }
        resource.behaviour.complete(&object)
        if validates { try Admission(resource: resource).validate(object) }
        if let existing = transaction.state[key(name)] {
            throw .alreadyExists(resource.subject(name), isBeingDeleted: existing.isBeingDeleted)
        }
        try settle(&object, nil, write, &transaction)
        if write.dryRun {
            // Only storing gives a version, so that of the request is shown.
            if !givenVersion.isEmpty {
                object.withMember("metadata") { $0?.set("resourceVersion", .string(givenVersion)) }
            }
            return .unsaved(object, isNew: true)
        }
        return .stored(try transaction.put(resource.collection, stored(object)), isNew: true)
    }

    /// The name of a new object, made up where only its beginning is given.
    private static func name(of object: Value) -> String {
        let metadata = object["metadata"]
        let name = metadata?["name"]?.string ?? ""
        guard name.isEmpty, let prefix = metadata?["generateName"]?.string, !prefix.isEmpty else { return name }
        return GeneratedName.make(prefix)
    }

    /// Makes of a valid object what is stored.
    func settle(
        _ object: inout Value, _ old: Value?, _ write: WriteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) {
        guard let settle = resource.behaviour.settle else { return }
        let key = old.map { _ in self.key(object["metadata"]?["name"]?.string ?? "") }
        let others = transaction.list(resource.collection, namespace: nil).filter { $0.key != key }
        // What a dry run gives out is not kept, so it is always the same.
        let seed = write.dryRun ? 0 : transaction.nextVersion
        try settle(&object, old, Allocations(others: others, seed: seed))
    }

    /// What a creator may say of a new object, with its name and what the server adds in the creator's name.
    private func bare(_ given: Value, _ name: String) -> Value {
        var object = given
        var metadata = object["metadata"]?.object ?? [:]
        if !name.isEmpty { metadata["name"] = .string(name) }
        object.set("metadata", .object(metadata))
        resource.behaviour.prepare(&object)
        object.withMember("metadata") { metadata in
            for field in [
                "resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields",
            ] {
                metadata?.set(field, nil)
            }
        }
        object.set("status", resource.schema["status"]?.defaultValue)
        return object
    }

    private func requireNamespace(_ object: String, in state: Store.State) throws(APIFailure) {
        guard resource.isNamespaced, let name = namespace else { return }
        guard let found = state[.namespace(name)] else { throw .notFound(Resource.namespace.subject(name)) }
        guard found.isBeingDeleted else { return }
        throw .forbidden(
            resource.subject(object),
            "unable to create new content in namespace \(name) because it is being terminated",
            causes: [
                APIFailure.Cause(
                    reason: "NamespaceTerminating", message: "namespace \(name) is being terminated",
                    field: "metadata.namespace")
            ])
    }
}
