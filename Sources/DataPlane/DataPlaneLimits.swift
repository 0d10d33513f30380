/// The bounds that a data plane keeps to; the defaults are those of the sandbox.
package struct DataPlaneLimits: Sendable {
    /// Connections that may be open at a time, over all listeners; what comes on top is reset.
    package var connections = 4096
    /// Addresses that may be listened on at a time.
    package var listeners = 4096
    /// How long an endpoint may take to answer a SYN.
    package var connecting = Duration.seconds(5)
    /// How long a connection of which one half is closed may be silent.
    package var halfClosed = Duration.seconds(300)
    /// How long connections may go on when their listener is removed.
    package var draining = Duration.seconds(60)
    /// How long what was read may take to be written before a connection is reset.
    package var flushing = Duration.seconds(5)

    package init() {}
}
