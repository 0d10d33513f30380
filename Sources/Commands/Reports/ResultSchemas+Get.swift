internal import GatewayAPI
internal import Schemas

extension ResultSchemas {
    /// The API's own form: a route, or a list of routes.
    static let get = Schema.object(
        "A live route, or a list of live routes.", required: ["apiVersion", "kind", "metadata"],
        [
            ("apiVersion", .string("Version of the object; v1 for a list.")),
            ("kind", .string("What it is.", oneOf: [TCPRouteSchema.kind, "List"])),
            ("metadata", .any("Metadata, as the server has it.")), ("spec", .any("The route's spec.")),
            ("status", .any("What controllers say of the route.")),
            (
                "items",
                .list(
                    "The routes of a list.",
                    of: .object(
                        "A live route.", required: ["apiVersion", "kind", "metadata"],
                        [
                            ("apiVersion", .string("Version of the object.")), ("kind", .string("Always TCPRoute.")),
                            ("metadata", .any("Metadata, as the server has it.")),
                            ("spec", .any("The route's spec.")),
                            ("status", .any("What controllers say of the route.")),
                        ]))
            ),
        ])
}
