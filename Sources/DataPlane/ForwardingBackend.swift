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
