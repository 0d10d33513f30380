internal import Manifests
internal import Schemas
internal import Values

/// The JSON Schemas in `schemas/`: the manifest's, and one for each JSON that commands print.
struct PublishedSchema {
    let name: String
    let title: String
    private let make: @Sendable (_ id: String, _ title: String) -> Value

    var id: String { "https://openmcf.org/schemas/\(name).schema.json" }
    var value: Value { make(id, title) }

    static let manifest = PublishedSchema(name: "kubernetes-tcp-route", title: "KubernetesTcpRoute manifest") {
        ManifestSchema.jsonSchema(id: $0, title: $1)
    }

    static let all: [PublishedSchema] =
        [manifest]
        + ResultSchemas.all.map { name, title, schema in
            PublishedSchema(name: name, title: title) { schema.jsonSchema(id: $0, title: $1, isOpen: true) }
        }
}
