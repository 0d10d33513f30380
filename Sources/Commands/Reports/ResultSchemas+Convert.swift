internal import Schemas

extension ResultSchemas {
    static let convert = Schema.object(
        "The manifests that the objects stand for, and what was lost on the way.",
        required: ["formatVersion", "manifests", "comments", "diagnostics"],
        [
            ("formatVersion", formatVersion),
            ("manifests", .list("The manifests, in the order of the sources.", of: .any("A KubernetesTcpRoute."))),
            (
                "files",
                .list(
                    "With --out, the file that each manifest went to, as YAML, in their order.",
                    of: .string("Path of the file."))
            ),
            (
                "comments",
                .object(
                    "Lines of comments in the sources, which JSON has no place for.", required: ["carried", "lost"],
                    [
                        ("carried", .integer("Those that YAML would have.", minimum: 0)),
                        ("lost", .integer("Those that stood at something that the manifests do not have.", minimum: 0)),
                    ])
            ),
            ("diagnostics", diagnostics),
        ])
}
