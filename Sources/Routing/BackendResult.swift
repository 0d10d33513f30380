package import GatewayAPI

/// What becomes of a backend reference: whether it can be used, and where it leads.
package struct BackendResult: Sendable {
    /// The reference, defaults filled in.
    package let reference: BackendReference
    /// The sum of the weights of the rule; 0 where every connection is rejected.
    package let total: Int64
    /// Whether connections can go there, as far as the objects say; endpoints are not looked at.
    package let verdict: Truth
    /// Whether the specification leaves a no to the controller: another than our own may take the backend.
    let isControllersChoice: Bool
    /// The number of the Service's port in `Routing.targets`; nil where an earlier check has failed.
    package let target: Int?
}

/// A port of a Service, and who is behind it.
package struct ServicePort: Sendable {
    /// A place that a connection can be made to.
    package struct Endpoint: Sendable, Hashable {
        /// An IP address as text, IPv4 or IPv6.
        package let address: String
        /// The port of the endpoint itself, not of the Service.
        package let port: Int64
    }

    /// The Service that is named, whether it exists or not.
    package let service: ObjectKey
    /// The Service's port that is named.
    package let port: Int64
    /// Whether a Service of this name has this port for TCP.
    package internal(set) var verdict: Truth
    /// Where connections can go, each once.
    package internal(set) var ready: [Endpoint] = []
    /// How many endpoints are neither ready nor about to end.
    package internal(set) var notReady = 0
    /// How many endpoints end and take no new connections.
    package internal(set) var terminating = 0
    /// Whether there are no endpoints but these.
    package internal(set) var isComplete = false
}
