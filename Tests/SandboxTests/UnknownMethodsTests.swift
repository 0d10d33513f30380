import TestSupport
import Testing

@testable import Sandbox

/// Requests that the parser of HTTP does not take, alone and behind others.
struct UnknownMethodsTests {
    static let cases: [(pieces: [String], answers: [String])] = [
        // In whatever pieces it comes.
        (["FOO /healthz HTTP/1.1\r\nHost: a\r\n\r\n"], ["HTTP/1.1 200"]),
        (["FOO /hea", "lthz HTTP/1.1\r\nHo", "st: a\r\n\r", "\n"], ["HTTP/1.1 200"]),
        (
            ["GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "FOO /healthz HTTP/1.1\r\nHost: a\r\n\r\n"],
            ["HTTP/1.1 200", "HTTP/1.1 200"]
        ),
        (["FOO /nothing HTTP/1.1\r\nHost: a\r\n\r\n"], ["HTTP/1.1 404"]),
        (["FOO /api/v1/namespaces HTTP/1.1\r\nHost: a\r\n\r\n"], ["HTTP/1.1 405"]),
        // By the rules of every other.
        (["FOO /healthz HTTP/1.1\r\n\r\n"], ["HTTP/1.1 400"]), (["FOO /healthz HTTP/1.0\r\n\r\n"], ["HTTP/1.0 200"]),
        (["FOO /healthz HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n"], ["HTTP/1.1 200"]),
        (["GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"], ["HTTP/1.1 200"]),
        // Nothing behind it is known to begin a request.
        (["FOO /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"], ["HTTP/1.1 200"]),
        // No requests.
        (["FOO /healthz HTTP/1.1\nHost: a\n\n"], ["HTTP/1.1 400"]),
        (["FOO /" + String(repeating: "x", count: 100_000)], ["HTTP/1.1 400"]),
        (["GARBAGE\r\n\r\n"], ["HTTP/1.1 400"]), (["FOO /healthz HTTP/9.9\r\nHost: a\r\n\r\n"], ["HTTP/1.1 400"]),
        (["F(O /healthz HTTP/1.1\r\nHost: a\r\n\r\n"], ["HTTP/1.1 400"]),
        (["FOO /healthz HTTP/1.1\r\nHo st: a\r\n\r\n"], ["HTTP/1.1 400"]),
        (["FOO /hea\u{1}lthz HTTP/1.1\r\nHost: a\r\n\r\n"], ["HTTP/1.1 400"]),
        (["FOO  HTTP/1.1\r\nHost: a\r\n\r\n"], ["HTTP/1.1 400"]),
        // What was asked before is answered before, and not done again.
        (["GET /version HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n"], ["HTTP/1.1 200", "HTTP/1.1 400"]),
        (
            ["GET /version HTTP/1.1\r\nHost: a\r\n\r\nFOO /version HTTP/1.1\r\nHost: a\r\n\r\n"],
            ["HTTP/1.1 200", "HTTP/1.1 400"]
        ),
        (["GET /version HTTP/1.1\r\nHost: a\r\n\r\n", "GARBAGE\r\n\r\n"], ["HTTP/1.1 200", "HTTP/1.1 400"]),
        (
            [
                "DELETE /api/v1/namespaces/kube-node-lease HTTP/1.1\r\nHost: a\r\n\r\nFOO /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
            ], ["HTTP/1.1 200", "HTTP/1.1 400"]
        ),
    ]

    @Test(arguments: cases, [false, true])
    func everyRequestIsAnsweredOnce(
        _ example: (pieces: [String], answers: [String]), _ endsWriting: Bool
    ) async throws {
        try await RawClient.withSandbox { port in
            let socket = try PlainSocket.connected(to: port)
            for piece in example.pieces {
                if piece != example.pieces.first { try await Task.sleep(for: .milliseconds(30)) }
                try socket.send(piece)
            }
            if endsWriting { socket.endWriting() }
            let answer = try await onThread { socket.receive(.max) }
            let text = String(decoding: answer.bytes, as: UTF8.self)
            #expect(text.matches(of: /HTTP\/1\.[01] [0-9]{3}/).map { String($0.output) } == example.answers, "\(text)")
            #expect(answer.end == .end)
        }
    }

    /// A client that closes its side in the middle of a head is told.
    @Test(arguments: ["FOO /hea", "GET /hea", "FOO /healthz HTTP/1.1\r\nHost: a\r\n"])
    func aHeadThatDoesNotEnd(_ text: String) async throws {
        try await RawClient.withSandbox { port in
            let socket = try PlainSocket.connected(to: port)
            try socket.send(text)
            socket.endWriting()
            let answer = try await onThread { socket.receive(.max) }
            #expect(String(decoding: answer.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.end == .end)
        }
    }
}
