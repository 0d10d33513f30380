package import Diagnostics
package import Schemas

/// The schema of Service (core, v1), as far as a server checks it without knowing its cluster.
///
/// What depends on the cluster (free addresses and node ports, dual-stack) and defaults that follow from other fields
/// are the server's own.
package enum ServiceSchema {
    /// The `kind` of the objects, in the core group, whose name is empty.
    package static let kind = "Service"
    /// The resource, as paths of the API name it.
    package static let plural = "services"
    /// The rule about the Service's own addresses, of which a server that gives them out knows more.
    package static var addressRule: DiagnosticCode { ServiceRules.addresses.code }

    /// The whole object: apiVersion, kind, metadata, spec, status.
    package static let object: Schema = {
        var metadata = ObjectMetadata.schema
        metadata["name"] = .string("Name of the Service.", pattern: .label, length: 1...63)
        return .object(
            "A name and ports for a group of Pods.",
            [
                ("apiVersion", .string("Version of the object's schema.")),
                ("kind", .string("Kind of the object.")),
                ("metadata", metadata),
                ("spec", spec),
                ("status", status),
            ])
    }()

    /// What the cluster makes of the Service.
    private static let status = Schema.object(
        "What the cluster made of the Service.",
        [
            (
                "loadBalancer",
                .object(
                    "State of the load balancer.",
                    [
                        (
                            "ingress",
                            .list(
                                "Addresses that connections come in at.",
                                of: .object(
                                    "An address.",
                                    [
                                        ("ip", .string("IP address.")), ("ipMode", .string("VIP or Proxy.")),
                                        ("hostname", .string("Host name.")),
                                        ("ports", .list("State of ports.", of: .any("A port."))),
                                    ]))
                        )
                    ])
            ),
            ("conditions", StatusSchemas.conditions("Conditions of the Service.", of: "Service")),
        ])

    /// What the owner of the Service writes.
    package static let spec: Schema = {
        var spec = Schema.object(
            "Ports, the Pods behind them, and how they are reached.",
            [
                ("allocateLoadBalancerNodePorts", Schema(.boolean, "Whether a load balancer gets node ports too.")),
                ("clusterIP", .string("Address in the cluster; None for a headless Service.")),
                ("clusterIPs", .list("Addresses in the cluster, one for each family.", of: .string("An address."))),
                ("externalIPs", .list("Addresses of nodes that take connections.", of: .string("An address."))),
                ("externalName", .string("Name that the Service stands for, of type ExternalName.")),
                (
                    "externalTrafficPolicy",
                    .string("Nodes that take outside connections.", oneOf: ["Cluster", "Local", ""])
                ),
                ("healthCheckNodePort", .integer("Port for a load balancer's health checks.")),
                (
                    "internalTrafficPolicy",
                    .string("Nodes that take inside connections.", oneOf: ["Cluster", "Local", ""])
                ),
                ("ipFamilies", .list("Families of the addresses.", of: .string("A family.", oneOf: ["IPv4", "IPv6"]))),
                (
                    "ipFamilyPolicy",
                    .string(
                        "How many families there are.", oneOf: ["SingleStack", "PreferDualStack", "RequireDualStack"])
                ),
                ("loadBalancerClass", .string("Which load balancer makes it.")),
                ("loadBalancerIP", .string("Address that is asked of the load balancer.")),
                ("loadBalancerSourceRanges", .list("Clients of the load balancer.", of: .string("A network."))),
                ("ports", ports),
                ("publishNotReadyAddresses", Schema(.boolean, "Whether Pods count that are not ready.")),
                (
                    "selector",
                    .map(
                        "Labels of the Pods.", keys: .qualifiedName,
                        of: .string("Value of the label.", pattern: .labelValue))
                ),
                ("sessionAffinity", .string("Whether a client keeps its Pod.", oneOf: ["None", "ClientIP", ""])),
                ("sessionAffinityConfig", sessionAffinity),
                (
                    "trafficDistribution",
                    .string(
                        "Which endpoints are preferred.", oneOf: ["PreferClose", "PreferSameZone", "PreferSameNode"])
                ),
                (
                    "type",
                    .string(
                        "How the Service is reached.",
                        oneOf: ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName", ""], default: "ClusterIP")
                ),
            ])
        spec.change("selector") { $0.isAtomic = true }
        spec.rules = ServiceRules.all
        return spec
    }()

    private static let ports: Schema = {
        var port = Schema.object(
            "A port of the Service.",
            [
                ("name", .string("Name of the port; needed where there are several.")),
                (
                    "protocol",
                    .string("What is spoken.", oneOf: ["TCP", "UDP", "SCTP", ""], default: "TCP")
                ),
                ("appProtocol", .string("What is spoken inside.", pattern: .qualifiedName)),
                ("port", .integer("Number of the port.", 1...65535, default: 0)),
                ("targetPort", .any("Number or name of the Pods' port; the same number where left out.")),
                ("nodePort", .integer("Port of each node, of type NodePort and LoadBalancer.", 0...65535)),
            ])
        port.rules = [ServiceRules.targetPort]
        return .list(
            "Ports that the Service has.", of: port, type: .map(keys: ["port", "protocol"]))
    }()

    private static let sessionAffinity = Schema.object(
        "How long a client keeps its Pod.",
        [
            (
                "clientIP",
                .object("By the client's address.", [("timeoutSeconds", .integer("For how long.", 1...86400))])
            )
        ])
}
