internal import Documents
internal import Values

/// Carries out one request on one kind of object.
struct ResourceHandler: Sendable {
    let store: Store
    let options: SandboxOptions
    let request: ServedRequest
    let target: ResourceRequest
    let negotiation: Negotiation

    var resource: Resource { target.resource }
    var isStatus: Bool { target.subresource != nil }

    func handle(_ warnings: inout [String]) async throws(APIFailure) -> Answer {
        switch (request.method, target.name) {
        case ("GET", let name?), ("HEAD", let name?):
            if request.query.isSet("watch") { return try await watch(name: name) }
            return try await get(name)
        case ("GET", nil), ("HEAD", nil):
            return request.query.isSet("watch") ? try await watch(name: nil) : try await list()
        // The server takes the name from the body; one in the path is not looked at.
        case ("POST", _) where !isStatus && isPlaced: return try await create(&warnings)
        case ("PUT", let name?): return try await replace(name, &warnings)
        case ("PATCH", let name?): return try await patch(name, &warnings)
        case ("PUT", nil), ("PATCH", nil): throw .badRequest("name must be provided")
        case ("DELETE", let name?) where !isStatus: return try await delete(name)
        case ("DELETE", nil) where isPlaced: return try await deleteCollection()
        default: throw .methodNotAllowed
        }
    }

    /// Whether the path says in which namespace to write, where that is needed.
    private var isPlaced: Bool { !resource.isNamespaced || target.namespace != nil }

    /// What writes to the place that the request names.
    var writer: ObjectWriter {
        ObjectWriter(
            resource: resource, namespace: target.namespace, subresource: target.subresource, options: options)
    }
}

// MARK: - Reading

extension ResourceHandler {
    func get(_ name: String) async throws(APIFailure) -> Answer {
        let object = try await store.read { state throws(APIFailure) in try writer.find(name, in: state) }
        return .object(object, resource)
    }

    func list() async throws(APIFailure) -> Answer {
        let selection = try Selection(request.query)
        let page = try PageRequest(request.query)
        let list = try await store.read { state throws(APIFailure) in
            let all = state.list(resource.collection, namespace: target.namespace)
            let matching = selection.isEmpty ? all : all.filter(selection.matches)
            var list = page.cut(matching, revision: state.revision)
            // Where a selector applies the server does not count what remains.
            if !selection.isEmpty { list.remaining = nil }
            return list
        }
        return .list(list, resource)
    }

    func watch(name: String?) async throws(APIFailure) -> Answer {
        var selection = try Selection(request.query)
        if let name { selection.require(name: name) }
        let query = request.query
        let version = query["resourceVersion"] ?? ""
        guard version.isEmpty || Int(version).map({ $0 >= 0 }) == true else {
            throw .badRequest("resourceVersion: Invalid value: \"\(version)\": must be a non-negative integer")
        }
        return .watch(
            Watch(
                resource: resource, namespace: target.namespace, selection: selection,
                start: Int(version).flatMap { $0 == 0 ? nil : $0 },
                sendsInitialEvents: query["sendInitialEvents"].map { $0 == "true" },
                sendsBookmarks: query.isSet("allowWatchBookmarks"),
                timeout: query["timeoutSeconds"].flatMap { Int($0) }.map { min(max($0, 0), 86_400) } ?? 3600,
                shape: negotiation.shape, includeObject: query["includeObject"] ?? "Metadata"))
    }
}
