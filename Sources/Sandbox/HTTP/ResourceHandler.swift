internal import Documents
internal import Values

/// Carries out one request on one kind of object.
struct ResourceHandler: Sendable {
    let store: Store
    let options: SandboxOptions
    let request: APIRequest
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

    func key(_ name: String) -> ObjectKey {
        ObjectKey(kind: resource.store, namespace: target.namespace ?? "", name: name)
    }

    func timestamp() -> String { RFC3339.text(secondsSince1970: options.clock()) }

    /// The object, or the refusal that names it.
    func find(_ name: String, in state: Store.State) throws(APIFailure) -> StoredObject {
        guard let object = state[key(name)] else { throw .notFound(resource.subject(name)) }
        return object
    }
}

// MARK: - Reading

extension ResourceHandler {
    func get(_ name: String) async throws(APIFailure) -> Answer {
        let object = try await store.read { state throws(APIFailure) in try find(name, in: state) }
        return .object(object, resource)
    }

    func list() async throws(APIFailure) -> Answer {
        let selection = try Selection(request.query)
        let page = try Page(request.query)
        let list = try await store.read { state throws(APIFailure) in
            let all = state.list(resource.store, namespace: target.namespace)
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

/// Which part of a list a client asks for.
struct Page: Sendable {
    private var limit = Int.max
    /// Nothing up to this name is listed.
    private var start: ObjectKey?
    /// The version that the first page was read at.
    private var revision: Int?

    /// - Throws: 400 for parameters that cannot be read.
    init(_ query: Query) throws(APIFailure) {
        if let text = query["limit"], !text.isEmpty {
            guard let number = Int(text), number >= 0 else {
                throw .badRequest("limit: Invalid value: \"\(text)\": must be a non-negative integer")
            }
            if number > 0 { limit = number }
        }
        guard let token = query["continue"], !token.isEmpty else { return }
        guard let bytes = Base64.decodeURLSafe(token), let value = try? JSONReader.value(bytes),
            let revision = value["rv"]?.int, let namespace = value["namespace"]?.string,
            let name = value["name"]?.string
        else { throw .badRequest("continue key is not valid: it is none that this server gave out") }
        self.revision = Int(revision)
        start = ObjectKey(kind: .tcproutes, namespace: namespace, name: name)
    }

    func cut(_ objects: [StoredObject], revision current: Int) -> ObjectList {
        let rest = start.map { start in objects.drop { $0.key < start || isSame($0.key, start) } } ?? objects[...]
        let page = rest.prefix(limit)
        var list = ObjectList(objects: Array(page), resourceVersion: revision ?? current)
        if let last = page.last, page.count < rest.count {
            let token: Value = [
                "rv": .int(Int64(list.resourceVersion)), "namespace": .string(last.key.namespace),
                "name": .string(last.key.name),
            ]
            list.continuation = Base64.encodeURLSafe(JSONWriter.bytes(token))
            list.remaining = rest.count - page.count
        }
        return list
    }

    private func isSame(_ one: ObjectKey, _ other: ObjectKey) -> Bool {
        one.namespace == other.namespace && one.name == other.name
    }
}
