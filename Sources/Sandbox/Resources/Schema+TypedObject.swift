internal import GatewayAPI
internal import Schemas

extension Schema {
    /// An object of a kind that only the sandbox has a schema for, with its own fields.
    static func typedObject(_ summary: String, _ fields: [(String, Schema)]) -> Schema {
        .object(
            summary,
            [
                ("apiVersion", .string("Version of the object's schema.")), ("kind", .string("Kind of the object.")),
                ("metadata", ObjectMetadata.schema),
            ] + fields)
    }
}
