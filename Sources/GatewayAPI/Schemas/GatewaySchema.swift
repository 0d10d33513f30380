package import Schemas
package import Values

/// The schema of Gateway (v1.6, experimental channel): v1 and v1beta1 are the same.
package enum GatewaySchema {
    /// The `kind` of the objects, in the group of ``TCPRouteSchema``.
    package static let kind = "Gateway"
    /// The resource, as paths of the API name it.
    package static let plural = "gateways"
    /// The versions that clusters serve, the newest first.
    package static let versions = ["v1", "v1beta1"]

    /// The whole object: apiVersion, kind, metadata, spec, status.
    package static let object: Schema = {
        var status = writtenStatus
        let pending = Value.array(pendingConditions)
        status.change("conditions") { $0.defaultValue = pending }
        status.defaultValue = ["conditions": pending]
        return .object(
            "A point where traffic enters the cluster: addresses and ports with the routes that use them.",
            required: ["spec"],
            [
                ("apiVersion", .string("Version of the object's schema.")),
                ("kind", .string("Kind of the object.")),
                ("metadata", ObjectMetadata.schema),
                ("spec", spec),
                ("status", status),
            ])
    }()

    /// The conditions of one that no controller has seen, with a time long ago.
    package static let pendingConditions = StatusSchemas.pending(["Accepted", "Programmed"])

    /// What the owner of the Gateway writes.
    package static let spec = Schema.object(
        "What the Gateway listens on, and who may attach routes to it.", required: ["gatewayClassName", "listeners"],
        [
            ("addresses", addresses),
            ("allowedListeners", allowedListeners),
            (
                "defaultScope",
                .string(
                    "Whether routes that use default Gateways attach to this one (experimental channel, GEP-3793).",
                    oneOf: ["All", "None"])
            ),
            ("gatewayClassName", .string("Name of the GatewayClass, and so of the controller.", length: 1...253)),
            ("infrastructure", infrastructure),
            ("listeners", listeners),
            ("tls", tls),
        ])

    private static let addresses: Schema = {
        var address = Schema.object(
            "An address that is asked for.",
            [
                (
                    "type",
                    .string(
                        "Type of the address: IPAddress, Hostname, or one of the controller's own.",
                        pattern: .addressType, length: 1...253, default: "IPAddress")
                ),
                ("value", .string("The address; left out, the controller chooses one.", maxLength: 253)),
            ])
        address.rules = [.addressValue]
        var list = Schema.list(
            "Addresses that are asked for; the controller's choice where empty.", of: address, maxItems: 16)
        list.rules = [.uniqueAddresses("IPAddress"), .uniqueAddresses("Hostname")]
        return list
    }()

    private static let allowedListeners: Schema = {
        var namespaces = Schema.object(
            "Namespaces that ListenerSets may be in.",
            [
                (
                    "from",
                    .string(
                        "Which namespaces: every one, the Gateway's own, selected ones, or none.",
                        oneOf: ["All", "Selector", "Same", "None"], default: "None")
                ),
                ("selector", .labelSelector("Labels of the namespaces, for from: Selector.")),
            ])
        namespaces.defaultValue = ["from": "None"]
        return .object("Which ListenerSets may add listeners to the Gateway.", [("namespaces", namespaces)])
    }()

    private static let infrastructure: Schema = {
        var labels = Schema.map(
            "Labels for what the controller makes.", keys: .qualifiedName,
            of: .string("Value of the label.", pattern: .labelText, length: 0...63))
        labels.rules = [.atMost(8, "labels")]
        var annotations = Schema.map(
            "Annotations for what the controller makes.", keys: .qualifiedName,
            of: .string("Value of the annotation.", length: 0...4096))
        annotations.rules = [.atMost(16, "annotations")]
        return .object(
            "Settings for what the controller makes for the Gateway.",
            [
                ("annotations", annotations), ("labels", labels),
                (
                    "parametersRef",
                    References.object("Settings of the controller's own kind, in the Gateway's namespace.")
                ),
            ])
    }()

    private static let tls: Schema = {
        let validation = Schema.object(
            "How certificates of clients are checked.", required: ["caCertificateRefs"],
            [
                (
                    "caCertificateRefs",
                    .list(
                        "Certificates of the authorities that are trusted.",
                        of: References.object("An object with the certificates.", namespace: true), minItems: 1,
                        maxItems: 16)
                ),
                (
                    "mode",
                    .string(
                        "What becomes of a client without a valid certificate.",
                        oneOf: ["AllowValidOnly", "AllowInsecureFallback"], default: "AllowValidOnly")
                ),
            ])
        var perPort = Schema.list(
            "Settings for some ports instead of the default ones.",
            of: .object(
                "Settings for a port.", required: ["port", "tls"],
                [
                    ("port", .integer("The port.", 1...65535)),
                    ("tls", .object("What holds for it.", [("validation", validation)])),
                ]), maxItems: 64, type: .map(keys: ["port"]))
        perPort.rules = [.uniquePorts]
        return .object(
            "TLS towards backends and clients.",
            [
                (
                    "backend",
                    .object(
                        "TLS towards backends.",
                        [("clientCertificateRef", References.secret("Certificate that the Gateway shows."))])
                ),
                (
                    "frontend",
                    .object(
                        "TLS towards clients.", required: ["default"],
                        [
                            ("default", .object("What holds for every port.", [("validation", validation)])),
                            ("perPort", perPort),
                        ])
                ),
            ])
    }()

    private static let writtenStatus = Schema.object(
        "What the controller made of the Gateway.",
        [
            (
                "addresses",
                .list(
                    "Addresses that the Gateway has.",
                    of: .object(
                        "An address.", required: ["value"],
                        [
                            (
                                "type",
                                .string(
                                    "Type of the address.", pattern: .addressType, length: 1...253,
                                    default: "IPAddress")
                            ),
                            ("value", .string("The address.", length: 1...253)),
                        ]), maxItems: 16)
            ),
            ("attachedListenerSets", .integer("How many ListenerSets are attached.")),
            ("conditions", StatusSchemas.conditions("Conditions of the Gateway.", of: "Gateway")),
            (
                "listeners",
                .list(
                    "One entry for each listener.",
                    of: .object(
                        "What the controller made of a listener.",
                        required: ["attachedRoutes", "conditions", "name"],
                        [
                            ("attachedRoutes", .integer("How many routes are attached.")),
                            ("conditions", StatusSchemas.conditions("Conditions of the listener.", of: "Gateway")),
                            ("name", .string("Name of the listener.", pattern: .subdomain, length: 1...253)),
                            (
                                "supportedKinds",
                                .list("Kinds of routes that may attach.", of: References.routeKind, maxItems: 8)
                            ),
                        ]), maxItems: 64, type: .map(keys: ["name"]))
            ),
        ])
}

