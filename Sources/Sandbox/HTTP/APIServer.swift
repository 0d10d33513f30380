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
    /// Whose counters are told; nil for a sandbox whose Gateways carry no connections.
    var gateways: GatewayController?
    /// Nil for a sandbox that does its best.
    private(set) var faults: Faults?

    /// Opens the store of a folder that the caller has locked, with the namespaces that every cluster has.
    static func open(_ folder: String, options: SandboxOptions) async throws(SandboxError) -> APIServer {
        let store =
            if options.isEphemeral { Store() } else if options.keepsNothing { try Store(reading: folder) } else {
                try Store(folder: folder)
            }
        var api = APIServer(store: store, options: options)
        api.faults = options.faults.map(Faults.init)
        do throws(APIFailure) {
            try await InitialNamespaces.create(in: store, options: options)
            try await placeDefinitions(in: store, options: options)
        } catch {
            throw .unusable(folder: folder, error.message)
        }
        return api
    }

    /// Definitions follow from what is served, so they are not kept.
    private static func placeDefinitions(in store: Store, options: SandboxOptions) async throws(APIFailure) {
        let first = try await store.read { state throws(APIFailure) in state[.namespace(InitialNamespaces.names[0])] }
        let created =
            first?.value["metadata"]?.text("creationTimestamp") ?? RFC3339.text(secondsSince1970: options.clock())
        let definitions = CustomResourceDefinitions(served: options.served, created: created).objects
        store.place(definitions, in: Resource.customResourceDefinition.collection)
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        try await respond(to: request, channel: context.channel)
    }

    /// - Parameter channel: the connection, whose end ends a watch; nil for a request that came over none.
    func respond(to request: Request, channel: (any Channel)?) async throws -> Response {
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var api = ServedRequest(
            method: request.method.rawValue,
            path: ServedRequest.steps(parts.first ?? ""),
            query: Query(parts.count > 1 ? parts[1] : ""), accept: request.headers[.accept] ?? "",
            contentType: request.headers[.contentType] ?? "", userAgent: request.headers[.userAgent] ?? "",
            knownTag: request.headers[.ifNoneMatch])
        for field in request.headers { api.credentials.note(header: field.name.rawName, field.value) }
        do {
            api.body = Array(buffer: try await request.body.collect(upTo: ServedRequest.maximumBodySize))
        } catch is NIOTooManyBytesError {
            return response(to: api, .document(APIFailure.tooLarge.status, code: 413), closes: true)
        }
        var warnings: [String] = []
        let answer = await self.answer(api, &warnings)
        if case .watch(let watch) = answer {
            guard request.method != .head else {
                return Response(status: .ok, headers: Self.headers(contentType: watch.negotiation.streamType, warnings))
            }
            return await stream(watch, channel, warnings)
        }
        return response(to: api, answer, warnings: warnings)
    }

    /// The answer to a request, to whoever may have one; a failure becomes its `Status`.
    func answer(_ request: ServedRequest, _ warnings: inout [String]) async -> Answer {
        var request = request
        do throws(APIFailure) {
            request.user = try Access(tokens: options.tokens).user(of: request)
            if let faults, let target = ResourceRequest(path: request.path, of: options.served) {
                try await faults.strike(request, target)
            }
        } catch {
            return .document(error.status, code: error.code)
        }
        return await carryOut(request, &warnings)
    }

    /// The same in the name that the request has already.
    func carryOut(_ request: ServedRequest, _ warnings: inout [String]) async -> Answer {
        do throws(APIFailure) {
            return try await route(request, &warnings)
        } catch {
            return .document(error.status, code: error.code)
        }
    }

    private func route(_ request: ServedRequest, _ warnings: inout [String]) async throws(APIFailure) -> Answer {
        if let resource = ResourceRequest(path: request.path, of: options.served) {
            warnings += [resource.resource.deprecation].compactMap { $0 }
            let negotiation = try negotiated(request, resource.resource)
            if case .table = negotiation.shape { try Table.checkIncludeObject(request.query) }
            let handler = ResourceHandler(
                store: store, options: options, request: request, target: resource, negotiation: negotiation)
            return try await handler.handle(&warnings)
        }
        if let gateways, request.path == ["metrics"], request.method == "GET" {
            return .text(await gateways.metrics(), mediaType: MetricsText.mediaType)
        }
        let served = options.served
        guard let answer = try discovered(request) ?? OpenAPI(served: served).answer(request) else {
            guard ResourceRequest.isInOwnGroup(request.path, of: served) else { return .pageNotFound }
            throw .noSuchResource
        }
        // Nobody asks how somebody asks whether the server is well.
        if case .text = answer { return answer }
        guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
        return answer
    }

    /// - Throws: 406 for a client that takes none of the forms that discovery has.
    private func discovered(_ request: ServedRequest) throws(APIFailure) -> Answer? {
        let answer = Discovery(served: options.served).answer(request)
        if case .document = answer { _ = try Negotiation(accept: request.accept, offersProtobuf: true) }
        return answer
    }

    private func negotiated(_ request: ServedRequest, _ resource: Resource) throws(APIFailure) -> Negotiation {
        do throws(APIFailure) {
            return try Negotiation(accept: request.accept, offersProtobuf: resource.behaviour.protobuf != nil)
        } catch {
            // A shape that is none is told of otherwise than a form.
            throw resource.behaviour.isBuiltIn && !request.accept.contains("as=") ? .noSuchRepresentation : error
        }
    }

    // MARK: Writing answers

    /// The bytes of an answer in the form that its request asks for; nil for a watch, which is a stream.
    func rendered(_ request: ServedRequest, _ answer: Answer) -> Rendered? {
        // Errors are JSON for clients that ask for what is not served.
        let negotiation =
            (try? Negotiation(accept: request.accept, offersProtobuf: offersProtobuf(at: request))) ?? .plain
        let renderer = Renderer(
            negotiation: negotiation, isPretty: request.wantsPretty, now: options.clock(),
            includeObject: request.query["includeObject"] ?? "Metadata")
        return renderer.render(answer)
    }

    private func offersProtobuf(at request: ServedRequest) -> Bool {
        guard request.accept.contains("protobuf") else { return false }
        return ResourceRequest(path: request.path, of: options.served)?.resource.behaviour.protobuf != nil
    }

    private func response(
        to request: ServedRequest, _ answer: Answer, warnings: [String] = [], closes: Bool = false
    ) -> Response {
        guard let rendered = rendered(request, answer) else { return Response(status: .internalServerError) }
        if let tag = rendered.tag, tag == request.knownTag {
            return Response(status: .notModified, headers: [.eTag: tag, .cacheControl: "public"])
        }
        var headers = Self.headers(contentType: rendered.contentType, warnings)
        headers[.eTag] = rendered.tag
        if case .document(let value, _) = answer, let seconds = value["details"]?["retryAfterSeconds"]?.int {
            headers[.retryAfter] = String(seconds)
        }
        if closes { headers[.connection] = "close" }
        return Response(
            status: HTTPResponse.Status(code: rendered.code), headers: headers,
            body: request.method == "HEAD"
                // As long as it says, and not there.
                ? ResponseBody(contentLength: rendered.body.count) { try await $0.finish(nil) }
                : ResponseBody(byteBuffer: ByteBuffer(bytes: rendered.body)))
    }

    private static func headers(contentType: String, _ warnings: [String]) -> HTTPFields {
        var headers: HTTPFields = [.contentType: contentType, .cacheControl: "no-cache, private"]
        guard let name = HTTPField.Name("Warning") else { return headers }
        for value in WarningHeaders(warnings).values { headers.append(HTTPField(name: name, value: value)) }
        return headers
    }

    /// Streams a watch until its time is over, the client goes or the sandbox ends.
    private func stream(_ watch: Watch, _ channel: (any Channel)?, _ warnings: [String]) async -> Response {
        // A client that closes its side does not wait for more, unlike one that sends a request and then closes.
        let connection = if let channel { await ConnectionClosing.inputEnd(of: channel) } else { ConnectionEnd() }
        let body = ResponseBody { writer in
            let events = WatchStream(store: store, watch: watch, clock: options.clock, connection: connection)
            for await line in events.lines() { try await writer.write(ByteBuffer(bytes: line)) }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: Self.headers(contentType: watch.negotiation.streamType, warnings), body: body)
    }
}
