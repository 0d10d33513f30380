/// Where a listener accepts connections.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address without brackets, such as `127.0.0.1`.
    package let host: String
    /// 1 to 65535.
    package let port: UInt16

    package init(host: String, port: UInt16) { (self.host, self.port) = (host, port) }

    /// As in URLs: `127.0.0.1:5432`, `[::1]:5432`.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A process that connections are forwarded to.
package struct BackendEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// An address without brackets, or a host name, which is looked up for each connection.
    package let host: String
    /// 1 to 65535.
    package let port: UInt16

    package init(host: String, port: UInt16) { (self.host, self.port) = (host, port) }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Versions of the header in which a backend is told the client's address.
///
/// Source: HAProxy, "The PROXY protocol", versions 1 and 2.
package enum ProxyProtocol: String, Sendable, Hashable, CaseIterable {
    /// A line of text.
    case v1
    /// Binary.
    case v2
}

/// Endpoints that share a weight, in Gateway API a `backendRef`.
package struct ForwardingBackend: Sendable, Hashable {
    /// What its connections are counted under, such as `default/postgres:5432`.
    package var name: String
    /// Its part of new connections, against the sum of all weights; 0 gets none.
    package var weight: Int
    /// Taken in turn; without any, the backend's share of connections is rejected and goes to nobody else.
    package var endpoints: [BackendEndpoint]
    /// What is sent before the first byte of the client; nil for nothing.
    package var proxyProtocol: ProxyProtocol?

    package init(
        name: String, weight: Int = 1, endpoints: [BackendEndpoint], proxyProtocol: ProxyProtocol? = nil
    ) {
        self.name = name
        self.weight = weight
        self.endpoints = endpoints
        self.proxyProtocol = proxyProtocol
    }
}

/// Where a listener's connections go.
///
/// The backend is chosen when a connection is accepted, and stays for its life.
package struct ForwardingTable: Sendable, Hashable {
    /// What its connections are counted under; nil where nobody serves the listener.
    package var route: String?
    /// Where the weights sum to 0, as in an empty list, every connection is rejected.
    package var backends: [ForwardingBackend]

    package init(route: String? = nil, backends: [ForwardingBackend] = []) {
        self.route = route
        self.backends = backends
    }
}

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
