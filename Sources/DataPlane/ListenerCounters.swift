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
