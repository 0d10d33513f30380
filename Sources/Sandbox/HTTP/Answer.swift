internal import Values

/// What a handler answers, before it is written the way the client wants it.
enum Answer: Sendable {
    /// An object as it is stored.
    case object(StoredObject, Resource, code: Int = 200)
    /// An object that is not stored: the outcome of a dry run.
    case unsaved(Value, Resource, code: Int = 200)
    case list(StoredPage, Resource)
    /// Anything else in JSON: a `Status`, a discovery document.
    case document(Value, code: Int = 200)
    /// The answer to a question, which is not stored.
    case review(Value, Resource)
    /// A document whose media type says more than JSON.
    case typed(Value, mediaType: String)
    case text(String, code: Int = 200, mediaType: String = "text/plain; charset=utf-8")
    /// What is no text.
    case bytes([UInt8], mediaType: String)
    case watch(Watch)

    static let pageNotFound = Answer.text("404 page not found\n", code: 404)
}

extension Answer {
    /// What a client is told of a write.
    init(_ result: WriteResult, _ resource: Resource) {
        self =
            switch result {
            case .stored(let object, let isNew): .object(object, resource, code: isNew ? 201 : 200)
            case .unsaved(let value, let isNew): .unsaved(value, resource, code: isNew ? 201 : 200)
            case .removed(let object) where resource.behaviour.deletionShowsObject: .object(object, resource)
            case .removed(let object): .document(resource.subject(object.key.name, uid: object.uid).deleted)
            }
    }
}

/// The bytes of an answer.
struct Rendered: Sendable {
    var code: Int
    var contentType: String
    var body: [UInt8]
    /// By which a client asks whether the answer is still the same; nil for what clients do not keep.
    var tag: String?
}
