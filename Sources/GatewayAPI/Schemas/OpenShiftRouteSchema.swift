package import Schemas
internal import Values

/// The schema of OpenShift's Route (route.openshift.io, v1).
package enum OpenShiftRouteSchema {
    /// The whole object, as the definition of the custom resource has it.
    package static let object = Schema.object(
        "Makes a Service known to the outside under a host name.", required: ["spec"],
        [
            ("apiVersion", .string("Version of the object's schema.")), ("kind", .string("Kind of the object.")),
            ("metadata", ObjectMetadata.schema), ("spec", spec), ("status", status),
        ])

    private static let spec: Schema = {
        var backends = Schema.list(
            "More Services that share the connections by weight.", of: target, maxItems: 3)
        backends.listType = .map(keys: ["name", "kind"])
        var spec = Schema.object(
            "What is made known.", required: ["to"],
            [
                ("alternateBackends", backends),
                ("host", hostName("Host name of the route; the cluster makes one up where it is left out.")),
                ("httpHeaders", headers),
                (
                    "path",
                    .string(
                        "Path that requests must begin with.",
                        pattern: Pattern("a path, beginning with '/'", expression: "^/") { $0.hasPrefix("/") })
                ),
                (
                    "port",
                    .object(
                        "Port of the Service.", required: ["targetPort"],
                        [("targetPort", .any("Number or name of the port."))])
                ),
                ("subdomain", hostName("Name below the domain of the router.")),
                ("tls", tls),
                ("to", target),
                (
                    "wildcardPolicy",
                    .string(
                        "Whether hosts below the host count, too.", oneOf: ["None", "Subdomain", ""], default: "None")
                ),
            ])
        spec.rules = [OpenShiftRouteRules.headersNeedTermination]
        return spec
    }()

    private static let target = Schema.object(
        "A Service.", required: ["kind", "name"],
        [
            ("kind", .string("Kind of the object.", oneOf: ["Service", ""], default: "Service")),
            ("name", .string("Name of the Service.", length: 1...Int.max)),
            ("weight", .integer("Share of the connections.", 0...256, default: 100)),
        ])

    private static func hostName(_ summary: String) -> Schema {
        .string(summary, pattern: OpenShiftRouteRules.hostName, maxLength: 253)
    }

    private static let tls: Schema = {
        var certificate = Schema.object("Secret with the certificate.", [("name", .string("Name of the Secret."))])
        certificate.isAtomic = true
        var tls = Schema.object(
            "How connections are secured.", required: ["termination"],
            [
                ("caCertificate", .string("Certificates of the authority, in PEM.")),
                ("certificate", .string("Certificate of the host, in PEM.")),
                ("destinationCACertificate", .string("Certificates that the Service's is checked against, in PEM.")),
                ("externalCertificate", certificate),
                (
                    "insecureEdgeTerminationPolicy",
                    .string("What plain connections get.", oneOf: ["Allow", "None", "Redirect", ""])
                ),
                ("key", .string("Private key of the certificate, in PEM.")),
                ("termination", .string("Where TLS ends.", oneOf: ["edge", "reencrypt", "passthrough"])),
            ])
        tls.rules = [OpenShiftRouteRules.oneCertificate, OpenShiftRouteRules.passthroughIsSecure]
        return tls
    }()

    private static let headers = Schema.object(
        "What happens to headers of HTTP.",
        [
            (
                "actions",
                .object(
                    "Changes of headers.",
                    [
                        ("request", headerActions("request", "Headers of requests.")),
                        ("response", headerActions("response", "Headers of responses.")),
                    ])
            )
        ])

    private static func headerActions(_ side: String, _ summary: String) -> Schema {
        var action = Schema.object(
            "What happens to it.", required: ["type"],
            [
                (
                    "set",
                    .object(
                        "Its new value.", required: ["value"],
                        [("value", .string("The value.", length: 1...16384))])
                ),
                ("type", .string("Whether it is set or removed.", oneOf: ["Set", "Delete"])),
            ])
        action.rules = [OpenShiftRouteRules.setHasValue]
        var name = Schema.string("Name of the header.", pattern: OpenShiftRouteRules.headerName, length: 1...255)
        name.rules = OpenShiftRouteRules.untouchableHeaders
        var list = Schema.list(
            summary, of: .object("A change.", required: ["action", "name"], [("action", action), ("name", name)]),
            maxItems: 20)
        list.listType = .map(keys: ["name"])
        list.rules = [OpenShiftRouteRules.headerValues(side)]
        return list
    }

    private static let status = Schema.object(
        "What routers made of the route.",
        [
            (
                "ingress",
                .list(
                    "One entry for each router.",
                    of: .object(
                        "What one router says.",
                        [
                            ("conditions", conditions), ("host", .string("Host name in use.")),
                            ("routerCanonicalHostname", .string("Name of the router itself.")),
                            ("routerName", .string("Name of the router.")),
                            ("wildcardPolicy", .string("Policy in use.")),
                        ]))
            )
        ])

    private static let conditions = Schema.list(
        "Conditions of the route.",
        of: .object(
            "One aspect of how a router sees the route.", required: ["status", "type"],
            [
                ("lastTransitionTime", .string("When the status last changed.", format: .dateTime)),
                ("message", .string("Details for a person.")), ("reason", .string("Cause of the status.")),
                ("status", .string("Whether it is so.")), ("type", .string("Aspect.")),
            ]), type: .map(keys: ["type"]))
}
