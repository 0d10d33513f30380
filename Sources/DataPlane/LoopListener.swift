internal import NIOCore
internal import NIOPosix

/// A listener's part on one event loop: relays the connections that are there, chooses their backends and counts.
///
/// Everything is done on the loop, without locks; a new table is one assignment.
final class LoopListener {
    let limits: DataPlaneLimits
    /// Connects to backends.
    let dialler: ClientBootstrap
    private let loop: any EventLoop
    /// Connections that are open, over all loops and listeners.
    private let open: OpenConnections
    private var table: ForwardingTable
    private var chooser: BackendChooser
    private var connections: [ObjectIdentifier: RelayedConnection] = [:]
    /// What connections came to before they had a backend.
    private var totals = ListenerCounters()
    private var tallies: [ListenerCounters.Key: BackendTally] = [:]

    var counters: ListenerCounters {
        var counters = totals
        counters.backends = tallies.mapValues(\.counters)
        return counters
    }

    init(_ table: ForwardingTable, limits: DataPlaneLimits, open: OpenConnections, on loop: any EventLoop) {
        self.limits = limits
        self.loop = loop
        self.open = open
        self.table = table
        chooser = BackendChooser(table.backends)
        dialler = RelayChannels.dialler(timeout: limits.connecting, on: loop)
    }

    /// Relays a connection that was accepted on this loop.
    func begin(_ client: any Channel) throws {
        let connection = RelayedConnection(self, on: loop)
        try RelayChannels.prepare(client, connection.makeClient())
    }

    /// New connections go by another table; those that are open stay where they are.
    func use(_ table: ForwardingTable) {
        guard table != self.table else { return }
        self.table = table
        chooser = BackendChooser(table.backends, continuing: chooser)
    }

    /// Ends the connections that are still open after a time; to be called once no new ones are accepted.
    func drain(for time: Duration) {
        guard !connections.isEmpty else { return }
        loop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { self.giveUpAll() }
    }

    func giveUpAll() { for connection in connections.values { connection.giveUp() } }

    var isIdle: Bool { connections.isEmpty }

    /// A connection has come; nil where it is to be rejected.
    func accepted(
        _ connection: RelayedConnection
    ) -> (tally: BackendTally, endpoints: [BackendEndpoint], proxyProtocol: ProxyProtocol?)? {
        totals.accepted += 1
        guard let (backend, endpoints) = chooser.next(), !endpoints.isEmpty else {
            totals.rejected += 1
            return nil
        }
        guard open.take(limit: limits.connections) else {
            totals.overLimit += 1
            return nil
        }
        connections[ObjectIdentifier(connection)] = connection
        let tally = tally(of: backend)
        tally.counters.connections += 1
        tally.counters.open += 1
        return (tally, endpoints, backend.proxyProtocol)
    }

    private func tally(of backend: ForwardingBackend) -> BackendTally {
        let key = ListenerCounters.Key(route: table.route, backend: backend.name)
        if let tally = tallies[key] { return tally }
        let tally = BackendTally()
        tallies[key] = tally
        return tally
    }

    func ended(_ connection: RelayedConnection) {
        if connections.removeValue(forKey: ObjectIdentifier(connection)) != nil { open.giveBack() }
    }
}
