internal import Values

/// What a client demands of a deletion (apimachinery `DeleteOptions`).
struct DeleteDemands: Sendable {
    var dryRun = false
    var uid: String?
    var resourceVersion: String?
    /// A finalizer that the way of deletion adds: dependents first, or let go.
    var finalizer: String?

    /// No demands.
    init() {}

    /// - Throws: 400 for a body that is none, 422 for values that are none of the fields'.
    init(_ request: APIRequest) throws(APIFailure) {
        var body: Value = [:]
        if !request.body.isEmpty {
            switch ObjectDecoder.yaml(request.body) {
            case .success(let decoded) where decoded.value.object != nil: body = decoded.value
            default: throw .badRequest("the body of a delete must be a DeleteOptions object")
            }
        }
        dryRun = try WriteOptions(request, .delete).dryRun || body["dryRun"]?.array?.isEmpty == false
        uid = body["preconditions"]?["uid"]?.string
        resourceVersion = body["preconditions"]?["resourceVersion"]?.string
        let policy = body["propagationPolicy"]?.string ?? request.query["propagationPolicy"] ?? ""
        switch policy {
        case "", "Background": finalizer = body["orphanDependents"] == true ? "orphan" : nil
        case "Foreground": finalizer = "foregroundDeletion"
        case "Orphan": finalizer = "orphan"
        default:
            let list = #""Background", "Foreground", "Orphan""#
            throw .invalid(
                APIFailure.Subject(name: "", group: "meta.k8s.io", kind: "DeleteOptions"),
                [
                    APIFailure.Cause(
                        reason: "FieldValueNotSupported",
                        message: "Unsupported value: \"\(policy)\": supported values: \(list)",
                        field: "propagationPolicy")
                ])
        }
    }
}

extension ResourceHandler {
    func delete(_ name: String) async throws(APIFailure) -> Answer {
        let demands = try DeleteDemands(request)
        return try await store.write { transaction throws(APIFailure) in
            let object = try find(name, in: transaction.state)
            try check(demands, object)
            if resource.store == .namespaces { return try deleteNamespace(object, demands, &transaction) }
            if let waiting = try mark(object, demands, &transaction) {
                return .object(waiting, resource)
            }
            if !demands.dryRun { try remove(object, &transaction) }
            return .document(resource.subject(name, uid: object.uid).deleted)
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
        if demands.dryRun { return StoredObject(resource.store, value) }
        return try transaction.put(resource.store, value)
    }

    /// Removes an object, and its namespace when that only waited for it.
    func remove(_ object: StoredObject, _ transaction: inout Transaction) throws(APIFailure) {
        try transaction.remove(object)
        let namespaceKey = ObjectKey(kind: .namespaces, namespace: "", name: object.key.namespace)
        guard let namespace = transaction.state[namespaceKey], namespace.isBeingDeleted else { return }
        if !transaction.contents(of: object.key.namespace).contains(where: { $0.key != object.key }) {
            try transaction.remove(namespace)
        }
    }

    func deleteCollection() async throws(APIFailure) -> Answer {
        let demands = try DeleteDemands(request)
        let selection = try Selection(request.query)
        guard resource.store == .tcproutes else { throw .methodNotAllowed }
        return try await store.write { transaction throws(APIFailure) in
            let revision = transaction.state.revision
            let objects = transaction.list(resource.store, namespace: target.namespace).filter(selection.matches)
            for object in objects where !demands.dryRun {
                if try mark(object, demands, &transaction) == nil { try remove(object, &transaction) }
            }
            return .list(ObjectList(objects: objects, resourceVersion: revision), resource)
        }
    }
}
