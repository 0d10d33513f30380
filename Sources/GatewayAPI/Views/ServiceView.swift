package import Values

/// A Service as routing reads it.
package struct ServiceView: Sendable {
    /// A port that clients of the Service connect to.
    package struct Port: Sendable, Hashable {
        /// Empty where it has none.
        package let name: String
        /// The port itself, 1 to 65535; 0 where the object has none that is a number.
        package let number: Int64
        /// `TCP`, `UDP` or `SCTP`; `TCP` where it is left out.
        package let protocolName: String
    }

    /// The namespace and the name of the Service.
    package var key: ObjectKey
    /// Whether it is only another name for a host, which no route can use: Gateway API advises controllers against it
    /// (CVE-2021-25740).
    package var isExternalName: Bool
    /// Its ports in the order of the spec, of all protocols.
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
