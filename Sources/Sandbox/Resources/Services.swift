internal import GatewayAPI
internal import Schemas
internal import Values

extension Resource {
    /// The schema without what ``ServiceChecks`` says: the rule about addresses, of which a server knows more, those of
    /// its cluster, and the values of a field that it lists in an order of its own.
    private static let schema: Schema = {
        var schema = ServiceSchema.object
        schema.change("spec") { $0.rules.removeAll { $0.code == ServiceSchema.addressRule } }
        schema.change("spec", "trafficDistribution") { $0.enumeration = [] }
        return schema
    }()

    static let service: Resource = {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.storageVersionHash = "0/CO1lhkEBI="
        behaviour.hasGeneration = false
        behaviour.nameRule = .label
        behaviour.updatesCreate = true
        behaviour.deletionShowsObject = true
        behaviour.selectableFields = ["spec.clusterIP", "spec.type"]
        behaviour.blank = ["spec": [:], "status": ["loadBalancer": [:]]]
        behaviour.complement = ServiceDefaults.complement
        behaviour.complete = { $0.set("status", ["loadBalancer": [:]]) }
        behaviour.carryOver = ServiceDefaults.carryOver
        behaviour.settle = ServiceAllocation.allocate
        behaviour.check = ServiceChecks.causes
        behaviour.complaintField = { cause in
            cause.field == "spec.loadBalancerSourceRanges" ? "spec.LoadBalancerSourceRanges" : cause.field
        }
        behaviour.decodingProblem = ServiceChecks.decodingProblem
        behaviour.warnings = ServiceChecks.warnings
        behaviour.columns = ServiceColumns.all
        behaviour.protobuf = .service
        var resource = Resource(
            group: "", version: "v1", kind: ServiceSchema.kind, plural: ServiceSchema.plural, singular: "service",
            isNamespaced: true, schema: schema, behaviour: behaviour)
        resource.shortNames = ["svc"]
        resource.categories = ["all"]
        return resource
    }()
}

extension ProtobufLayout {
    fileprivate static let service = object([
        (
            "spec", 2,
            .message(
                ProtobufLayout([
                    ("ports", 1, .messages(port)), ("selector", 2, .map), ("clusterIP", 3, .text), ("type", 4, .text),
                    ("externalIPs", 5, .texts), ("sessionAffinity", 7, .text), ("loadBalancerIP", 8, .text),
                    ("loadBalancerSourceRanges", 9, .texts), ("externalName", 10, .text),
                    ("externalTrafficPolicy", 11, .text), ("healthCheckNodePort", 12, .number),
                    ("publishNotReadyAddresses", 13, .flag), ("sessionAffinityConfig", 14, .message(affinity)),
                    ("ipFamilyPolicy", 17, .text), ("clusterIPs", 18, .texts), ("ipFamilies", 19, .texts),
                    ("allocateLoadBalancerNodePorts", 20, .optionalFlag), ("loadBalancerClass", 21, .text),
                    ("internalTrafficPolicy", 22, .text), ("trafficDistribution", 23, .text),
                ]))
        ), ("status", 3, .message(serviceStatus)),
    ])

    private static let serviceStatus = ProtobufLayout([
        ("loadBalancer", 1, .message(ProtobufLayout([("ingress", 1, .messages(ingress))]))),
        ("conditions", 2, .messages(condition)),
    ])

    private static let ingress = ProtobufLayout([
        ("ip", 1, .text), ("hostname", 2, .text), ("ipMode", 3, .optionalText),
        (
            "ports", 4,
            .messages(ProtobufLayout([("port", 1, .number), ("protocol", 2, .text), ("error", 3, .optionalText)]))
        ),
    ])

    private static let port = ProtobufLayout([
        ("name", 1, .text), ("protocol", 2, .text), ("port", 3, .number), ("targetPort", 4, .numberOrText),
        ("nodePort", 5, .number), ("appProtocol", 6, .optionalText),
    ])

    private static let affinity = ProtobufLayout([
        ("clientIP", 1, .message(ProtobufLayout([("timeoutSeconds", 1, .number)])))
    ])
}

/// What the types of Services have in common, as far as the sandbox asks.
struct ServiceType {
    let name: String

    init(_ service: Value) { name = service["spec"]?.text("type") ?? "" }

