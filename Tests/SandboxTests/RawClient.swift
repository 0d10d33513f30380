import TestSupport
import Testing

/// A client of one request per connection, on plain sockets.
enum RawClient {
    /// The server cannot be reached.
    struct NoAnswer: Error {}

    /// Everything that a server sends back to one request before it closes the connection.
    ///
    /// - Parameter onAnswer: called when the answer begins.
    static func get(
        _ url: String, _ path: String, onAnswer: @escaping @Sendable () -> Void = {}
    ) async throws -> String {
        let port = try port(of: url)
        let answer = try await onThread {
            guard let socket = try? PlainSocket.connected(to: port) else { throw NoAnswer() }
            try socket.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let begin = socket.receiveSome()
            onAnswer()
            return begin + socket.receive(.max).bytes
        }
        guard !answer.isEmpty else { throw NoAnswer() }
        return String(decoding: answer, as: UTF8.self)
    }

    static func port(of url: String) throws -> UInt16 {
        try #require(url.split(separator: ":").last.flatMap { UInt16($0) })
    }
}
