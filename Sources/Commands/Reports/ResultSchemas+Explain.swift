internal import Schemas
internal import Values

extension ResultSchemas {
    static let explain = Schema.object(
        "", required: ["formatVersion", "kind", "apiVersion", "target", "available", "field"],
        [
            ("formatVersion", formatVersion), ("kind", .string("Kind of the manifest.")),
            ("apiVersion", .string("Version of the manifest.")),
            (
                "target",
                .object(
                    "What the field is explained for.", required: ["gatewayAPI", "version"],
                    [
                        ("gatewayAPI", .string("Release and channel of Gateway API.")),
                        ("version", .string("Version of the TCPRoute.")),
                    ])
            ),
            (
                "available",
                .object(
                    "Where the field is.", required: ["inTarget", "gatewayAPI"],
                    [
                        ("inTarget", Schema(.boolean, "Whether the target has it.")),
                        ("gatewayAPI", .list("Releases and channels that have it.", of: .string(""))),
                    ])
            ),
            ("field", field(nested: field(nested: .any("The same again; only with --recursive.")))),
        ])

    private static func field(nested: Schema) -> Schema {
        .object(
            "A field.", required: ["path", "type", "required", "description"],
            [
                ("path", .string("Path of the field, without list indices; empty for the manifest.")),
                ("type", .string("Type as kubectl writes it, such as []object.")),
                ("required", Schema(.boolean, "Whether it must be there.")),
                ("description", .string("What it is for.")), ("default", .any("Value when it is left out.")),
                ("constraints", .map("What the value must be, in the words of OpenAPI.", of: .any(""))),
                ("limits", .list("The same in words.", of: .string(""))),
                (
                    "rules",
                    .list(
                        "Rules about several fields.",
                        of: .object(
                            "", required: ["code", "message"],
                            [
                                ("code", .string("Code of the diagnostic.")),
                                ("message", .string("What the API server says.")),
                            ]))
                ),
                ("fields", .list("Fields of the mapping, or of the list's elements.", of: nested)),
                ("form", .list("Fields of the mapping that may stand instead.", of: nested)),
            ])
    }
}
