package import Values

/// Objects of one kind, as they were at one moment.
package struct ObjectList: Sendable {
    /// The objects that were wanted, in the server's order.
    package var items: [Value]
    /// The moment, for a watch that continues from it.
    package var resourceVersion: String
    /// The texts of the server's `Warning` headers, each once.
    package var warnings: [String]
}

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
    /// All objects of a type, in one namespace or in all, in one request as long as the first of `pageSizes` holds
    /// them.
    ///
    /// Where a page is larger than an answer may be, it starts over with pages of the next size. A namespace that does
    /// not exist gives an empty list, as the server has it.
    ///
    /// - Parameter isWanted: which objects stand in the result; the others are let go of with their page.
    package func list(
        _ type: ResourceType, namespace: String? = nil, name: String? = nil, labelSelector: String? = nil,
        pageSizes: [Int] = [2000, 200, 20], keeping isWanted: (Value) -> Bool = { _ in true }
    ) async throws(KubernetesError) -> ObjectList {
        var selectors: [(name: String, value: String)] = []
        if let labelSelector { selectors.append(("labelSelector", labelSelector)) }
        if let name { selectors.append(("fieldSelector", "metadata.name=\(name)")) }
        for size in pageSizes {
            do {
                return try await pages(type, namespace, selectors, size, isWanted)
            } catch  where error.code == .tooLarge && size != pageSizes.last {
                continue
            } catch  where error.code == .gone {
                // The version of the first page expired before the last page was read: now all of it in one request.
                break
            }
        }
        return try await pages(type, namespace, selectors, nil, isWanted)
    }

    private func pages(
        _ type: ResourceType, _ namespace: String?, _ selectors: [(name: String, value: String)],
        _ pageSize: Int?, _ isWanted: (Value) -> Bool
    ) async throws(KubernetesError) -> ObjectList {
        var list = ObjectList(items: [], resourceVersion: "", warnings: [])
        var count = 0
        var next: String?
        repeat {
            var request = APIRequest(.get, type.path(namespace: namespace))
            if let pageSize { request.query.append(("limit", String(pageSize))) }
            request.query += selectors
            if let next { request.query.append(("continue", next)) }
            let answer = try await send(request)
            guard let items = answer.body["items"]?.array else { throw unexpected(request.path, "it has no 'items'") }
            count += items.count
            list.items += items.filter(isWanted)
            list.resourceVersion = answer.body["metadata"]?["resourceVersion"]?.string ?? ""
            for warning in answer.warnings where !list.warnings.contains(warning) { list.warnings.append(warning) }
            next = answer.body["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            guard count <= Self.maximumListSize, next == nil || !items.isEmpty else {
                throw unexpected(request.path, "the list does not end")
            }
        } while next != nil
        return list
    }

    /// Objects of one list in all its pages; a server that has more goes on for ever.
    private static let maximumListSize = 500_000

    /// One object; throws `notFound` when there is none.
    package func get(
        _ type: ResourceType, namespace: String?, name: String
    ) async throws(KubernetesError) -> APIAnswer {
        let object = RequestedObject(type, namespace: namespace, name: name)
        return try await send(APIRequest(.get, type.path(namespace: namespace, name: name), expects: .object(object)))
    }

    /// One object; nil when the server says that there is none of that name.
    ///
    /// A 404 whose `Status` does not name the object says nothing about it: then the list of such objects tells, where
    /// the server has one. Every other 404 is thrown, as `unknownPath` or as the `notFound` of something else.
    package func find(
        _ type: ResourceType, namespace: String?, name: String
    ) async throws(KubernetesError) -> Value? {
        let object = RequestedObject(type, namespace: namespace, name: name)
        let failure: KubernetesError
        do {
            return try await get(type, namespace: namespace, name: name).body
        } catch { failure = error }
        if failure.saysAbsent(object) { return nil }
        guard failure.code == .unknownPath, failure.status?.reason == "NotFound" else { throw failure }
        let list: ObjectList
        do { list = try await self.list(type, namespace: namespace, name: name) } catch { throw failure }
        return list.items.first { object.mismatch($0) == nil }
    }

    /// Creates or changes an object by server-side apply, with strict field validation.
    ///
    /// Returns only what the server answers as that object: of the same kind, name and namespace, and with a UID. The
    /// body goes out as it is given, so that `metadata.uid` and `metadata.resourceVersion` in it are preconditions.
    ///
    /// Throws `conflict` with `fieldConflicts` for fields that other managers own, and `conflict` without them or
    /// `invalid` when the live object is not the one that the preconditions name. Sent again after a failure that may
    /// pass; a refusal of a later attempt may then be due to an earlier one that was carried out, so that `isInDoubt`
    /// is to be looked at before the refusal is believed.
    package func apply(
        _ type: ResourceType, namespace: String?, name: String, object: Value, _ options: ApplyOptions = ApplyOptions()
    ) async throws(KubernetesError) -> APIAnswer {
        let expected = RequestedObject(type, namespace: namespace, name: name, kind: object["kind"]?.string)
        var request = APIRequest(.patch, type.path(namespace: namespace, name: name), expects: .object(expected))
        request.query = [("fieldManager", options.fieldManager), ("fieldValidation", "Strict")]
        if options.force { request.query.append(("force", "true")) }
        if options.dryRun { request.query.append(("dryRun", "All")) }
        request.contentType = "application/apply-patch+yaml"
        request.body = JSONWriter.bytes(object)
        return try await send(request)
    }

    /// Changes an object by a JSON merge patch; `metadata.uid` and `metadata.resourceVersion` in it are preconditions.
    package func patch(
        _ type: ResourceType, namespace: String?, name: String, merging patch: Value,
        fieldManager: String = Ownership.fieldManager
    ) async throws(KubernetesError) -> APIAnswer {
        let expected = RequestedObject(type, namespace: namespace, name: name)
        var request = APIRequest(.patch, type.path(namespace: namespace, name: name), expects: .object(expected))
        request.query = [("fieldManager", fieldManager), ("fieldValidation", "Strict")]
        request.contentType = "application/merge-patch+json"
        request.body = JSONWriter.bytes(patch)
        return try await send(request)
    }

    /// Creates an object; throws `alreadyExists` when there is one of that name.
    ///
    /// Returns only what the server answers as that object: of the same kind, name and namespace, and with a UID.
    /// Not sent again once the server may have acted on it.
    package func create(
        _ type: ResourceType, namespace: String?, object: Value, fieldManager: String = Ownership.fieldManager,
        dryRun: Bool = false
    ) async throws(KubernetesError) -> APIAnswer {
        try await post(type, namespace, object, fieldManager: fieldManager, dryRun: dryRun, isRepeatable: false)
    }

    private func post(
        _ type: ResourceType, _ namespace: String?, _ object: Value, fieldManager: String, dryRun: Bool,
        isRepeatable: Bool
    ) async throws(KubernetesError) -> APIAnswer {
        let expected = RequestedObject(
            type, namespace: namespace, name: object["metadata"]?["name"]?.string ?? "", kind: object["kind"]?.string)
        var request = APIRequest(.post, type.path(namespace: namespace), expects: .object(expected))
        request.query = [("fieldManager", fieldManager), ("fieldValidation", "Strict")]
        if dryRun { request.query.append(("dryRun", "All")) }
        request.contentType = "application/json"
        request.body = JSONWriter.bytes(object)
        request.isRepeatable = isRepeatable
        return try await send(request)
    }

    /// Deletes an object, and only the one with the given UID and resource version where these are given.
    ///
    /// Returns only on proof: a `Status` that names the object, or the object itself, marked for deletion. Throws
    /// `conflict` when the live object is another one. Sent again after a failure that may pass only with a UID; that
    /// the object is then gone counts as deleted.
    package func delete(
        _ type: ResourceType, namespace: String?, name: String, uid: String?, resourceVersion: String? = nil,
        dryRun: Bool = false
    ) async throws(KubernetesError) -> DeletionResult {
        var preconditions: Object = [:]
        preconditions["uid"] = uid.map(Value.string)
        preconditions["resourceVersion"] = resourceVersion.map(Value.string)
        var options: Object = ["apiVersion": "v1", "kind": "DeleteOptions"]
        if !preconditions.isEmpty { options["preconditions"] = .object(preconditions) }
        if dryRun { options["dryRun"] = ["All"] }
        let object = RequestedObject(type, namespace: namespace, name: name, uid: uid)
        var request = APIRequest(.delete, type.path(namespace: namespace, name: name), expects: .deletion(object))
        request.contentType = "application/json"
        request.body = JSONWriter.bytes(.object(options))
        request.isRepeatable = uid != nil
        do {
            let body = try await send(request).body
            return body["metadata"]?["deletionTimestamp"] == nil || dryRun ? .deleted : .finalizing(body)
        } catch  where error.saysAbsent(object) {
            return error.isInDoubt ? .deleted : .notFound
        }
    }

    /// A namespace; nil when there is none.
    package func namespace(_ name: String) async throws(KubernetesError) -> Value? {
        try await find(.namespaces, namespace: nil, name: name)
    }

    /// Creates a namespace; one that exists already, perhaps since a moment ago, is no error.
    package func createNamespace(
        _ name: String, fieldManager: String = Ownership.fieldManager, dryRun: Bool = false
    ) async throws(KubernetesError) {
        let object: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        do {
            _ = try await post(
                .namespaces, nil, object, fieldManager: fieldManager, dryRun: dryRun, isRepeatable: true)
        } catch  where error.code == .alreadyExists {
            return
        }
    }
}
