internal import Schemas
internal import Values

extension Resource {
    static let configMap: Resource = {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.hasGeneration = false
        behaviour.hasStatus = false
        behaviour.listsSelectableFields = true
        behaviour.complement = { NamedData.dropEmpty(&$0, ["data", "binaryData"]) }
        behaviour.check = { object, old in
            old.map { NamedData.changes(object, $0, ["data", "binaryData"]) } ?? [] + causes(object)
        }
        behaviour.decodingProblem = { NamedData.encodingProblem($0, "binaryData") }
        behaviour.protobuf = .object([
            ("data", 2, .map), ("binaryData", 3, .bytesMap), ("immutable", 4, .optionalFlag),
        ])
        behaviour.columns = [
            Column(
                "Data",
                "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process."
            ) { object, _ in .int(Int64(["data", "binaryData"].reduce(0) { $0 + NamedData.count(object, $1) })) },
            .typedAge,
        ]
        behaviour.storageVersionHash = "qFsyl6wFWjQ="
        var resource = Resource(
            group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", singular: "configmap",
            isNamespaced: true, schema: schema, behaviour: behaviour)
        resource.shortNames = ["cm"]
        return resource
    }()

    private static let schema = Schema.typedObject(
        "Configuration for programs to read.",
        [
            ("immutable", Schema(.boolean, "Whether the data can be changed no more.")),
            ("data", .map("Texts by their keys.", of: .string("A text."))),
            ("binaryData", .map("Bytes by their keys, in base64.", of: .string("Bytes."))),
        ])

    @Sendable private static func causes(_ object: Value) -> [APIFailure.Cause] {
        let binary = object["binaryData"]?.object ?? [:]
        var causes: [APIFailure.Cause] = []
        for (key, _) in object["data"]?.object ?? [:] {
            causes += NamedData.keyCauses("data", key)
            if binary[key] != nil {
                causes.append(
                    .invalid("data[\(key)]", .string(key), "duplicate of key present in binaryData"))
            }
        }
        for (key, _) in binary { causes += NamedData.keyCauses("binaryData", key) }
        let texts = (object["data"]?.object ?? [:]).reduce(0) { $0 + ($1.value.string?.utf8.count ?? 0) }
        if texts + NamedData.size(ofBytes: binary) > NamedData.maximumSize {
            causes.append(.tooLong("[]", NamedData.maximumSize))
        }
        return causes
    }
}
