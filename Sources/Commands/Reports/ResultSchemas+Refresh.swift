internal import Schemas

extension ResultSchemas {
    /// What `refresh -o json` prints.
    static let refresh = Schema.object(
        "", required: ["formatVersion", "cluster", "summary", "resources", "drift", "warnings"],
        [("formatVersion", formatVersion)] + cluster + [
            ("summary", counts(findings)),
            (
                "resources",
                .list(
                    "One entry per route of the state.",
                    of: .object(
                        "", required: ["action", "resource"],
                        [("action", .string("What was found.", oneOf: findings)), ("resource", resource)]))
            ),
            ("drift", changes), ("warnings", warnings),
        ])

    private static let findings = ["unchanged", "changed", "gone", "left-alone"]
}
