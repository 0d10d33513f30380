internal import Diagnostics
internal import Schemas
internal import Values

/// The schemas of references to other objects, which the kinds of Gateway API share.
enum References {
    /// An API group, "" being the core group.
    static func group(_ summary: String, default defaultValue: String? = nil) -> Schema {
        .string(summary, pattern: .group, length: 0...253, default: defaultValue)
    }

    static func kind(_ summary: String, default defaultValue: String? = nil) -> Schema {
        .string(summary, pattern: .kind, length: 1...63, default: defaultValue)
    }

    /// A reference to an object of any kind, all of it spelled out.
    static func object(_ summary: String, namespace: Bool = false) -> Schema {
        var reference = Schema.object(
            summary, required: ["group", "kind", "name"],
            [
                ("group", group("API group of the object.")), ("kind", kind("Kind of the object.")),
                ("name", .string("Name of the object.", length: 1...253)),
            ])
        if namespace {
            reference["namespace"] = .string("Namespace of the object.", pattern: .label, length: 1...63)
        }
        return reference
    }

    /// A reference to a Secret.
    static func secret(_ summary: String) -> Schema {
        .object(
            summary, required: ["name"],
            [
                ("group", group("API group of the object.", default: "")),
                ("kind", kind("Kind of the object.", default: "Secret")),
                ("name", .string("Name of the object.", length: 1...253)),
                (
                    "namespace",
                    .string(
                        "Namespace of the object; the Gateway's own when left out.", pattern: .label, length: 1...63)
                ),
            ])
    }

    /// A kind of routes.
    static let routeKind = Schema.object(
        "A kind of routes.", required: ["kind"],
        [
            ("group", group("API group of the kind.", default: TCPRouteSchema.group)),
            ("kind", kind("The kind, such as TCPRoute.")),
        ])

    /// A reference to the Gateway (or Service, in a mesh) that a route attaches to.
    static let parent = Schema.object(
        "A Gateway, or another parent, that the route attaches to.", required: ["name"],
        [
            (
                "group",
                .string(
                    "API group of the parent. A Service in a mesh has the core group, written as \"\".",
                    pattern: .group, length: 0...253, default: ParentReference.defaultGroup)
            ),
            (
                "kind",
                .string(
                    "Kind of the parent: a Gateway, or a Service in a mesh.", pattern: .kind, length: 1...63,
                    default: ParentReference.defaultKind)
            ),
            (
                "namespace",
                .string(
                    "Namespace of the parent; the route's own when left out. The listener's allowedRoutes decides whether it accepts routes from elsewhere.",
                    pattern: .label, length: 1...63)
            ),
            ("name", .string("Name of the Gateway, or of the other parent.", length: 1...253)),
            (
                "sectionName",
                .string(
                    "Listener of the Gateway, by name. Left out, the route attaches to every TCP listener.",
                    pattern: .subdomain, length: 1...253)
            ),
            (
                "port",
                .integer(
                    "Listener of the Gateway, by port. Prefer sectionName: a port ties the route to the Gateway's numbering.",
                    1...65535)
            ),
        ])

    /// A weighted reference to the Service that gets the connections.
    static var backend: Schema {
        var backend = Schema.object(
            "A Service, or another backend, that connections are forwarded to.", required: ["name"],
            [
                (
                    "group",
                    .string(
                        "API group of the backend; \"\" is the core group, which has Service.", pattern: .group,
                        length: 0...253, default: BackendReference.defaultGroup)
                ),
                (
                    "kind",
                    .string(
                        "Kind of the backend. Others than Service depend on the controller.", pattern: .kind,
                        length: 1...63, default: BackendReference.defaultKind)
                ),
                ("name", .string("Name of the Service, or of the other backend.", length: 1...253)),
                (
                    "namespace",
                    .string(
                        "Namespace of the backend; the route's own when left out. Another one needs a ReferenceGrant there.",
                        pattern: .label, length: 1...63)
                ),
                ("port", .integer("Port of the backend; required for a Service.", 1...65535)),
                (
                    "weight",
                    .integer(
                        "Share of the connections, relative to the sum of all weights of the rule; 0 gets none.",
                        0...1_000_000, default: BackendReference.defaultWeight)
                ),
            ])
        backend.rules = [.portForService]
        return backend
    }
}

extension CrossFieldRule {
    /// GEP-718: a Service is addressed by a port.
    static let portForService: CrossFieldRule = {
        var rule = CrossFieldRule(.portRequired, message: "Must have port for Service reference") { backend in
            guard backend["group"] == "", backend["kind"]?.string == ServiceSchema.kind, backend["port"] == nil else {
                return []
            }
            let name = backend["name"]?.string.map { " '\($0)'" } ?? ""
            return [
                Finding(
                    FieldPath(), "the Service\(name) needs a port", help: "add 'port:' with the Service's port number",
                    missing: "port")
            ]
        }
        rule.unguarded = ["group", "kind"]
        return rule
    }()

    /// Rules may have names to be told apart by; then each needs its own.
    static let uniqueRuleNames = CrossFieldRule(
        .duplicateRuleName, message: "Rule name must be unique within the route"
    ) { rules in
        var firsts: [String: Int] = [:]
        var findings: [Finding] = []
        for (index, rule) in (rules.array ?? []).enumerated() {
            guard let name = rule["name"]?.string else { continue }
            if let first = firsts[name] {
                findings.append(
                    Finding(
                        FieldPath([.index(index), .key("name")]), "the rule name '\(name)' is taken",
                        related: FieldPath([.index(first), .key("name")]), help: "give each rule a name of its own"))
            } else {
                firsts[name] = index
            }
        }
        return findings
    }
}
