internal import Schemas
internal import Values

/// The rules of a Gateway's listeners about several fields, which the API server reports at the whole list.
enum ListenerRules {
    static let all: [CrossFieldRule] = [
        rule("listener-tls", "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']") {
            guard ["HTTP", "TCP", "UDP"].contains($0["protocol"]), $0["tls"] != nil else { return nil }
            return ("tls", "a listener with protocol \($0.text("protocol")) has no TLS")
        },
        rule("https-tls-mode", "tls mode must be Terminate for protocol HTTPS") {
            guard $0["protocol"] == "HTTPS", let mode = $0["tls"]?["mode"], mode != "", mode != "Terminate" else {
                return nil
            }
            return ("tls", "TLS of HTTPS ends at the Gateway, so its mode is Terminate")
        },
        rule("tls-mode-required", "tls mode must be set for protocol TLS") {
            guard $0["protocol"] == "TLS", [nil, ""].contains($0["tls"]?["mode"]) else { return nil }
            return ("tls", "a listener with protocol TLS needs a mode")
        },
        rule("listener-hostname", "hostname must not be specified for protocols ['TCP', 'UDP']") {
            guard ["TCP", "UDP"].contains($0["protocol"]), ![nil, ""].contains($0["hostname"]) else { return nil }
            return ("hostname", "a listener with protocol \($0.text("protocol")) has no hostname")
        },
        unique("duplicate-listener", "Listener name must be unique within the Gateway", at: "name") {
            [$0["name"]]
        },
        unique(
            "duplicate-listener-port",
            "Combination of port, protocol and hostname must be unique for each listener", at: "port"
        ) { [$0["port"], $0["protocol"], $0["hostname"]] },
    ]

    /// A rule that holds for each listener by itself.
    private static func rule(
        _ name: String, _ message: String, _ problem: @escaping @Sendable (Value) -> (field: String, text: String)?
    ) -> CrossFieldRule {
        CrossFieldRule(name: name, message: message) { listeners in
            (listeners.array ?? []).enumerated().compactMap { index, listener in
                problem(listener).map { .init(FieldPath([.index(index), .key($0.field)]), $0.text) }
            }
        }
    }

    private static func unique(
        _ name: String, _ message: String, at field: String, _ key: @escaping @Sendable (Value) -> [Value?]
    ) -> CrossFieldRule {
        CrossFieldRule(name: name, message: message) { .repeated(in: $0, at: field, key) }
    }
}

extension CrossFieldRule {
    private static let certificates = "certificateRefs or options must be specified when mode is Terminate"

    static let certificateForTermination = CrossFieldRule(name: "certificate-required", message: certificates) { tls in
        needsCertificate(tls) && tls["certificateRefs"] != nil && tls["options"] != nil ? [certificateFinding] : []
    }

    /// The same where a field is missing: the server's rule then fails in its own words.
    static let certificateFieldMissing = CrossFieldRule(
        name: "certificate-missing",
        message: "\"object\": no such key: certificateRefs evaluating rule: \(certificates)"
    ) { tls in
        needsCertificate(tls) && (tls["certificateRefs"] == nil || tls["options"] == nil) ? [certificateFinding] : []
    }

    private static let certificateFinding = Finding(
        FieldPath(), "TLS that ends at the Gateway needs a certificate", missing: "certificateRefs")

    private static func needsCertificate(_ tls: Value) -> Bool {
        tls["mode"] == "Terminate" && (tls["certificateRefs"]?.array ?? []).isEmpty
            && (tls["options"]?.object ?? [:]).isEmpty
    }

    static let uniquePorts = CrossFieldRule(
        name: "duplicate-tls-port", message: "Port for TLS configuration must be unique within the Gateway"
    ) { .repeated(in: $0, at: "port") { [$0["port"]] } }

    static func uniqueAddresses(_ type: String) -> CrossFieldRule {
        CrossFieldRule(name: "duplicate-address", message: "\(type) values must be unique") { addresses in
            .repeated(in: addresses, at: "value") {
                $0["type"]?.string == type && $0["value"] != nil ? [$0["value"]] : []
            }
        }
    }

    /// The value of an address by its type.
    static let addressValue = CrossFieldRule(
        name: "address-value",
        message:
            #"Hostname value must be empty or contain only valid characters (matching ^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)"#
    ) { address in
        guard let value = address["value"]?.string else { return [] }
        switch address["type"]?.string {
        case "Hostname" where !Pattern.wildcardHost.matches(value):
            return [Finding("value", "'\(value)' is no host name")]
        case "IPAddress" where IPAddress(value) == nil: return [Finding("value", "'\(value)' is no IP address")]
        default: return []
        }
    }

    /// The bound of a map, which structural schemas call `maxProperties`.
    static func atMost(_ limit: Int, _ name: String) -> CrossFieldRule {
        CrossFieldRule(name: "too-many-entries", message: "must have at most \(limit) items") { map in
            guard let count = map.object?.count, count > limit else { return [] }
            return [Finding(FieldPath(), "\(name) has \(count) entries, \(limit) are allowed")]
        }
    }
}

extension [CrossFieldRule.Finding] {
    /// Elements whose key an earlier one has; an empty key is left out.
    static func repeated(in list: Value, at field: String, _ key: (Value) -> [Value?]) -> Self {
        var firsts: [[String]: Int] = [:]
        return (list.array ?? []).enumerated().compactMap { index, element in
            let key = key(element).map { $0.map { JSONWriter.text($0) } ?? "" }
            guard !key.isEmpty else { return nil }
            guard let first = firsts[key] else {
                firsts[key] = index
                return nil
            }
            return .init(
                FieldPath([.index(index), .key(field)]), "element \(first) has the same \(field)",
                related: FieldPath([.index(first), .key(field)]))
        }
    }
}

extension Value {
    /// A member's text; empty where it is none.
    func text(_ key: String) -> String { self[key]?.string ?? "" }
}
