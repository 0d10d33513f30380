package import Values

/// A Service as routing reads it.
package struct ServiceView: Sendable {
    package struct Port: Sendable, Hashable {
        /// Empty where it has none.
        package let name: String
        package let number: Int64
        package let protocolName: String
    }

    package var key: ObjectKey
    package var isExternalName: Bool
    package var ports: [Port]
    /// The family of its first address, as EndpointSlices name it.
    package var family: String?

    package init(_ object: Value) {
        let spec = object["spec"] ?? .null
        key = ObjectKey(object)
        isExternalName = spec["type"] == "ExternalName"
        ports = (spec["ports"]?.array ?? []).map {
            let spoken = $0["protocol"]?.string ?? ""
            return Port(
                name: $0["name"]?.string ?? "", number: $0["port"]?.integer ?? 0,
                protocolName: spoken.isEmpty ? "TCP" : spoken)
        }
        family = spec["ipFamilies"]?.array?.first?.string
    }
}

/// An EndpointSlice as routing reads it.
package struct EndpointSliceView: Sendable {
    package struct Port: Sendable, Hashable {
        package let name: String
        /// nil for every port.
        package let number: Int64?
        package let protocolName: String
    }

    package struct Endpoint: Sendable {
        package let addresses: [String]
        package let isReady: Bool
        package let isTerminating: Bool
    }

    package var key: ObjectKey
    /// The Service that it belongs to; nil where it belongs to none.
    package var service: ObjectKey?
    package var addressType: String
    package var ports: [Port]
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