    var hasClusterIP: Bool { name != "ExternalName" }
    var isLoadBalancer: Bool { name == "LoadBalancer" }
    var hasNodePorts: Bool { ["NodePort", "LoadBalancer"].contains(name) }
}

extension Value {
    /// A member's text; empty where it is none.
    func text(_ key: String) -> String { self[key]?.string ?? "" }
}

enum ServiceColumns {
    static let all: [Column] = [
        Column(
            "Type",
            "type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer. \"ClusterIP\" allocates a cluster-internal IP address for load-balancing to endpoints. Endpoints are determined by the selector or if that is not specified, by manual construction of an Endpoints object or EndpointSlice objects. If clusterIP is \"None\", no virtual IP is allocated and the endpoints are published as a set of endpoints rather than a virtual IP. \"NodePort\" builds on ClusterIP and allocates a port on every node which routes to the same endpoints as the clusterIP. \"LoadBalancer\" builds on NodePort and creates an external load-balancer (if supported in the current cloud) which routes to the same endpoints as the clusterIP. \"ExternalName\" aliases this service to the specified externalName. Several other fields do not apply to ExternalName services. More info: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types"
        ) { service, _ in service["spec"]?["type"] ?? "" },
        Column(
            "Cluster-IP",
            "clusterIP is the IP address of the service and is usually assigned randomly. If an address is specified manually, is in-range (as per system configuration), and is not in use, it will be allocated to the service; otherwise creation of the service will fail. This field may not be changed through updates unless the type field is also being changed to ExternalName (which requires this field to be blank) or the type field is being changed from ExternalName (in which case this field may optionally be specified, as describe above).  Valid values are \"None\", empty string (\"\"), or a valid IP address. Setting this to \"None\" makes a \"headless service\" (no virtual IP), which is useful when direct endpoint connections are preferred and proxying is not required.  Only applies to types ClusterIP, NodePort, and LoadBalancer. If this field is specified when creating a Service of type ExternalName, creation will fail. This field will be wiped when updating a Service to type ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies"
        ) { service, _ in shown(service["spec"]?.text("clusterIP") ?? "") },
        Column(
            "External-IP",
            "externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.  These IPs are not managed by Kubernetes.  The user is responsible for ensuring that traffic arrives at a node with this IP.  A common example is external load-balancers that are not part of the Kubernetes system."
        ) { service, _ in .string(externalAddress(service)) },
        Column(
            "Port(s)",
            "The list of ports that are exposed by this service. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies"
        ) { service, _ in shown(ports(service).joined(separator: ",")) },
        .typedAge,
        Column(
            "Selector",
            "Route service traffic to pods with label keys and values matching this selector. If empty or not present, the service is assumed to have an external process managing its endpoints, which Kubernetes will not modify. Only applies to types ClusterIP, NodePort, and LoadBalancer. Ignored if type is ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/",
            priority: 1
        ) { service, _ in
            let selector = (service["spec"]?["selector"]?.object ?? [:]).map { "\($0)=\($1.string ?? "")" }
            return shown(selector.sorted().joined(separator: ","))
        },
    ]

    private static func shown(_ text: String) -> Value { .string(text.isEmpty ? "<none>" : text) }

    private static func externalAddress(_ service: Value) -> String {
        let spec = service["spec"] ?? [:]
        if spec.text("type") == "ExternalName" { return spec.text("externalName") }
        let external = (spec["externalIPs"]?.array ?? []).compactMap(\.string)
        let isBalanced = spec.text("type") == "LoadBalancer"
        let ingress = isBalanced ? service["status"]?["loadBalancer"]?["ingress"]?.array ?? [] : []
        let given = ingress.map { $0.text("ip").isEmpty ? $0.text("hostname") : $0.text("ip") }
        let all = given + external
        return all.isEmpty ? (isBalanced ? "<pending>" : "<none>") : all.joined(separator: ",")
    }

    private static func ports(_ service: Value) -> [String] {
        (service["spec"]?["ports"]?.array ?? []).map { port in
            let node = port["nodePort"]?.int ?? 0
            return "\(port["port"]?.int ?? 0)\(node > 0 ? ":\(node)" : "")/\(port.text("protocol"))"
        }
    }
}