// MARK: - Listeners

extension GatewaySchema {
    private static let listeners: Schema = {
        var list = Schema.list(
            "Ports that the Gateway listens on.", of: listener, minItems: 1, maxItems: 64, type: .map(keys: ["name"]))
        list.rules = ListenerRules.all
        return list
    }()

    private static let listener = Schema.object(
        "A port with a protocol.", required: ["name", "port", "protocol"],
        [
            ("allowedRoutes", allowedRoutes),
            (
                "hostname",
                .string(
                    "Host that the listener is for; of HTTP, HTTPS and TLS.", pattern: .wildcardHost, length: 1...253)
            ),
            ("name", .string("Name of the listener, which routes refer to.", pattern: .subdomain, length: 1...253)),
            ("port", .integer("Port that connections come in at.", 1...65535)),
            (
                "protocol",
                .string(
                    "What is spoken: TCP for TCPRoutes; HTTP, HTTPS, TLS, UDP, or one of the controller's own.",
                    pattern: .listenerProtocol, length: 1...255)
            ),
            ("tls", listenerTLS),
        ])

    private static let allowedRoutes: Schema = {
        var namespaces = Schema.object(
            "Namespaces that routes may be in.",
            [
                (
                    "from",
                    .string(
                        "Which namespaces: every one, the Gateway's own, or selected ones.",
                        oneOf: ["All", "Selector", "Same"], default: "Same")
                ),
                ("selector", .labelSelector("Labels of the namespaces, for from: Selector.")),
            ])
        namespaces.defaultValue = ["from": "Same"]
        var allowed = Schema.object(
            "Which routes may attach to the listener.",
            [
                (
                    "kinds",
                    .list(
                        "Kinds of routes; those that fit the protocol where empty.", of: References.routeKind,
                        maxItems: 8)
                ),
                ("namespaces", namespaces),
            ])
        allowed.defaultValue = ["namespaces": ["from": "Same"]]
        return allowed
    }()

    private static let listenerTLS: Schema = {
        var options = Schema.map("Settings of the controller's own.", of: .string("A setting.", length: 0...4096))
        options.rules = [.atMost(16, "options")]
        var tls = Schema.object(
            "TLS of the listener; of HTTPS and TLS.",
            [
                (
                    "certificateRefs",
                    .list(
                        "Certificates that the Gateway shows.",
                        of: References.secret("A Secret with a certificate and its key."), maxItems: 64)
                ),
                (
                    "mode",
                    .string(
                        "Whether TLS ends at the Gateway or at the backend.", oneOf: ["Terminate", "Passthrough"],
                        default: "Terminate")
                ),
                ("options", options),
            ])
        tls.rules = [.certificateForTermination, .certificateFieldMissing]
        return tls
    }()
}
