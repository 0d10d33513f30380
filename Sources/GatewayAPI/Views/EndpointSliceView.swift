package import Values

/// An EndpointSlice as routing reads it.
package struct EndpointSliceView: Sendable {
    /// A port that all endpoints of the slice have.
    package struct Port: Sendable, Hashable {
        /// The name of the Service's port that it stands for; empty where that has none.
        package let name: String
        /// nil for every port.
        package let number: Int64?
        /// `TCP`, `UDP` or `SCTP`; `TCP` where it is left out.
        package let protocolName: String
    }

    /// A place behind the Service, most often a Pod.
    package struct Endpoint: Sendable {
        /// Its addresses, of which the first is used: the API says that all are the same.
        package let addresses: [String]
        /// Whether it takes connections: `ready`, which is taken for granted where it is not said, and not terminating.
        package let isReady: Bool
        /// Whether it is about to end, whatever it says of `ready`.
        package let isTerminating: Bool
    }

    /// The namespace and the name of the slice.
    package var key: ObjectKey
    /// The Service that it belongs to; nil where it belongs to none.
    package var service: ObjectKey?
    /// `IPv4`, `IPv6`, or `FQDN`, which is passed over.
    package var addressType: String
    /// The ports, shared by all endpoints.
    package var ports: [Port]
    /// The endpoints in the order of the slice.
    package var endpoints: [Endpoint]

    package init(_ object: Value) {
        key = ObjectKey(object)
        let name = object["metadata"]?["labels"]?[EndpointSliceSchema.serviceLabel]?.string
        service = name.map { [namespace = key.namespace] in ObjectKey(namespace, $0) }
        addressType = object["addressType"]?.string ?? ""
        ports = (object["ports"]?.array ?? []).map {
            Port(
                name: $0["name"]?.string ?? "", number: $0["port"]?.integer,
                protocolName: $0["protocol"]?.string ?? "TCP")
        }
        endpoints = (object["endpoints"]?.array ?? []).map {
            let conditions = $0["conditions"]
            let isTerminating = conditions?["terminating"]?.bool ?? false
            return Endpoint(
                addresses: ($0["addresses"]?.array ?? []).compactMap(\.string),
                isReady: !isTerminating && conditions?["ready"]?.bool ?? true, isTerminating: isTerminating)
        }
    }
}
