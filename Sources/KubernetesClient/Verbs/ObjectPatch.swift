package import Values

/// A change to an object, as PATCH takes it.
package enum ObjectPatch: Sendable {
    /// Server-side apply of what the manager wants of the object; with `force` it takes fields over from others.
    case apply(Value, force: Bool = false)
    /// A JSON merge patch (RFC 7396): members that are null go.
    case merge(Value)
    /// The operations of a JSON patch (RFC 6902).
    case json([Value])

    var contentType: String {
        switch self {
        case .apply: "application/apply-patch+yaml"
        case .merge: "application/merge-patch+json"
        case .json: "application/json-patch+json"
        }
    }

    var body: Value {
        switch self {
        case .apply(let value, _), .merge(let value): value
        case .json(let operations): .array(operations)
        }
    }

    /// Whether it comes to the same when it is carried out twice: operations on lists do not, unless they test first.
    var isRepeatable: Bool {
        switch self {
        case .apply, .merge: true
        case .json(let operations): operations.first?["op"] == "test"
        }
    }
}
