internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Values

/// Answers HTTP requests as an API server does.
struct APIServer: HTTPResponder {
    /// What is known of a request's connection.
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            channel = source.channel
        }
    }

    let store: Store
    let options: SandboxOptions

    /// Opens the store of a folder that the caller has locked, with the namespaces that every cluster has.
    static func open(_ folder: String, options: SandboxOptions) async throws(SandboxError) -> APIServer {
        let store = options.keepsNothing ? try Store(reading: folder) : try Store(folder: folder)
        let api = APIServer(store: store, options: options)
        do throws(APIFailure) {
            try await InitialNamespaces.create(in: store, options: options)
        } catch {
            throw .unusable(folder: folder, error.message)
        }
        return api
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var api = ServedRequest(
            method: request.method.rawValue,
            path: (parts.first ?? "").split(separator: "/").map { PercentCoding.decode($0) },
            query: Query(parts.count > 1 ? parts[1] : ""), accept: request.headers[.accept] ?? "",
            contentType: request.headers[.contentType] ?? "", userAgent: request.headers[.userAgent] ?? "")
        do {
            api.body = Array(buffer: try await request.body.collect(upTo: ServedRequest.maximumBodySize))
        } catch is NIOTooManyBytesError {
            return response(to: api, .document(APIFailure.tooLarge.status, code: 413), closes: true)
        }
        var warnings: [String] = []
        let answer = await self.answer(api, &warnings)
        if case .watch(let watch) = answer { return stream(watch, context.channel, warnings) }
        return response(to: api, answer, warnings: warnings)
    }

    /// The answer to a request; a failure becomes its `Status`.
    func answer(_ request: ServedRequest, _ warnings: inout [String]) async -> Answer {
        do throws(APIFailure) {
            return try await route(request, &warnings)
        } catch {
            return .document(error.status, code: error.code)
        }
    }

    private func route(_ request: ServedRequest, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        if let resource = ResourceRequest(path: request.path) {
            warnings += [resource.resource.deprecation].compactMap { $0 }
            let negotiation = try Negotiation(accept: request.accept)
            let handler = ResourceHandler(
                store: store, options: options, request: request, target: resource, negotiation: negotiation)
            return try await handler.handle(&warnings)
        }
        guard let answer = Discovery.answer(request) ?? OpenAPI.answer(request) else { return .pageNotFound }
        guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
        return answer
    }

    // MARK: Writing answers

    private func response(
        to request: ServedRequest, _ answer: Answer, warnings: [String] = [], closes: Bool = false
    ) -> Response {
        // Errors are JSON for clients that ask for what is not served.
        let negotiation = (try? Negotiation(accept: request.accept)) ?? .plain
        let renderer = Renderer(
            negotiation: negotiation, isPretty: request.query.isSet("pretty"), now: options.clock(),
            includeObject: request.query["includeObject"] ?? "Metadata")
        guard let rendered = renderer.render(answer) else { return Response(status: .internalServerError) }
        var headers = Self.headers(contentType: rendered.contentType, warnings)
        if closes { headers[.connection] = "close" }
        return Response(
            status: HTTPResponse.Status(code: rendered.code), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: rendered.body)))
    }

    private static func headers(contentType: String, _ warnings: [String]) -> HTTPFields {
        var headers: HTTPFields = [.contentType: contentType, .cacheControl: "no-cache, private"]
        guard let name = HTTPField.Name("Warning") else { return headers }
        for warning in warnings {
            let escaped = warning.flatMap { "\"\\".contains($0) ? ["\\", $0] : [$0] }.map { $0 == "\n" ? " " : $0 }
            headers.append(HTTPField(name: name, value: "299 - \"\(String(escaped))\""))
        }
        return headers
    }

    /// Streams a watch until its time is over, the client goes or the sandbox ends.
    private func stream(_ watch: Watch, _ channel: any Channel, _ warnings: [String]) -> Response {
        let body = ResponseBody { writer in
            let (connection, end) = AsyncStream.makeStream(of: Never.self)
            // A client that closes its side does not wait for more, unlike one that sends a request and then closes.
            channel.setOption(.allowRemoteHalfClosure, value: false).whenFailure { _ in end.finish() }
            channel.closeFuture.whenComplete { _ in end.finish() }
            let events = WatchStream(store: store, watch: watch, clock: options.clock, connection: connection)
            for await line in events.lines() { try await writer.write(ByteBuffer(bytes: line)) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: Self.headers(contentType: "application/json", warnings), body: body)
    }
}
