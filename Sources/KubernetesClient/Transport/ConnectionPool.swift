internal import NIOCore

/// The connections to one server, and the exchanges that wait for one; lives on the event loop.
///
/// An exchange waits for its turn, first come, first served. It is sent once, except where it is certain that the
/// server has seen nothing of it.
final class ConnectionPool: ExchangeCarrier {
    private(set) var settings: TransportSettings
    private let eventLoop: any EventLoop
    private var tls: TLSContext?
    private var waiting = CircularBuffer<Exchange>()
    private var dialers: [Dialer] = []
    private var idle: [HTTP1Connection] = []
    private var open: [ObjectIdentifier: HTTP1Connection] = [:]
    private var shared: HTTP2Connection?
    /// Whether one connection may serve all: so it is until the server has chosen HTTP/1.1.
    private var expectsHTTP2: Bool
    /// Whether more connections may be tried; not after a failed one while others stand or come to stand.
    private var mayDial = true
    /// Counts the identities in use: a connection of an earlier one is not used again.
    private var generation = 0
    private var isClosed = false

    init(_ settings: TransportSettings, tls: TLSContext?, on eventLoop: any EventLoop) {
        self.settings = settings
        self.tls = tls
        self.eventLoop = eventLoop
        expectsHTTP2 = settings.server.isSecure && settings.limits.versions.contains(.http2)
    }

    func submit(_ exchange: Exchange, for waiting: Exchange.Waiting<Exchange.Beginning>) {
        exchange.begin(waiting, on: self, eventLoop.assumeIsolated())
        guard exchange.isOpen else { return }
        guard !isClosed else { return exchange.fail(.cancelled) }
        self.waiting.append(exchange)
        serve()
    }

    /// Takes an exchange back that the server cannot have seen.
    func takeBack(_ exchange: Exchange) {
        guard exchange.returns < 5, !isClosed else { return exchange.fail(.connectionLost, isUnseen: true) }
        exchange.takeBack(into: self)
        waiting.prepend(exchange)
        serve()
    }

    /// Uses another client certificate from now on.
    func use(_ tls: TLSContext, _ identity: ClientIdentity?) {
        self.tls = tls
        settings.tls.identity = identity
        generation += 1
        closeUnused()
        shared = nil
    }

    /// Ends all of it; the future is when look-ups have ended too, which is waited for no longer than a second.
    func close() -> EventLoopFuture<Void> {
        isClosed = true
        let ended = eventLoop.makePromise(of: Void.self)
        EventLoopFuture.andAllComplete(dialers.map(\.connected), on: eventLoop).cascade(to: ended)
        let limit = eventLoop.scheduleTask(in: .seconds(1)) { ended.succeed() }
        ended.futureResult.whenComplete { _ in limit.cancel() }
        for dialer in dialers { dialer.cancel() }
        for exchange in waiting { exchange.fail(.cancelled) }
        waiting.removeAll()
        for connection in open.values { connection.close() }
        shared?.close()
        return ended.futureResult
    }

    // MARK: ExchangeCarrier

    func abandon(_ exchange: Exchange) { waiting.removeAll { $0 === exchange } }

    func setReading(_ isReading: Bool) {}

    var dialing: DialFailure.Stage? { dialers.first?.stage }

    // MARK: what its connections tell

    /// A connection has answered and takes another exchange.
    func release(_ connection: HTTP1Connection) {
        guard !isClosed, connection.generation == generation else { return connection.close() }
        idle.append(connection)
        connection.rest(for: settings.limits.idle)
        serve()
    }

    func remove(_ connection: HTTP1Connection) {
        idle.removeAll { $0 === connection }
        open[ObjectIdentifier(connection)] = nil
        mayDial = true
        serve()
    }

    func remove(_ connection: HTTP2Connection) {
        if shared === connection { shared = nil }
        mayDial = true
        serve()
    }

    func streamEnded() { serve() }

    // MARK: serving

    private func serve() {
        while let exchange = waiting.first, !isClosed {
            if let shared, shared.isUsable {
                guard shared.hasRoom else { return }
                waiting.removeFirst()
                shared.start(exchange)
            } else if let connection = idle.popLast() {
                // One that turns out to be closed is passed over.
                if connection.start(exchange) { waiting.removeFirst() } else { connection.close() }
            } else {
                break
            }
        }
        while !isClosed, dialers.count < wanted { dial() }
    }

    /// How many connections should be in the making.
    private var wanted: Int {
        guard mayDial, !waiting.isEmpty else { return 0 }
        if expectsHTTP2 { return shared?.isUsable == true ? 0 : 1 }
        return min(waiting.count, max(1, settings.limits.concurrency) - open.count)
    }

    /// Makes one connection, with the settings as they are now.
    func dialer() -> Dialer { Dialer(settings, tls: tls, on: eventLoop) }

    private func dial() {
        let dialer = dialer()
        dialers.append(dialer)
        let generation = generation
        dialer.dial().assumeIsolated().whenComplete { result in
            self.dialers.removeAll { $0 === dialer }
            switch result {
            case .success(let connection) where self.isClosed || generation != self.generation:
                connection.channel.close(promise: nil)
            case .success(let connection): self.adopt(connection)
            case .failure(let error):
                self.note(error as? DialFailure ?? DialFailure(stage: .serverTCP, cause: .closed))
            }
            self.serve()
        }
    }

    private func adopt(_ dialed: DialedConnection) {
        do {
            switch dialed.version {
            case .http1:
                expectsHTTP2 = false
                let connection = try HTTP1Connection(dialed.channel, pool: self, generation: generation)
                open[ObjectIdentifier(connection)] = connection
                release(connection)
            case .http2:
                expectsHTTP2 = true
                shared = try HTTP2Connection(dialed.channel, pool: self)
            }
        } catch {
            // The channel was closed just now.
            dialed.channel.close(promise: nil)
            note(DialFailure(stage: .serverTCP, cause: .closed))
        }
    }

    /// A connection that does not come to stand fails all who wait for one, unless others stand that will be free, or
    /// come to stand: with few descriptors there are fewer connections than are wanted.
    private func note(_ failure: DialFailure) {
        mayDial = false
        guard open.isEmpty, shared == nil, dialers.isEmpty else { return }
        mayDial = true
        let failed = waiting
        waiting.removeAll()
        for exchange in failed { exchange.fail(.connecting(failure)) }
    }

    /// Closes the connections that nothing is on: where one has died without a word, the others may have too.
    func closeUnused() {
        for connection in idle { connection.close() }
    }
}
