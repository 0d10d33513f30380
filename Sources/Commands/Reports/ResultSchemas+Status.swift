internal import Routing
internal import Schemas

extension ResultSchemas {
    static let status = Schema.object(
        "", required: ["formatVersion", "cluster", "routes", "missing", "notes"],
        [("formatVersion", formatVersion)] + cluster + [
            ("routes", .list("How each route stands.", of: routeStatus)),
            (
                "missing",
                .list(
                    "Routes that are asked about and are not in the cluster.",
                    of: .object(
                        "", required: ["namespace", "name"], [("namespace", .string("")), ("name", .string(""))]))
            ),
            ("notes", .list("What could not be looked at, in sentences.", of: .string(""))),
        ])

    /// How a route stands, as it also stands in the result of an apply that waits.
    static let routeStatus = Schema.object(
        "How a route stands.", required: ["resource", "generation", "verdict", "parents", "listeners", "backends"],
        [
            ("resource", resource), ("generation", .any("Version of its spec; null where the server names none.")),
            ("verdict", .string("How it stands: as with the parent with which it stands worst.", oneOf: verdicts)),
            ("deletion", deletion),
            ("parents", .list("How it stands with each parent, in the order of parentRefs.", of: parentStatus)),
            (
                "listeners",
                .list(
                    "Listeners that it attaches to, as far as is known.",
                    of: .object(
                        "", required: ["gateway", "listener", "port", "serves", "servedBy"],
                        [
                            ("gateway", .string("Gateway, with its namespace.")),
                            ("listener", .string("Name of the listener.")), ("port", .integer("Its port.")),
                            ("serves", Schema(.boolean, "Whether this route gets its connections.")),
                            ("servedBy", .any("Route that gets them, namespace/name; null where none does.")),
                        ]))
            ),
            (
                "backends",
                .list(
                    "Where its connections go.",
                    of: .object(
                        "", required: ["backend", "share", "ready", "verdict"],
                        [
                            ("backend", .string("Service with its port: namespace/name:port.")),
                            ("share", .string("Share of connections, such as '70 %'.")),
                            ("weight", .integer("Weight in the route.", minimum: 0)),
                            ("ready", .any("How many endpoints are ready; null where that is not known.")),
                            ("verdict", .any("'ready', or 'rejected' as its connections are; null where not known.")),
                            ("message", .string("Why that is so.")),
                        ]))
            ),
        ])

    private static let parentStatus = Schema.object(
        "",
        required: [
            "parent", "controller", "verdict", "reason", "message", "conditions", "observedGeneration",
        ],
        [
            ("parent", .any("Parent, with group, kind, namespace, name, sectionName and port; null for none.")),
            ("controller", .any("Who says so; null where nobody has said anything.")),
            ("verdict", .string("How the route stands with it.", oneOf: verdicts)),
            ("reason", .string("Cause in one word, as conditions spell them.")),
            ("message", .string("Cause in a sentence.")), ("help", .string("What to do.")),
            (
                "conditions",
                .list(
                    "What its controller says of the route.",
                    of: .object(
                        "", required: ["type", "status", "reason", "message"],
                        [
                            ("type", .string("")), ("status", .string("")), ("reason", .string("")),
                            ("message", .string("")), ("observedGeneration", .integer("")),
                        ]))
            ),
            ("observedGeneration", .any("Version that its controller has seen; null where it does not say.")),
        ])

    private static let verdicts = Verdict.allCases.map(\.rawValue)
}
