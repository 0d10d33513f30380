internal import Schemas

extension ResultSchemas {
    /// What `apply -o json` and `destroy -o json` print.
    static let apply = Schema.object(
        "", required: ["formatVersion", "cluster", "summary", "resources", "warnings"],
        [("formatVersion", formatVersion)] + cluster + [
            ("summary", counts(["created", "updated", "deleted", "unchanged", "failed"])),
            ("resources", .list("One entry per route.", of: appliedRoute)),
            ("warnings", warnings),
            (
                "error",
                failure("Why the run ended before everything was sent, answered and waited for, as by a signal.")
            ),
            ("removed", .list("Routes of the state that the manifests no longer name; left alone.", of: resource)),
            (
                "unsettledJournal",
                .string("The journal with writes of which it is not known what became; the next run looks them up.")
            ),
        ])

    private static let appliedRoute = Schema.object(
        "", required: ["action", "resource"],
        [
            (
                "action",
                .string(
                    "What happened.",
                    oneOf: [
                        "created", "updated", "deleted", "unchanged", "failed", "gone", "terminating", "left-alone",
                    ])
            ),
            ("resource", resource), ("outputs", routeOutputs),
            ("message", .string("What there is to say beyond the action.")), ("deletion", deletion),
            ("status", routeStatus),
            (
                "error",
                .object(
                    "Why it failed.", required: ["code", "message"],
                    [
                        ("code", .string("Stable name.")), ("message", .string("One sentence.")),
                        ("help", .string("What to do next.")), ("causes", .list("What the server says.", of: .any(""))),
                    ])
            ),
        ])
}
