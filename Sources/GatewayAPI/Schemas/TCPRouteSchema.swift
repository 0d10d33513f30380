package import Schemas
internal import Values

/// The schemas of TCPRoute through the releases of Gateway API: the newest in full, each other as what differs.
package enum TCPRouteSchema {
    /// The group of all kinds of Gateway API.
    package static let group = "gateway.networking.k8s.io"
    /// The `kind` of the objects; together with the group it tells them from all others, whatever the version.
    package static let kind = "TCPRoute"
    /// The resource, as paths of the API name it.
    package static let plural = "tcproutes"

    /// What the API server says of v1alpha2 since v1.6.
    package static let v1alpha2Deprecation =
        "The v1alpha2 version of TCPRoute has been deprecated and will be removed in a future release of the API. Please upgrade to v1."

    /// The whole object: apiVersion, kind, metadata, spec, status.
    package static func object(_ target: GatewayAPITarget) -> Schema {
        .object(
            "Forwards the TCP connections of a Gateway listener to backends.", required: ["spec"],
            [
                ("apiVersion", .string("Version of the object's schema.")),
                ("kind", .string("Kind of the object.")),
                ("metadata", ObjectMetadata.schema),
                ("spec", spec(target)),
                ("status", status(target)),
            ])
    }

    /// What the user writes: parents, default gateways and rules.
    package static func spec(_ target: GatewayAPITarget) -> Schema {
        var schema = newest
        if target.version == .v1 {
            // v1 has no matches to tell rules apart by, so it allows one.
            schema.change("rules") {
                $0.maxItems = 1
                $0.rules = []
            }
        }
        if target.channel == .standard {
            schema["useDefaultGateways"] = nil
            schema.change("parentRefs") { $0.rules = ParentReferenceRules.rules(.sectionName) }
            schema.change("rules") { $0.rules = [] }
        }
        if target.release < .v1_4 {
            // GEP-3793 brought default gateways; the same release made backendRefs required.
            schema["useDefaultGateways"] = nil
            schema.change("rules") { list in
                list.items?.required = []
            }
        }
        if target.release < .v1_2 {
            // GEP-995 named the rules.
            schema.change("rules") { list in
                list.rules = []
                list.items?["name"] = nil
            }
        }
        if target.release < .v1_0 {
            schema.change("parentRefs") { $0.rules = ParentReferenceRules.rules(.anyField) }
        }
        return schema
    }

    /// TCPRoute v1alpha2 of v1.6, experimental channel.
    private static let newest: Schema = {
        var parents = Schema.list(
            "Gateways that the route attaches to. Several references to one Gateway must name different listeners.",
            of: References.parent, maxItems: 32)
        parents.rules = ParentReferenceRules.rules(.sameFields)
        var rules = Schema.list(
            "Where connections go. A TCP route matches nothing: each connection of the listener takes the rule.",
            of: .object(
                "A group of weighted backends.", required: ["backendRefs"],
                [
                    ("name", .string("Name of the rule, to refer to it by.", pattern: .subdomain, length: 1...253)),
                    (
                        "backendRefs",
                        .list(
                            "Backends that share the connections by weight. One that is missing or has no endpoints rejects its share.",
                            of: References.backend, minItems: 1, maxItems: 16)
                    ),
                ]),
            minItems: 1, maxItems: 16)
        rules.rules = [.uniqueRuleNames]
        return .object(
            "What the route forwards.", required: ["rules"],
            [
                ("parentRefs", parents),
                (
                    "useDefaultGateways",
                    .string(
                        "Attaches the route to the cluster's default Gateways as well (experimental channel, GEP-3793).",
                        oneOf: ["All", "None"])
                ),
                ("rules", rules),
            ])
    }()

    private static func status(_ target: GatewayAPITarget) -> Schema {
        let parent = Schema.object(
            "What one controller says about one parent reference.",
            required: target.release < .v1_4
                ? ["controllerName", "parentRef"] : ["conditions", "controllerName", "parentRef"],
            [
                ("conditions", StatusSchemas.conditions("Conditions of the attachment.", of: "route", minItems: 1)),
                (
                    "controllerName",
                    .string("Controller that wrote the entry.", pattern: .controllerName, length: 1...253)
                ),
                ("parentRef", References.parent),
            ])
        return .object(
            "What Gateway controllers made of the route.", required: ["parents"],
            [("parents", .list("One entry per parent and controller.", of: parent, maxItems: 32))])
    }
}
