package import Values

/// How an object is applied.
package struct ApplyOptions: Sendable {
    /// The name that the server notes as the owner of the fields.
    package var fieldManager = Ownership.fieldManager
    /// Takes fields over from other managers.
    package var force = false
    /// Lets the server check and answer, and store nothing.
    package var dryRun = false

    package init(fieldManager: String = Ownership.fieldManager, force: Bool = false, dryRun: Bool = false) {
        self.fieldManager = fieldManager
        self.force = force
        self.dryRun = dryRun
    }
}

/// What a deletion came to.
package enum DeletionResult: Sendable, Equatable {
    /// The object is gone.
    case deleted
    /// There was none.
    case notFound
    /// The object is marked for deletion and waits for its finalizers.
    case finalizing(Value)
}

extension KubernetesClient {
    /// Creates or changes an object by server-side apply, with strict field validation.
    ///
    /// Returns only what the server answers as that object: of the same kind, name and namespace, and with a UID. The
    /// body goes out as it is given, so that `metadata.uid` and `metadata.resourceVersion` in it are preconditions.
    ///
    /// Throws `conflict` with a cause in its status for each field that another manager owns, and `conflict` without or
    /// `invalid` when the live object is not the one that the preconditions name. Sent again after a failure that may
    /// pass; a refusal of a later attempt may then be due to an earlier one that was carried out, so that `isInDoubt`
    /// is to be looked at before the refusal is believed.
    package func apply(
        _ type: ResourceType, namespace: String?, name: String, object: Value, _ options: ApplyOptions = ApplyOptions()
    ) async throws(KubernetesError) -> APIAnswer {
        try await patch(
            type, namespace: namespace, name: name, .apply(object, force: options.force),
            WriteOptions(fieldManager: options.fieldManager, dryRun: options.dryRun))
    }

    /// Changes an object, or its status; `metadata.uid` and `metadata.resourceVersion` in a patch are preconditions.
    ///
    /// Returns only what the server answers as that object. Sent again after a failure that may pass, apart from
    /// operations that do not begin with a test: those would be carried out twice.
    package func patch(
        _ type: ResourceType, namespace: String?, name: String, subresource: Subresource? = nil, _ patch: ObjectPatch,
        _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> APIAnswer {
        var expected = RequestedObject(type, namespace: namespace, name: name)
        var request = APIRequest(.patch, type.path(namespace: namespace, name: name, subresource))
        request.query = options.query
        if case .apply(let object, let isForced) = patch {
            expected.kind = object["kind"]?.string
            if isForced { request.query.append(("force", "true")) }
        }
        request.expects = .object(expected)
        request.contentType = patch.contentType
        request.body = JSONWriter.bytes(patch.body)
        request.isRepeatable = patch.isRepeatable
        return try await send(request)
    }

    /// Creates an object; throws `alreadyExists` when there is one of that name.
    ///
    /// Returns only what the server answers as that object: of the same kind, name and namespace, and with a UID.
    /// Not sent again once the server may have acted on it.
    package func create(
        _ type: ResourceType, namespace: String?, object: Value, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> APIAnswer {
        try await post(type, namespace, object, options, isRepeatable: false)
    }

    private func post(
        _ type: ResourceType, _ namespace: String?, _ object: Value, _ options: WriteOptions, isRepeatable: Bool
    ) async throws(KubernetesError) -> APIAnswer {
        let expected = RequestedObject(
            type, namespace: namespace, name: object["metadata"]?["name"]?.string ?? "", kind: object["kind"]?.string)
        var request = APIRequest(.post, type.path(namespace: namespace), expects: .object(expected))
        request.query = options.query
        request.contentType = "application/json"
        request.body = JSONWriter.bytes(object)
        request.isRepeatable = isRepeatable
        return try await send(request)
    }

    /// Replaces an object, or its status, by another state of it; `metadata.resourceVersion` in it is a precondition,
    /// and most kinds have to have it.
    ///
    /// Returns only what the server answers as that object. Throws `conflict` when the live one is in another version,
    /// and `notFound` when there is none. Sent again after a failure that may pass; a `conflict` of a later attempt may
    /// then be due to an earlier one, which `isInDoubt` says.
    package func replace(
        _ type: ResourceType, namespace: String?, name: String, subresource: Subresource? = nil, object: Value,
        _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) -> APIAnswer {
        let expected = RequestedObject(type, namespace: namespace, name: name, kind: object["kind"]?.string)
        let path = type.path(namespace: namespace, name: name, subresource)
        var request = APIRequest(.put, path, expects: .object(expected))
        request.query = options.query
        request.contentType = "application/json"
        request.body = JSONWriter.bytes(object)
        return try await send(request)
    }

    /// Deletes an object, and only the one with the UID and resource version of the options where these are given.
    ///
    /// Returns only on proof: a `Status` that names the object, or the object itself, marked for deletion. Throws
    /// `conflict` when the live object is another one. Sent again after a failure that may pass only with a UID; that
    /// the object is then gone counts as deleted.
    package func delete(
        _ type: ResourceType, namespace: String?, name: String, _ options: DeletionOptions = DeletionOptions()
    ) async throws(KubernetesError) -> DeletionResult {
        let object = RequestedObject(type, namespace: namespace, name: name, uid: options.uid)
        var request = APIRequest(.delete, type.path(namespace: namespace, name: name), expects: .deletion(object))
        request.contentType = "application/json"
        request.body = JSONWriter.bytes(options.body)
        request.isRepeatable = options.uid != nil
        do {
            let body = try await send(request).body
            return body["metadata"]?["deletionTimestamp"] == nil || options.dryRun ? .deleted : .finalizing(body)
        } catch  where error.saysAbsent(object) {
            return error.isInDoubt ? .deleted : .notFound
        }
    }

    /// Deletes the objects of a type in a namespace, or all of a cluster-scoped type, that a selection matches.
    ///
    /// Never sent again once the server may have acted on it, since that would also delete what was made meanwhile.
    ///
    /// - Returns: the objects that were deleted or wait for their finalizers; none where the server does not tell them.
    @discardableResult
    package func deleteCollection(
        _ type: ResourceType, namespace: String?, matching selection: ObjectSelection = .all,
        _ options: DeletionOptions = DeletionOptions()
    ) async throws(KubernetesError) -> [Value] {
        var request = APIRequest(.delete, type.path(namespace: namespace), expects: .deletions)
        request.query = selection.query
        request.contentType = "application/json"
        request.body = JSONWriter.bytes(options.body)
        request.isRepeatable = false
        return try await send(request).body["items"]?.array ?? []
    }

    /// A namespace; nil when there is none.
    package func namespace(_ name: String) async throws(KubernetesError) -> Value? {
        try await find(.namespaces, namespace: nil, name: name)
    }

    /// Creates a namespace; one that exists already, perhaps since a moment ago, is no error.
    package func createNamespace(
        _ name: String, _ options: WriteOptions = WriteOptions()
    ) async throws(KubernetesError) {
        let object: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        do {
            _ = try await post(.namespaces, nil, object, options, isRepeatable: true)
        } catch  where error.code == .alreadyExists {
            return
        }
    }
}
