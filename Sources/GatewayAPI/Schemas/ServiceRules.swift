internal import Schemas
internal import Values

/// What the API server checks of a Service's fields together.
enum ServiceRules {
    static let all = [
        portsRequired, portNames, portLabels, names, externalName, ofLoadBalancers, ofExternalServices, addresses,
        externalAddresses, families,
    ]

    static let targetPort = CrossFieldRule(name: "target-port", message: "Invalid value") { port in
        switch port["targetPort"] {
        case .int(let number)? where !(0...65535).contains(number):
            [.init("targetPort", "must be between 1 and 65535, inclusive")]
        case .string(let name)? where !name.isEmpty:
            portNameProblems(name).map { .init("targetPort", "'\(name)' \($0)") }
        case .int?, .string?, nil, .null?: []
        default: [.init("targetPort", "targetPort must be a port from 1 to 65535 or a port's name")]
        }
    }

    /// Why a text is no name of a port of Pods (RFC 6335), in the API machinery's words.
    private static func portNameProblems(_ name: String) -> [String] {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let isPlain = name.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
        let problems = [
            (name.utf8.count > 15, "must be no more than 15 characters"),
            (!isPlain, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"),
            (!name.utf8.contains(where: letters.contains), "must contain at least one letter (a-z)"),
            (name.contains("--"), "must not contain consecutive hyphens"),
            (name.hasPrefix("-") || name.hasSuffix("-"), "must not begin or end with a hyphen"),
        ]
        return problems.filter(\.0).map(\.1)
    }

    private static let portsRequired = CrossFieldRule(name: "service-ports", message: "Required value") { spec in
        let needsNone = spec["clusterIP"] == "None" || spec["type"] == "ExternalName"
        guard (spec["ports"]?.array ?? []).isEmpty, !needsNone else { return [] }
        return [.init(FieldPath(), "a Service needs a port", missing: "ports")]
    }

    /// With several ports each has a name of its own.
    private static let portNames = CrossFieldRule(name: "port-names", message: "Required value") { spec in
        let ports = spec["ports"]?.array ?? []
        guard ports.count > 1 else { return [] }
        return ports.enumerated().filter { $1.text("name").isEmpty }.map { index, _ in
            .init(
                FieldPath([.key("ports"), .index(index), .key("name")]), "each of several ports needs a name")
        }
    }

    private static let portLabels = CrossFieldRule.portLabels { $0["ports"] ?? .null }

    private static let names = CrossFieldRule(name: "duplicate-port", message: "Duplicate value") { spec in
        let ports = spec["ports"] ?? .null
        let twice: [CrossFieldRule.Finding] = .repeated(in: ports, at: "port") { [$0["port"], $0["protocol"]] }
        let named: [CrossFieldRule.Finding] = .repeated(in: ports, at: "name") {
            $0.text("name").isEmpty ? [] : [$0["name"]]
        }
        let list = FieldPath("ports")
        return (twice + named).map {
            .init(list.appending($0.path), $0.explanation, related: $0.related.map(list.appending))
        }
    }

    private static let externalName = CrossFieldRule(name: "external-name", message: "Required value") { spec in
        guard spec["type"] == "ExternalName", spec.text("externalName").isEmpty else { return [] }
        return [.init(FieldPath(), "a Service of type ExternalName needs a name", missing: "externalName")]
    }

    private static let ofLoadBalancers = CrossFieldRule(
        name: "load-balancer-field", message: "may only be used when `type` is 'LoadBalancer'"
    ) { spec in
        guard spec["type"] != "LoadBalancer" else { return [] }
        return ["loadBalancerClass", "loadBalancerSourceRanges", "healthCheckNodePort"]
            .filter { ![nil, 0, ""].contains(spec[$0]) }
            .map { .init(FieldPath([.key($0)]), "\($0) belongs to type LoadBalancer") }
    }

    private static let ofExternalServices = CrossFieldRule(
        name: "external-traffic-policy", message: "may only be set for externally-accessible services"
    ) { spec in
        let isExternal = ["NodePort", "LoadBalancer"].contains(spec["type"]) || spec["externalIPs"] != nil
        guard !isExternal, !spec.text("externalTrafficPolicy").isEmpty else { return [] }
        return [.init("externalTrafficPolicy", "it belongs to Services that are reached from outside")]
    }

    static let addresses = CrossFieldRule(name: "service-address", message: "Invalid value") { spec in
        var findings: [CrossFieldRule.Finding] = []
        let clusterIP = spec.text("clusterIP")
        let all = spec["clusterIPs"]?.array ?? []
        if spec["type"] == "ExternalName" {
            return ["", "None"].contains(clusterIP)
                ? [] : [.init("clusterIP", "a Service of type ExternalName has no address")]
        }
        if clusterIP == "None", ["NodePort", "LoadBalancer"].contains(spec["type"]) {
            findings.append(.init("clusterIP", "a headless Service has type ClusterIP"))
        } else if !["", "None"].contains(clusterIP), IPAddress(clusterIP) == nil {
            findings.append(.init("clusterIP", "'\(clusterIP)' is no IP address"))
        }
        if let first = all.first?.string, first != clusterIP {
            findings.append(.init("clusterIPs", "its first address must be clusterIP"))
        }
        return findings
    }

    private static let externalAddresses = CrossFieldRule(
        name: "external-address", message: "Invalid value"
    ) { spec in
        (spec["externalIPs"]?.array ?? []).enumerated().compactMap { index, value in
            guard let text = value.string else { return nil }
            let path = FieldPath([.key("externalIPs"), .index(index)])
            guard let address = IPAddress(text) else { return .init(path, "'\(text)' is no IP address") }
            return address.endpointProblem.map { .init(path, $0) }
        }
    }

    private static let families = CrossFieldRule(name: "address-families", message: "Invalid value") { spec in
        let isSingle = [nil, "SingleStack"].contains(spec["ipFamilyPolicy"])
        guard (spec["ipFamilies"]?.array ?? []).count > 1, isSingle else { return [] }
        return [.init("ipFamilyPolicy", "several families need PreferDualStack or RequireDualStack")]
    }
}
