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
