internal import NIOCore
internal import NIOPosix

/// Forwards TCP connections: accepts them on addresses and passes each on to a backend of its address's table.
///
/// Knows nothing of Kubernetes. Changing a table neither closes a connection nor restarts a listener.
package actor DataPlane {
    private struct Listener {
        var table: ForwardingTable
        /// Accepts connections, on one of the loops.
        let server: any Channel
        /// One for each event loop.
        let parts: [NIOLoopBoundBox<LoopListener>]
    }

    private let group: MultiThreadedEventLoopGroup
    private let loops: [any EventLoop]
    private let limits: DataPlaneLimits
    private let open = OpenConnections()
    private var listeners: [ListenAddress: Listener] = [:]
    /// Removed, with connections that are still open.
    private var drained: [Listener] = []
    /// The last change that was asked for: changes are made one after the other.
    private var lastChange: Task<[ListenAddress: BindFailure], Never>?

    /// - Parameter threads: event loops; a connection stays on one of them.
    package init(limits: DataPlaneLimits = DataPlaneLimits(), threads: Int) {
        self.limits = limits
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(threads, 1))
        loops = Array(group.makeIterator())
    }

    /// Listens on exactly these addresses, and forwards by these tables.
    ///
    /// Addresses that are new are bound; those that are not named any more are closed at once, and their connections
    /// may go on for as long as draining may take. When this returns, new connections go by the tables.
    ///
    /// - Returns: the addresses that cannot be listened on, and why; they are tried again by the next call.
    package func apply(_ tables: [ListenAddress: ForwardingTable]) async -> [ListenAddress: BindFailure] {
        let previous = lastChange
        let change = Task { () -> [ListenAddress: BindFailure] in
            _ = await previous?.value
            return await self.change(to: tables)
        }
        lastChange = change
        return await change.value
    }

    /// What the connections of each address came to since it was bound.
    package func counters() async -> [ListenAddress: ListenerCounters] {
        var result: [ListenAddress: ListenerCounters] = [:]
        for (address, listener) in listeners {
            var sum = ListenerCounters()
            for part in listener.parts { sum += await part.onLoop { $0.counters } ?? ListenerCounters() }
            result[address] = sum
        }
        return result
    }

    /// Closes all listeners, lets connections end by themselves for `grace`, resets the rest, and ends the threads.
    package func shutDown(grace: Duration) async {
        _ = await apply([:])
        let deadline = ContinuousClock.now + grace
        while ContinuousClock.now < deadline, await !isIdle() { try? await Task.sleep(for: .milliseconds(20)) }
        for listener in drained { for part in listener.parts { await part.onLoop { $0.giveUpAll() } } }
        try? await group.shutdownGracefully()
    }

    private func change(to tables: [ListenAddress: ForwardingTable]) async -> [ListenAddress: BindFailure] {
        await forgetDrained()
        // An address may be wanted again with another host: first those that go, then those that come.
        for (address, listener) in listeners where tables[address] == nil {
            listeners[address] = nil
            drained.append(listener)
            await close(listener)
        }
        var failures: [ListenAddress: BindFailure] = [:]
        for (address, table) in tables.sorted(by: { $0.key.port < $1.key.port }) {
            if let listener = listeners[address] {
                guard listener.table != table else { continue }
                listeners[address]?.table = table
                for part in listener.parts { await part.onLoop { $0.use(table) } }
            } else if listeners.count >= limits.listeners {
                failures[address] = .tooMany(limit: limits.listeners)
            } else {
                do { listeners[address] = try await listen(on: address, table) } catch { failures[address] = error }
            }
        }
        return failures
    }

    /// Connections are accepted by one loop and handed to all: SwiftNIO takes a socket for its loop's own, and sockets
    /// with SO_REUSEPORT, one for each loop, could be bound although another process listens there.
    private func listen(on address: ListenAddress, _ table: ForwardingTable) async throws(BindFailure) -> Listener {
        guard let socketAddress = try? SocketAddress(ipAddress: address.host, port: Int(address.port)) else {
            throw .noSuchAddress
        }
        let parts = loops.map { loop in
            NIOLoopBoundBox.makeBoxSendingValue(
                LoopListener(table, limits: limits, open: open, on: loop), eventLoop: loop)
        }
        do {
            let server = try await bootstrap(parts).bind(to: socketAddress).get()
            return Listener(table: table, server: server, parts: parts)
        } catch {
            throw BindFailure(error)
        }
    }

    private func bootstrap(_ parts: [NIOLoopBoundBox<LoopListener>]) -> ServerBootstrap {
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: TCPOptions.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 16)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try parts.first { $0.eventLoop === channel.eventLoop }?.value.begin(channel)
                }
            }
        for (option, value) in TCPOptions.all { bootstrap = bootstrap.serverChannelOption(option, value: value) }
        return bootstrap
    }

    private func close(_ listener: Listener) async {
        try? await listener.server.close()
        let draining = limits.draining
        for part in listener.parts { await part.onLoop { $0.drain(for: draining) } }
    }

    private func isIdle() async -> Bool {
        await forgetDrained()
        return drained.isEmpty
    }

    private func forgetDrained() async {
        var open: [Listener] = []
        for listener in drained {
            for part in listener.parts where await part.onLoop({ $0.isIdle }) == false {
                open.append(listener)
                break
            }
        }
        drained = open
    }
}

extension NIOLoopBoundBox {
    /// What a body says of the value, on the value's loop; nil where the loop has ended.
    @discardableResult
    fileprivate func onLoop<Result: Sendable>(_ body: @escaping @Sendable (Value) -> Result) async -> Result? {
        try? await eventLoop.submit { body(self.value) }.get()
    }
}
