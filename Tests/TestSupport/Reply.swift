package import Values

/// What a server does with a request.
package enum Reply: Sendable {
    case answer(_ status: Int, _ body: String, _ headers: [String: String] = ["content-type": "application/json"])
    /// Never answers.
    case hang
    /// Closes the connection without an answer.
    case reset
    /// Announces more than it sends, then closes.
    case cutOff
    /// Begins an answer and sends a byte of it every now and then.
    case trickle
    /// An answer whose length is not known before; the parts are sent as they come, until the client goes.
    case stream(_ status: Int, AsyncStream<[UInt8]>, _ headers: [String: String])

    package static func json(_ value: Value, status: Int = 200, headers: [String: String] = [:]) -> Reply {
        .answer(
            status, JSONWriter.text(value),
            headers.merging(["content-type": "application/json"]) { own, _ in own })
    }

    /// A `Status` as an API server sends it.
    package static func failure(
        _ code: Int, _ reason: String, _ message: String, details: Value = [:], _ headers: [String: String] = [:]
    ) -> Reply {
        .json(
            [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                "message": .string(message), "reason": .string(reason), "details": details, "code": .int(Int64(code)),
            ], status: code, headers: headers)
    }
}

/// A request as a server saw it.
package struct SeenRequest: Sendable {
    package let method: String
    package var uri: String
    package var headers: [String: String]
    package var body: String

    package init(method: String, uri: String, headers: [String: String], body: String) {
        self.method = method
        self.uri = uri
        self.headers = headers
        self.body = body
    }

    package var line: String { "\(method) \(uri)" }
    /// The URI without its query.
    package var path: String { String(uri.prefix { $0 != "?" }) }
}
