internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A sandbox without a network and a folder, whose API is asked in this process: for tests of what talks to one.
///
/// Requests are answered by the same code as over HTTP. What goes on beside them in a sandbox that is served does not here:
/// nothing that waits for its end is collected, and Gateways have no controller.
package struct InProcessSandbox: Sendable {
    /// What is answered to a request.
    package struct Answer: Sendable {
        /// The status of HTTP.
        package let code: Int
        /// By their names in lowercase; what comes several times is joined by commas.
        package let headers: [String: String]
        /// All of it, or what comes of it by and by.
        package let body: Body
    }

    /// What follows the headers of an answer.
    package enum Body: Sendable {
        /// All of it.
        case whole([UInt8])
        /// The lines of a watch, some at a time; it ends when whoever reads them is cancelled.
        case stream(AsyncStream<[UInt8]>)
    }

    private let api: APIServer

    /// A sandbox with the namespaces that every cluster has, all in memory.
    ///
    /// - Throws: `SandboxError` when these cannot be made.
    package init(_ options: SandboxOptions = SandboxOptions()) async throws(SandboxError) {
        var options = options
        options.isEphemeral = true
        api = try await APIServer.open("", options: options)
    }

    /// Puts a request to the API.
    ///
    /// - Parameter target: the path, encoded, with its query.
    /// - Throws: for a method or a header that HTTP does not allow.
    package func answer(
        _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = []
    ) async throws -> Answer {
        guard let method = HTTPRequest.Method(method) else { throw HTTPError(.badRequest) }
        var head = HTTPRequest(method: method, scheme: nil, authority: nil, path: target)
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { throw HTTPError(.badRequest) }
            head.headerFields[name] = value
        }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await api.respond(to: request, channel: nil)
        let fields = response.headers.map { ($0.name.canonicalName, $0.value) }
        return Answer(
            code: response.status.code, headers: Dictionary(fields) { $0 + ", " + $1 },
            body: await Self.body(of: response))
    }

    private static func body(of response: Response) async -> Body {
        let (parts, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let writing = Task {
            try? await response.body.write(PartWriter(parts: continuation))
            continuation.finish()
        }
        continuation.onTermination = { _ in writing.cancel() }
        guard response.body.contentLength != nil else { return .stream(parts) }
        return .whole(await parts.reduce(into: []) { $0 += $1 })
    }

    private struct PartWriter: ResponseBodyWriter {
        let parts: AsyncStream<[UInt8]>.Continuation

        func write(_ buffer: ByteBuffer) async throws { parts.yield(Array(buffer.readableBytesView)) }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws { parts.finish() }
    }
}
