package import Schemas

/// The schema of EndpointSlice (discovery.k8s.io, v1).
package enum EndpointSliceSchema {
    /// The API group; v1 is the only version that is known here.
    package static let group = "discovery.k8s.io"
    /// The `kind` of the objects.
    package static let kind = "EndpointSlice"
    /// The resource, as paths of the API name it.
    package static let plural = "endpointslices"
    /// The label that names the Service of a slice.
    package static let serviceLabel = "kubernetes.io/service-name"

    /// The whole object: apiVersion, kind, metadata, and the slice itself; there is no spec.
    package static let object: Schema = {
        var object = Schema.object(
            "Some of the addresses behind a Service.", required: ["addressType"],
            [
                ("apiVersion", .string("Version of the object's schema.")),
                ("kind", .string("Kind of the object.")),
                ("metadata", ObjectMetadata.schema),
                (
                    "addressType",
                    .string("What the addresses are; cannot be changed.", oneOf: ["IPv4", "IPv6", "FQDN"])
                ),
                ("endpoints", .list("Who takes connections.", of: endpoint, maxItems: 1000)),
                ("ports", ports),
            ])
        object.rules = [EndpointSliceRules.addresses, EndpointSliceRules.portLabels]
        return object
    }()

    private static let endpoint = Schema.object(
        "One Pod, or what stands for it.", required: ["addresses"],
        [
            (
                "addresses",
                .list(
                    "Addresses of the endpoint, which are the same to a client.", of: .string("An address."),
                    minItems: 1, maxItems: 100)
            ),
            (
                "conditions",
                .object(
                    "State of the endpoint.",
                    [
                        ("ready", Schema(.boolean, "Whether it takes connections; unset counts as ready.")),
                        ("serving", Schema(.boolean, "The same, also while it ends.")),
                        ("terminating", Schema(.boolean, "Whether it ends.")),
                    ])
            ),
            ("deprecatedTopology", .map("Labels of an older version.", of: .string("A label."))),
            (
                "hints",
                .object(
                    "Who should use the endpoint.",
                    [
                        ("forNodes", .list("Nodes.", of: hint, maxItems: 8)),
                        ("forZones", .list("Zones.", of: hint, maxItems: 8)),
                    ])
            ),
            ("hostname", .string("Host name of the endpoint.", pattern: .label, length: 1...63)),
            ("nodeName", .string("Node of the endpoint.", pattern: .subdomain, length: 1...253)),
            ("targetRef", .any("The Pod.")),
            ("zone", .string("Zone of the endpoint.")),
        ])

    private static let hint = Schema.object(
        "A node or zone.", required: ["name"], [("name", .string("Its name."))])

    private static let ports: Schema = {
        var list = Schema.list(
            "Ports of every endpoint in the slice.",
            of: .object(
                "A port.",
                [
                    ("name", .string("Name of the Service's port; empty where that has none.", default: "")),
                    ("protocol", .string("What is spoken.", oneOf: ["TCP", "UDP", "SCTP"], default: "TCP")),
                    ("port", .integer("Number of the port; every port where left out.", 0...65535)),
                    ("appProtocol", .string("What is spoken inside.", pattern: .qualifiedName)),
                ]), maxItems: 100)
        list.rules = [EndpointSliceRules.portNames]
        return list
    }()
}
