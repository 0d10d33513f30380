internal import Documents
internal import Values

/// Carries out one request on one kind of object.
struct ResourceHandler: Sendable {
    let store: Store
    let options: SandboxOptions
    let request: ServedRequest
    var target: ResourceRequest
    let negotiation: Negotiation

    var resource: Resource { target.resource }
    var isStatus: Bool { target.subresource != nil }

    func handle(_ warnings: inout [String]) async throws(APIFailure) -> Answer {
        if let review = resource.behaviour.review { return try answer(review, &warnings) }
        if target.isWatch { return try await handleWatchPath() }
        try checkSubresource()
        if resource.behaviour.isReadOnly { try await requireReading() }
        if resource.root == .openShift, !isPlaced, request.method == "POST" {
            return try await createAnywhere(&warnings)
        }
        if !resource.behaviour.isBuiltIn, !isPlaced, request.method != "GET", request.method != "HEAD" {
            // No write of a custom resource is known across namespaces.
            return .pageNotFound
        }
        if target.subresource == Self.finalize, let name = target.name {
            guard request.method == "PUT" else { throw refusedMethod }
            return try await finalize(name, &warnings)
        }
        switch (request.method, target.name) {
        case ("GET", let name?): return try await read(name)
        case ("HEAD", let name?) where !resource.behaviour.isBuiltIn: return try await read(name)
        case ("GET", nil), ("HEAD", nil):
            return request.query.isSet("watch") ? try await watch(name: nil) : try await list()
        case ("POST", nil) where isPlaced: return try await create(&warnings)
        // The server takes the name from the body; one in the path of a custom resource is not looked at.
        case ("POST", .some) where !isStatus && !resource.behaviour.isBuiltIn: return try await create(&warnings)
        case ("PUT", let name?): return try await replace(name, &warnings)
        case ("PATCH", let name?): return try await patch(name, &warnings)
        case ("PUT", nil) where !resource.behaviour.isBuiltIn, ("PATCH", nil) where !resource.behaviour.isBuiltIn:
            throw .badRequest("name must be provided")
        case ("DELETE", let name?) where !isStatus: return try await delete(name)
        case ("DELETE", nil) where isPlaced: return try await deleteCollection()
        default: throw refusedMethod
        }
    }

    private func read(_ name: String) async throws(APIFailure) -> Answer {
        if request.query.isSet("watch") { return try await watch(name: name) }
        if let text = request.query["export"], text != "false", text != "0" {
            throw .badRequest("the export parameter, deprecated since v1.14, is no longer supported")
        }
        return try await get(name)
    }

    /// The old paths for watches are a custom resource's whatever the method.
    private func handleWatchPath() async throws(APIFailure) -> Answer {
        guard request.method == "GET" || !resource.behaviour.isBuiltIn else { throw refusedMethod }
        return try await watch(name: target.name)
    }

    /// The part of a namespace by which its finalizers are written.
    static let finalize = "finalize"

    /// - Throws: 404 for a part that objects of the kind do not have.
    private func checkSubresource() throws(APIFailure) {
        guard let subresource = target.subresource else { return }
        let isKnown =
            subresource == "status" && resource.behaviour.hasStatus
            || subresource == Self.finalize && resource.collection == Resource.namespaceCollection
        if resource.behaviour.isBuiltIn {
            if !isKnown || target.isTooLong { throw .noSuchResource }
        } else if !isKnown {
            throw .notFound(resource.subject(target.name ?? ""))
        }
    }

    /// - Throws: 403 for a write of what can only be read, 404 where there is nothing to write.
    private func requireReading() async throws(APIFailure) {
        guard ["POST", "PUT", "PATCH", "DELETE"].contains(request.method) else { return }
        if let name = target.name {
            _ = try await store.read { state throws(APIFailure) in try writer.find(name, in: state) }
        } else if request.method == "PUT" || request.method == "PATCH" {
            throw refusedMethod
        }
        throw .forbidden(resource.subject(target.name ?? ""), "the sandbox serves a fixed set of definitions")
    }

