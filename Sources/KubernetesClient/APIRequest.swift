internal import Values

/// One request to the API.
struct APIRequest {
    enum Method: String {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What an answer with a success status has to be; whatever else it is proves nothing.
    enum ExpectedAnswer {
        /// Any JSON: the caller looks at it.
        case json
        case object(RequestedObject)
        /// The object, which waits for its finalizers, or a `Status` that says that it is gone.
        case deletion(RequestedObject)
        /// The list of what is deleted, or a `Status` that says so.
        case deletions

        /// The object that it is about.
        var object: RequestedObject? {
            switch self {
            case .json, .deletions: nil
            case .object(let object), .deletion(let object): object
            }
        }

        /// Why a value is not what is expected, as the rest of a sentence; nil when it is.
        func mismatch(_ value: Value) -> String? {
            switch self {
            case .json: return nil
            case .object(let object): return object.mismatch(value)
            case .deletion(let object):
                guard let status = APIStatus(value) else { return object.mismatch(value) }
                guard status.isSuccess else { return "it is a Status that reports no success" }
                guard object.isSubject(of: status) else { return "it is a Status that does not name '\(object.name)'" }
                return nil
            case .deletions:
                guard let status = APIStatus(value) else { return value["items"] == nil ? "it is no list" : nil }
                return status.isSuccess ? nil : "it is a Status that reports no success"
            }
        }
    }

    var method: Method
    /// The path after the server's base path, percent-encoded.
    var path: String
    var query: [(name: String, value: String)] = []
    var contentType: String?
    /// The media types that will do, the wanted one first.
    var accept = "application/json"
    var body: [UInt8]?
    var expects = ExpectedAnswer.json
    /// Whether it may be sent again when the server may already have acted on it.
    var isRepeatable = true

    init(_ method: Method, _ path: String, expects: ExpectedAnswer = .json) {
        self.method = method
        self.path = path
        self.expects = expects
    }

    /// Whether the server changes something for it.
    var isWrite: Bool { method != .get }

    var summary: String { "\(method.rawValue) \(path)" }

    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    /// A text as one part of a path or query (RFC 3986: everything but the unreserved characters is escaped).
    static func encoded(_ text: String) -> String {
        PercentCoding.encode(text, keeping: "-._~")
    }
}
