internal import Schemas

extension ResultSchemas {
    /// What `plan -o json` prints and `plan --out` saves.
    static let plan = Schema.object(
        "",
        required: [
            "formatVersion", "lineage", "serial", "apiVersion", "cluster", "summary", "changes", "drift", "warnings",
        ],
        [
            ("formatVersion", formatVersion), ("lineage", .string("Identity of the stack.")),
            ("serial", .integer("State that the plan was made from.", minimum: 0, format: .int64)),
            ("state", .string("Where that state is.")),
            ("apiVersion", .string("Version of the routes.")),
            ("adopt", Schema(.boolean, "Set where live routes of others may be taken over.")),
            ("forceConflicts", Schema(.boolean, "Set where fields of others may be taken over.")),
        ] + cluster + [
            ("summary", counts(["create", "update", "delete", "unchanged"])),
            (
                "namespaces",
                .list(
                    "Namespaces that are made before the routes in them.",
                    of: .object(
                        "", required: ["name", "action"],
                        [("name", .string("Name.")), ("action", .string("What happens.", oneOf: ["create"]))]))
            ),
            ("traffic", traffic), ("otherListeners", otherListeners), ("changes", changes), ("drift", changes),
            ("skippedDeletions", skippedDeletions),
            ("orphans", .list("Routes of the state that the manifests no longer name.", of: .any(""))),
            ("notes", .list("Sentences for a person that warn of nothing.", of: .string(""))),
            ("warnings", warnings),
            ("diagnostics", diagnostics),
        ])

    /// What `diff -o json` prints.
    static let diff = Schema.object(
        "", required: ["formatVersion", "cluster", "hasChanges", "diff", "warnings"],
        [("formatVersion", formatVersion)] + cluster + [
            ("hasChanges", Schema(.boolean, "Whether there are differences.")),
            ("diff", .string("Unified diff of the objects as YAML.")), ("warnings", warnings),
        ])

    /// Routes with what happens to them; drift stands in the same form.
    static let changes = Schema.list(
        "One entry per route.",
        of: .object(
            "What happens to a route.", required: ["action", "resource", "before", "after", "fields"],
            [
                ("action", .string("What happens.", oneOf: ["create", "update", "delete", "unchanged"])),
                ("resource", resource), ("before", .any("Object before; null where there is none.")),
                ("after", .any("Object after; null where there is none.")),
                ("desired", .any("Object that is applied, where it is not 'after'.")),
                (
                    "fields",
                    .list(
                        "Fields that change.",
                        of: .object(
                            "", required: ["path", "before", "after"],
                            [
                                ("path", .string("Field of the object.")), ("before", .any("Value before.")),
                                ("after", .any("Value after.")), ("manager", .string("Other manager that set it.")),
                            ]))
                ),
                (
                    "source",
                    .object(
                        "Where the route stands.", required: ["file", "line"],
                        [("file", .string("")), ("line", .integer("", minimum: 1))])
                ),
                ("conflicts", conflicts),
                ("owner", owner), ("deletion", deletion),
                (
                    "refused",
                    .object(
                        "Why an apply will not carry it out.", required: ["code"],
                        [
                            ("code", .string("Stable name.")),
                            ("flag", .string("The flag that code needs.")),
                            ("flags", .list("All flags with which it would.", of: .string("A flag."))),
                            ("message", .string("What the server says, where it was asked to try.")),
                        ])
                ),
                (
                    "managedFields",
                    .any("Field ownership that is written first: lost, or taken over from a client-side apply.")
                ),
            ]))

    private static let conflicts = Schema.list(
        "Fields of other managers that would change.",
        of: .object(
            "", required: ["path", "manager", "theirs", "ours"],
            [
                ("path", .string("Field of the object; a list has one owner.")), ("manager", .string("Its owner.")),
                ("operation", .string("How it was written.", oneOf: ["Apply", "Update"])),
                ("time", .string("When its owner last wrote something.")),
                ("theirs", .any("Live value.")), ("ours", .any("Value that the manifest asks for.")),
            ]))

    private static let owner = Schema.any("Whose the live route is, when it is not this stack's.")

    private static let skippedDeletions = Schema.list(
        "Routes of the state that are to go and that no deletion is sent for.",
        of: .object(
            "", required: ["action", "resource", "message"],
            [
                ("action", .string("What is the case.", oneOf: ["gone", "terminating", "left-alone"])),
                ("resource", resource), ("message", .string("A sentence for a person.")), ("owner", owner),
                ("deletion", deletion),
            ]))
}
