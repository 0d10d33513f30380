internal import Values

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
    /// The tag of the answer that the client has already.
    var knownTag: String?
    var body: [UInt8] = []
    /// What it says of who sends it.
    var credentials = RequestCredentials()
    /// In whose name it is carried out.
    var user = User.unasked

    /// The decoded steps of a path, without the empty ones at its ends.
    static func steps(_ path: some StringProtocol) -> [String] {
        var steps = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        while steps.first?.isEmpty == true { steps = steps.dropFirst() }
        while steps.last?.isEmpty == true { steps = steps.dropLast() }
        return steps.map { PercentCoding.decode($0) }
    }

    /// Whether JSON is to be laid out for people: where the client says so, or is one that people use by hand.
    var wantsPretty: Bool {
        // Read by Go's `ParseBool`, unlike the switches of the API machinery.
        if let text = query["pretty"] { return ["1", "t", "T", "true", "TRUE", "True"].contains(text) }
        return ["curl", "Wget", "Mozilla/"].contains { userAgent.hasPrefix($0) }
    }

    /// The media type of the body without its parameters.
    var mediaType: String { String(contentType.prefix { $0 != ";" }).trimmed.lowercased() }

    /// The name that writes are recorded under when none is given: the first word of the client's name.
    var defaultFieldManager: String {
        let name = userAgent.prefix { $0 != "/" }.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
        return name.isEmpty ? "unknown" : String(String(String.UnicodeScalarView(name)).prefix(128))
    }
}
