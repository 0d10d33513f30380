/// How the sandbox's Gateways take connections, and where those go.
package struct GatewayOptions: Sendable {
    /// The IP address that all listeners are on.
    package var address = "127.0.0.1"
    /// Processes that stand in for the Pods of Services; they go before what annotations say.
    package var backends: [ServiceStandIn] = []
    /// Whether Services that routes name and that are not there are made, each with a server that tells its name.
    package var isDemo = false
    /// How many connections may be open at a time; what comes on top is reset.
    package var maximumConnections = 10_000
    /// How many ports may be open at a time; what comes on top is unavailable.
    package var maximumListeners = 4096
    /// Is told, in a sentence each, what somebody asked for and that does not work as it is.
    package var onProblem: @Sendable (String) -> Void = { _ in }

    package init() {}
}
