internal import Documents
internal import Values

/// Part of the objects of one kind.
struct StoredPage: Sendable {
    var objects: [StoredObject]
    var resourceVersion: Int
    var continuation = ""
    var remaining: Int?

    /// - Parameter isFull: whether a list that ends says so too, as those of custom resources do.
    func metadata(isFull: Bool) -> Value {
        var metadata: Object = ["resourceVersion": .string(String(resourceVersion))]
        if isFull || !continuation.isEmpty { metadata["continue"] = .string(continuation) }
        metadata["remainingItemCount"] = remaining.map { .int(Int64($0)) }
        return .object(metadata)
    }
}

/// Which part of a list a client asks for.
struct PageRequest: Sendable {
    private var limit = Int.max
    /// Nothing up to this name is listed.
    private var start: (namespace: String, name: String)?
    /// The version that the first page was read at; nil for what there is now, from wherever the page starts.
    private(set) var revision: Int?

    /// - Throws: 400 for parameters that cannot be read.
    init(_ query: Query) throws(APIFailure) {
        if let text = query["limit"], !text.isEmpty {
            guard let number = Int(text) else { throw .notANumber(text) }
            if number > 0 { limit = number }
        }
        guard let token = query["continue"], !token.isEmpty else { return }
        let bytes = Base64.decodeURLSafe(token) ?? []
        guard let value = try? JSONReader.value(bytes), let revision = value["rv"]?.int,
            let namespace = value["namespace"]?.string,
            let name = value["name"]?.string
        else { throw .badRequest("invalid continue token: continue key is not valid: \(Self.problem(bytes))") }
        guard revision != 0 else {
            throw .badRequest(
                "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)"
            )
        }
        self.revision = revision < 0 ? nil : Int(revision)
        start = (namespace, name)
    }

    /// Why a token is none that this server gave out, as Go's decoder says it.
    private static func problem(_ bytes: [UInt8]) -> String {
        guard let first = bytes.first, first != UInt8(ascii: "{") else { return "it is none that this server gave out" }
        let isShown = (0x20..<0x7F).contains(first)
        let shown = isShown ? String(Unicode.Scalar(first)) : "\\x" + String(first, radix: 16)
        return "invalid character '\(shown)' looking for beginning of value"
    }

    func cut(_ objects: [StoredObject], revision: Int) -> StoredPage {
        let rest = start.map { start in objects.drop { ($0.key.namespace, $0.key.name) <= start } } ?? objects[...]
        let page = rest.prefix(limit)
        var list = StoredPage(objects: Array(page), resourceVersion: revision)
        if let last = page.last, page.count < rest.count {
            list.continuation = Self.token(revision: revision, after: (last.key.namespace, last.key.name))
            list.remaining = rest.count - page.count
        }
        return list
    }

    /// The refusal of a page whose version is forgotten, with the token by which the list goes on with what there is now.
    var expired: APIFailure {
        var failure = APIFailure.expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                + "without the continue parameter, or use the continue token in this response to retrieve the remainder "
                + "of the results. Continuing with the provided token results in an inconsistent list - objects that "
                + "were created, modified, or deleted between the time the first chunk was returned and now may show up "
                + "in the list.")
        failure.continuation = start.map { Self.token(revision: -1, after: $0) }
        return failure
    }

    private static func token(revision: Int, after last: (namespace: String, name: String)) -> String {
        let token: Value = [
            "rv": .int(Int64(revision)), "namespace": .string(last.namespace), "name": .string(last.name),
        ]
        return Base64.encodeURLSafe(JSONWriter.bytes(token))
    }
}
