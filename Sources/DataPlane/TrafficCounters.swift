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

/// What the connections of a listener came to, since it was bound.
package struct ListenerCounters: Sendable, Equatable {
    /// A backend as a route uses it.
    package struct Key: Sendable, Hashable {
        /// The name that the table gives; nil where it gives none.
        package let route: String?
        /// The name that the table gives.
        package let backend: String

        package init(route: String?, backend: String) { (self.route, self.backend) = (route, backend) }
    }

    /// Connections that were accepted, whatever became of them.
    package var accepted = 0
    /// Those that were reset at once: nobody serves the listener, or the share is a backend's without endpoints.
    package var rejected = 0
    /// Those that were reset at once because too many were open.
    package var overLimit = 0
    /// By backend, those of earlier tables included.
    package var backends: [Key: BackendCounters] = [:]

    package init() {}

    static func += (sum: inout ListenerCounters, more: ListenerCounters) {
        sum.accepted += more.accepted
        sum.rejected += more.rejected
        sum.overLimit += more.overLimit
        for (key, counters) in more.backends { sum.backends[key, default: BackendCounters()] += counters }
    }
}
