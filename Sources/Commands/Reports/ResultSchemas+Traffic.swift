internal import Schemas

extension ResultSchemas {
    /// What a plan does to connections.
    static let traffic = Schema.list(
        "What it does to connections: the listeners where something changes; empty where nothing is known.",
        of: .object(
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
            ]))
}
