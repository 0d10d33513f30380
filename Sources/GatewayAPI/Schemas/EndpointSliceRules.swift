internal import Documents
package import Schemas
internal import Values

/// What the API server checks of a slice's fields together.
enum EndpointSliceRules {
    static let portNames = CrossFieldRule(name: "duplicate-port-name", message: "Duplicate value") { ports in
        .repeated(in: ports, at: "name") { [$0["name"]] }
    }

    static let portLabels = CrossFieldRule.portLabels { $0["ports"] ?? .null }

    static let addresses = CrossFieldRule(name: "endpoint-address", message: "Invalid value") { slice in
        guard let type = slice["addressType"]?.string, ["IPv4", "IPv6", "FQDN"].contains(type) else { return [] }
        return (slice["endpoints"]?.array ?? []).enumerated().flatMap { index, endpoint in
            (endpoint["addresses"]?.array ?? []).enumerated().compactMap { position, value in
                guard let text = value.string, let problem = problem(text, type) else { return nil }
                let path: [FieldPath.Element] = [
                    .key("endpoints"), .index(index), .key("addresses"), .index(position),
                ]
                return .init(FieldPath(path), "'\(text)' \(problem)")
            }
        }
    }

    private static func problem(_ text: String, _ type: String) -> String? {
        guard type != "FQDN" else {
            let name = text.hasSuffix(".") ? String(text.dropLast()) : text
            return Pattern.subdomain.matches(name) && name.contains(".")
                ? nil : "should be a domain with at least two segments separated by dots"
        }
        guard let address = IPAddress(text) else { return "must be a valid IP address" }
        if address.isIPv4Mapped { return "must not be an IPv4-mapped IPv6 address" }
        if address.family.rawValue != type { return "must be an \(type) address" }
        if address.description != text { return "must be in canonical form (\"\(address)\")" }
        return address.endpointProblem
    }
}

extension CrossFieldRule {
    /// That the names of a list of ports are labels, with the words of the API machinery left to whoever has them.
    static func portLabels(_ ports: @escaping @Sendable (Value) -> Value) -> CrossFieldRule {
        CrossFieldRule(name: "port-label", message: invalidLabel) { value in
            (ports(value).array ?? []).enumerated().compactMap { index, port in
                let name = port.text("name")
                guard !name.isEmpty, !Pattern.label.matches(name) || name.utf8.count > 63 else { return nil }
                return .init(FieldPath([.key("ports"), .index(index), .key("name")]), "'\(name)' is no label")
            }
        }
    }

    /// The message of rules that a text breaks because it is no label.
    package static let invalidLabel = "must be a label"
}