    private var refusedMethod: APIFailure {
        guard !resource.behaviour.isBuiltIn else { return .methodNotAllowed }
        let actions = ["POST": "create", "DELETE": target.name == nil ? "deletecollection" : "delete"]
        return .notSupported(actions[request.method] ?? "", resource.subject(""))
    }

    /// Whether the path says in which namespace to write, where that is needed.
    var isPlaced: Bool { !resource.isNamespaced || target.namespace != nil }

    /// What writes to the place that the request names.
    var writer: ObjectWriter {
        ObjectWriter(
            resource: resource, namespace: target.namespace, subresource: target.subresource, options: options)
    }
}

// MARK: - Reading

extension ResourceHandler {
    func get(_ name: String) async throws(APIFailure) -> Answer {
        if negotiation.shape == .metadataList {
            throw resource.behaviour.isBuiltIn
                ? APIFailure(
                    code: 406, reason: "NotAcceptable",
                    message: "you requested PartialObjectMetadataList, but the requested object is not a list")
                : .unforeseen("content is not a list")
        }
        let demanded = try DemandedVersion(object: request.query)
        let object = try await store.read { state throws(APIFailure) in
            _ = try demanded.exact(current: state.revision)
            return try writer.find(name, in: state)
        }
        return .object(object, resource)
    }

    func list() async throws(APIFailure) -> Answer {
        if negotiation.shape == .metadata {
            throw APIFailure(
                code: 406, reason: "NotAcceptable",
                message: "you requested PartialObjectMetadata, but the requested object is a list")
        }
        try ListOptions.check(request.query, isWatch: false)
        let selection = try Selection(request.query, of: resource)
        let page = try PageRequest(request.query)
        let demanded = DemandedVersion(list: request.query)
        let list = try await store.read { state throws(APIFailure) in
            let all = try objects(in: &state, demanded, page)
            let matching = selection.isEmpty ? all.objects : all.objects.filter(selection.matches)
            var list = page.cut(matching, revision: all.revision)
            // Where a selector applies the server does not count what remains.
            if !selection.isEmpty { list.remaining = nil }
            return list
        }
        return .list(list, resource)
    }

    /// The objects of a list, and the version that they are of.
    private func objects(
        in state: inout Store.State, _ demanded: DemandedVersion, _ page: PageRequest
    ) throws(APIFailure) -> (objects: [StoredObject], revision: Int) {
        let (collection, namespace) = (resource.collection, target.namespace)
        if let first = page.revision {
            // Later pages are of the version of the first.
            if first > state.revision { throw .versionTooLarge(UInt64(first), current: state.revision) }
            guard let all = state.list(collection, namespace: namespace, at: first) else { throw page.expired }
            return (all, first)
        }
        guard let version = try demanded.exact(current: state.revision) else {
            return (state.list(collection, namespace: namespace), state.revision)
        }
        guard let all = state.list(collection, namespace: namespace, at: version) else {
            throw .expired("The resourceVersion for the provided list is too old.")
        }
        return (all, version)
    }

    func watch(name: String?) async throws(APIFailure) -> Answer {
        let query = request.query
        guard negotiation.format != .yaml else { throw .noSuchStream }
        try ListOptions.check(query, isWatch: true)
        var selection = try Selection(query, of: resource)
        if let name { selection.require(name: name) }
        let version = query["resourceVersion"] ?? ""
        guard version.isEmpty || UInt64(version) != nil else { throw .noVersion(version) }
        return .watch(
            Watch(
                resource: resource, namespace: target.namespace, selection: selection,
                start: Int(version).flatMap { $0 == 0 ? nil : $0 },
                sendsInitialEvents: query.choice("sendInitialEvents"),
                sendsBookmarks: query.isSet("allowWatchBookmarks"),
                timeout: query["timeoutSeconds"].flatMap { Int($0) }.map { min(max($0, 0), 86_400) } ?? 3600,
                negotiation: negotiation, includeObject: query["includeObject"] ?? "Metadata"))
    }
}
