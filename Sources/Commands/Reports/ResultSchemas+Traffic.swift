internal import Schemas

extension ResultSchemas {
    /// What a plan does to connections.
    static let traffic = Schema.list(
        "What it does to connections: the listeners where something changes; empty where nothing is known.",
        of: listener)

    /// The listeners where nothing changes.
    static let otherListeners = Schema.list(
        "Listeners that its routes want and of which connections stay where they are, as in 'traffic'.", of: listener)

    private static let listener = Schema.object(
        "", required: ["gateway", "listener", "port", "before", "after", "notes"],
        [
            ("gateway", .string("Gateway, with its namespace.")), ("listener", .string("Name of the listener.")),
            ("port", .integer("Its port.")),
            (
                "before",
                .any(
                    "Where connections go: the route that serves and its backends, as in 'after'; null where none does."
                )
            ),
            (
                "after",
                .any(
                    "Where they will go: {route, certain, backends: [{backend, share, weight, verdict, ready?, message?}]}; null for nowhere."
                )
            ),
            ("notes", .list("What there is to say, one sentence each.", of: .string(""))),
            (
                "others",
                .object(
                    "Other routes that want the listener and get no connections.", required: ["before", "after"],
                    [
                        ("before", .list("Before, namespace/name.", of: .string(""))),
                        ("after", .list("After, namespace/name.", of: .string(""))),
                    ])
            ),
        ])
}
