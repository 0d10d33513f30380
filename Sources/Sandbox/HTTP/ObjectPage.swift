internal import Documents
internal import Values

/// Part of the objects of one kind.
struct ObjectPage: Sendable {
    var objects: [StoredObject]
    var resourceVersion: Int
    var continuation = ""
    var remaining: Int?

    var metadata: Value {
        var metadata: Object = [
            "continue": .string(continuation), "resourceVersion": .string(String(resourceVersion)),
        ]
        metadata["remainingItemCount"] = remaining.map { .int(Int64($0)) }
        return .object(metadata)
    }
}

/// Which part of a list a client asks for.
struct PageRequest: Sendable {
    private var limit = Int.max
    /// Nothing up to this name is listed.
    private var start: (namespace: String, name: String)?
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
        start = (namespace, name)
    }

    func cut(_ objects: [StoredObject], revision current: Int) -> ObjectPage {
        let rest = start.map { start in objects.drop { ($0.key.namespace, $0.key.name) <= start } } ?? objects[...]
        let page = rest.prefix(limit)
        var list = ObjectPage(objects: Array(page), resourceVersion: revision ?? current)
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
}
