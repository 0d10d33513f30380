/// A request as the handlers see it: decoded path and query, the headers that count, the body.
struct ServedRequest: Sendable {
    static let maximumBodySize = 3 << 20

    var method: String
    /// The decoded steps of the path: `/api/v1` is `["api", "v1"]`.
    var path: [String]
    var query: Query
    var accept: String
    var contentType: String
    var userAgent: String
    var body: [UInt8] = []

    /// The media type of the body without its parameters.
    var mediaType: String { String(contentType.prefix { $0 != ";" }).trimmed.lowercased() }

    /// The name that writes are recorded under when none is given: the first word of the client's name.
    var defaultFieldManager: String {
        let name = userAgent.prefix { $0 != "/" }.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
        return name.isEmpty ? "unknown" : String(String(String.UnicodeScalarView(name)).prefix(128))
    }
}
