import TestSupport
import Testing

@testable import Sandbox

/// A client on plain sockets, with a connection for each call.
enum RawClient {
    /// The server cannot be reached.
    struct NoAnswer: Error {}

    /// Everything that a server sends back to one request before it closes the connection.
    ///
    /// - Parameter onText: called with all that has come, each time that more does.
    static func get(
        _ url: String, _ path: String, onText: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> String {
        let request = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let answer = try? await exchange(with: port(of: url), request, onText: onText)
        guard let answer, !answer.isEmpty else { throw NoAnswer() }
        return answer
    }

    /// Sends a text as it is, and returns what comes until the connection ends.
    ///
    /// - Parameter onText: called with all that has come, each time that more does.
    static func exchange(
        with port: UInt16, _ requests: String, onText: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> String {
        try await onThread {
            let socket = try PlainSocket.connected(to: port)
            try socket.send(requests)
            var bytes: [UInt8] = []
            while case let more = socket.receiveSome(), !more.isEmpty {
                bytes += more
                onText(String(decoding: bytes, as: UTF8.self))
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Runs a body with the port of a sandbox of its own.
    static func withSandbox<Result: Sendable>(
        _ body: @Sendable (UInt16) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            try await SandboxServer.withSandbox(dataDirectory: folder + "/data") { address in
                try await body(port(of: address.url))
            }
        }
    }

    static func port(of url: String) throws -> UInt16 {
        try #require(url.split(separator: ":").last.flatMap { UInt16($0) })
    }
}
