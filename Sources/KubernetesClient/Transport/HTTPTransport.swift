internal import NIOCore
internal import NIOHTTP1

/// Sends requests to one server: over bounded connections, through a proxy where there is one.
///
/// Any number of tasks may use it. A request is sent once, except where it is certain that the server has seen nothing
/// of it; all other repetitions are for whoever knows what the request means.
package struct HTTPTransport: Sendable {
    private let settings: TransportSettings
    private let eventLoop: any EventLoop
    private let pool: NIOLoopBoundBox<ConnectionPool>

    init(_ settings: TransportSettings, tls: TLSContext?, on eventLoop: any EventLoop) {
        self.settings = settings
        self.eventLoop = eventLoop
        pool = .makeBoxSendingValue(ConnectionPool(settings, tls: tls, on: eventLoop), eventLoop: eventLoop)
    }

    /// Sends a request and waits for the whole answer, of whatever status; cancelling the task ends it at once.
    package func send(_ request: TransportRequest) async throws(ExchangeFailure) -> TransportAnswer {
        let beginning = try await begin(try exchange(request, gathering: .max))
        return TransportAnswer(
            status: Int(beginning.head.status.code), headers: beginning.head.headers, body: beginning.bytes)
    }

    /// Sends a request and runs a body with the head of its answer and the pieces of the rest, as they come.
    ///
    /// The pieces come no faster than they are taken. What is left of the answer when `body` returns is not waited for.
    /// Throws an `ExchangeFailure`, also while the pieces are read, and what `body` throws.
    ///
    /// - Parameter gathering: how many bytes to wait for before the first piece; an answer that has no more is one
    ///   piece, which is cheaper.
    func stream<Result>(
        _ request: TransportRequest, gathering: Int = 0,
        _ body: (_ head: TransportAnswerHead, _ pieces: TransportBody) async throws -> Result
    ) async throws -> Result {
        let exchange = try exchange(request, gathering: gathering)
        let beginning = try await begin(exchange)
        defer { if !beginning.isWhole { eventLoop.execute { exchange.value.cancel() } } }
        let head = TransportAnswerHead(status: Int(beginning.head.status.code), headers: beginning.head.headers)
        return try await body(head, TransportBody(exchange, beginning))
    }

    private func begin(_ exchange: NIOLoopBoundBox<Exchange>) async throws(ExchangeFailure) -> Exchange.Beginning {
        try await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                eventLoop.execute { pool.value.submit(exchange.value, for: waiting) }
            }
        } onCancel: {
            eventLoop.execute { exchange.value.cancel() }
        }.get()
    }

    /// Makes one connection as requests do, beside those that there are, and closes it; cancelling the task ends it.
    func probe() async -> ConnectionProbe {
        let dialer = NIOLoopBoundBox<Dialer?>.makeEmptyBox(valueType: Dialer.self, eventLoop: eventLoop)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { done in
                eventLoop.execute {
                    let new = pool.value.dialer()
                    dialer.value = new
                    new.dial().assumeIsolated().whenComplete { result in done.resume(returning: new.probe(result)) }
                }
            }
        } onCancel: {
            eventLoop.execute { dialer.value?.cancel() }
        }
    }

    /// Uses another client certificate for connections made from now on; unused ones are closed.
    func use(_ identity: ClientIdentity?) async throws(TLSSettingsError) {
        var settings = settings
        settings.tls.identity = identity
        guard let tls = try settings.tlsContext() else { return }
        eventLoop.execute { pool.value.use(tls, identity) }
    }

    func close() async {
        try? await eventLoop.flatSubmit { pool.value.close() }.get()
    }

    private func exchange(
        _ request: TransportRequest, gathering: Int
    ) throws(ExchangeFailure) -> NIOLoopBoundBox<Exchange> {
        var request = request
        request.target = settings.server.basePath + request.target
        if !request.headers.contains(name: "host") {
            request.headers.add(name: "Host", value: settings.server.authority)
        }
        if let body = request.body { request.headers.replaceOrAdd(name: "Content-Length", value: String(body.count)) }
        if let name = request.headers.firstUnsendable {
            throw ExchangeFailure(cause: .unsendableHeader(name), wasSent: false)
        }
        return .makeBoxSendingValue(Exchange(request, gathering: gathering), eventLoop: eventLoop)
    }
}

extension TransportSettings {
    /// What is spoken with a secure server or proxy; nil where neither is.
    func tlsContext() throws(TLSSettingsError) -> TLSContext? {
        guard server.isSecure || proxy?.kind == .https else { return nil }
        return try TLSContext(tls, versions: limits.versions)
    }
}

extension HTTPHeaders {
    /// The name of a header that cannot be sent; empty where the name itself is no token.
    ///
    /// Its value has a line break or another control character. Such values are secrets more often than not, so nobody
    /// gets to see them.
    fileprivate var firstUnsendable: String? {
        first { !HeaderText.isName($0) || HeaderText.isUnsendable($1) }.map { name, _ in
            HeaderText.isName(name) ? name : ""
        }
    }
}
