/// What the connections of a backend came to, since the listener was bound.
package struct BackendCounters: Sendable, Equatable {
    /// Connections that were given to it.
    package var connections = 0
    /// Those of them that are open.
    package var open = 0
    /// Those of which no endpoint could be reached.
    package var unreachable = 0
    /// From clients to the backend.
    package var bytesSent = 0
    /// From the backend to clients.
    package var bytesReceived = 0

    package init() {}

    static func += (sum: inout BackendCounters, more: BackendCounters) {
        sum.connections += more.connections
        sum.open += more.open
        sum.unreachable += more.unreachable
        sum.bytesSent += more.bytesSent
        sum.bytesReceived += more.bytesReceived
    }
}

/// The counters of a backend on one event loop, which its connections keep at hand: to look them up for every buffer that
/// is passed on would cost more than counting.
final class BackendTally {
    var counters = BackendCounters()
}
