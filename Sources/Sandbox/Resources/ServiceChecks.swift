internal import GatewayAPI
internal import Schemas
internal import Values

/// What the API server checks of a Service beyond its schema: what it knows of its cluster, and what may not change.
enum ServiceChecks {
    @Sendable static func causes(_ service: Value, _ old: Value?) -> [APIFailure.Cause] {
        let spec = service["spec"] ?? [:]
        let type = ServiceType(service)
        var causes = addressCauses(spec, type, old?["spec"])
        causes += familyCauses(spec, old?["spec"])
        causes += healthCheckCauses(spec, type)
        for (index, port) in (spec["ports"]?.array ?? []).enumerated() where port["targetPort"] == 0 {
            causes.append(.invalid("spec.ports[\(index)].targetPort", 0, "must be between 1 and 65535, inclusive"))
        }
        let distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"]
        if let value = spec["trafficDistribution"], !distributions.contains(value.string ?? "") {
            causes.append(.notSupported("spec.trafficDistribution", JSONWriter.text(value), distributions))
        }
        if let old = old?["spec"] { causes += changeCauses(spec, type, old, ServiceType(["spec": old])) }
        return causes + statusCauses(service["status"] ?? [:], type)
    }

    private static let addresses = "spec.clusterIPs"

    private static func addressCauses(_ spec: Value, _ type: ServiceType, _ old: Value?) -> [APIFailure.Cause] {
        let first = spec.text("clusterIP")
        let all = spec["clusterIPs"]?.array ?? (first.isEmpty ? [] : [.string(first)])
        var causes: [APIFailure.Cause] = []
        if !type.hasClusterIP {
            return first.isEmpty && all.isEmpty
                ? [] : [.forbidden(addresses, "may not be set for ExternalName services")]
        }
        if first.isEmpty, !all.isEmpty {
            causes.append(.invalid(addresses, .array(all), "must be empty when `clusterIP` is not specified"))
        } else if let other = all.first, other != .string(first) {
            return [.invalid(addresses, .array(all), "first value must match `clusterIP`")]
        }
        if all.count > 1 {
            causes.append(.invalid(addresses, .array(all), "may specify no more than one IP for each IP family"))
        }
        if first == "None" {
            if type.hasNodePorts {
                causes.append(
                    .invalid("\(addresses)[0]", "None", "may not be set to 'None' for \(type.name) services"))
            }
            return causes
        }
        guard old == nil, !first.isEmpty, causes.isEmpty else { return causes }
        guard let address = IPAddress(first) else {
            return [
                .invalid(
                    "\(addresses)[0]", .string(first), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
            ]
        }
        return address.family == .ipv4
            ? [] : [.invalid("\(addresses)[0]", .array(all), "IPv6 is not configured on this cluster")]
    }

    private static func familyCauses(_ spec: Value, _ old: Value?) -> [APIFailure.Cause] {
        let families = spec["ipFamilies"]?.array ?? []
        let isHeadless = spec["clusterIP"] == "None"
        if let old, let before = old["ipFamilies"]?.array?.first, let first = families.first, first != before {
            return [
                .invalid(
                    "\(addresses)[0]", spec["clusterIP"] ?? "",
                    "expected an \(first.string ?? "") value as indicated by `ipFamilies[0]`")
            ]
        }
        guard old == nil, !isHeadless else { return [] }
        if families.count == 1, families.first == "IPv6" {
            return [.invalid("spec.ipFamilies[0]", "IPv6", "not configured on this cluster")]
        }
        if spec["ipFamilyPolicy"] == "RequireDualStack" {
            return [
                .invalid(
                    "spec.ipFamilyPolicy", "RequireDualStack", "this cluster is not configured for dual-stack services")
            ]
        }
        return []
    }

    private static func healthCheckCauses(_ spec: Value, _ type: ServiceType) -> [APIFailure.Cause] {
        let port = spec["healthCheckNodePort"] ?? 0
        // That it belongs to load balancers at all the schema says.
        guard port != 0, type.isLoadBalancer, spec["externalTrafficPolicy"] != "Local" else { return [] }
        return [
            .invalid(
                "spec.healthCheckNodePort", port,
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
        ]
    }

    private static func changeCauses(
        _ spec: Value, _ type: ServiceType, _ old: Value, _ before: ServiceType
    ) -> [APIFailure.Cause] {
        var causes: [APIFailure.Cause] = []
        let once = "may not change once set"
        if type.hasClusterIP, before.hasClusterIP, let address = old["clusterIP"], spec["clusterIP"] != address {
            causes.append(.invalid("\(addresses)[0]", spec["clusterIPs"] ?? .null, once))
        }
        if type.isLoadBalancer, before.isLoadBalancer, spec["loadBalancerClass"] != old["loadBalancerClass"] {
            causes.append(.invalid("spec.loadBalancerClass", spec["loadBalancerClass"] ?? .null, once))
        }
        return causes
    }

    private static func statusCauses(_ status: Value, _ type: ServiceType) -> [APIFailure.Cause] {
        let field = "status.loadBalancer.ingress"
        let ingress = status["loadBalancer"]?["ingress"]?.array ?? []
        guard !ingress.isEmpty else { return [] }
        guard type.isLoadBalancer else {
            return [.forbidden(field, "may only be used when `spec.type` is 'LoadBalancer'")]
        }
        return ingress.enumerated().flatMap { index, entry -> [APIFailure.Cause] in
            var causes: [APIFailure.Cause] = []
            if let ip = entry["ip"], IPAddress(ip.string ?? "") == nil {
                causes.append(
                    .invalid(
                        "\(field)[\(index)].ip", ip, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"))
            }
            if let host = entry["hostname"]?.string, !Pattern.subdomain.matches(host) {
                causes += MetadataValidation.problems(.subdomain, host).map {
                    .invalid("\(field)[\(index)].hostname", .string(host), $0)
                }
            }
            return causes
        }
    }

    /// A port that is meant is a number or a name.
    @Sendable static func decodingProblem(_ service: Value) -> String? {
        for port in service["spec"]?["ports"]?.array ?? [] {
            switch port["targetPort"] {
            case nil, .null?, .int?, .string?: continue
            default:
                return
                    "json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32"
            }
        }
        return nil
    }

    @Sendable static func warnings(_ service: Value) -> [String] {
        let spec = service["spec"] ?? [:]
        var warnings: [String] = []
        if !(spec["externalIPs"]?.array ?? []).isEmpty {
            warnings.append("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
        }
        if !spec.text("externalName").isEmpty, spec.text("type") != "ExternalName" {
            warnings.append("spec.externalName is ignored when spec.type is not \"ExternalName\"")
        }
        if spec.text("trafficDistribution") == "PreferClose" {
            warnings.append("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"")
        }
        return warnings
    }
}
