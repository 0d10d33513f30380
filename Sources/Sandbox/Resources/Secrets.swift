internal import Documents
internal import Schemas
internal import Values

extension Resource {
    static let secret: Resource = {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.hasGeneration = false
        behaviour.hasStatus = false
        behaviour.selectableFields = ["type"]
        behaviour.complement = Secrets.complement
        behaviour.check = Secrets.causes
        behaviour.decodingProblem = { NamedData.encodingProblem($0, "data") }
        behaviour.warnings = Secrets.warnings
        behaviour.protobuf = .object([
            ("immutable", 5, .optionalFlag), ("data", 2, .bytesMap), ("stringData", 4, .map), ("type", 3, .text),
        ])
        behaviour.columns = Secrets.columns
        behaviour.storageVersionHash = "S6u1pOWzb84="
        return Resource(
            group: "", version: "v1", kind: "Secret", plural: "secrets", singular: "secret", isNamespaced: true,
            schema: Secrets.schema, behaviour: behaviour)
    }()
}

private enum Secrets {
    static let schema = Schema.typedObject(
        "Data that not everybody should read.",
        [
            ("immutable", Schema(.boolean, "Whether the data can be changed no more.")),
            ("data", .map("Bytes by their keys, in base64.", of: .string("Bytes."))),
            ("stringData", .map("The same as texts; written, never read.", of: .string("A text."))),
            ("type", .string("What the data is for; cannot be changed.", default: "Opaque")),
        ])

    /// Texts become data, and nobody reads them back.
    @Sendable static func complement(_ secret: inout Value) {
        if let texts = secret["stringData"]?.object {
            var data = secret["data"]?.object ?? [:]
            for (key, text) in texts { data[key] = .string(Base64.encode(Array((text.string ?? "").utf8))) }
            secret.set("data", .object(data))
        }
        secret.set("stringData", nil)
        NamedData.dropEmpty(&secret, ["data"])
        if secret["type"] == "" { secret.set("type", "Opaque") }
    }

    @Sendable static func causes(_ secret: Value, _ old: Value?) -> [APIFailure.Cause] {
        var causes: [APIFailure.Cause] = []
        if let old {
            let type = secret["type"] ?? ""
            if type != old["type"] { causes.append(.invalid("type", type, "field is immutable")) }
            causes += NamedData.changes(secret, old, ["data"])
        }
        let data = secret["data"]?.object ?? [:]
        for (key, _) in data { causes += NamedData.keyCauses("data", key) }
        if NamedData.size(ofBytes: data) > NamedData.maximumSize {
            causes.append(.tooLong("data", NamedData.maximumSize))
        }
        return causes + typeCauses(secret, data)
    }

    /// What Secrets of the types that Kubernetes knows must have.
    private static func typeCauses(_ secret: Value, _ data: Object) -> [APIFailure.Cause] {
        func missing(_ keys: [String]) -> [APIFailure.Cause] {
            keys.filter { data[$0] == nil }.map { .required("data[\($0)]") }
        }
        switch secret.text("type") {
        case "kubernetes.io/service-account-token":
            let account = "kubernetes.io/service-account.name"
            let isNamed = !(secret["metadata"]?["annotations"]?.text(account) ?? "").isEmpty
            return isNamed ? [] : [.required("metadata.annotations[\(account)]")]
        case "kubernetes.io/dockercfg": return missing([".dockercfg"]) + unreadable(".dockercfg", data)
        case "kubernetes.io/dockerconfigjson":
            return missing([".dockerconfigjson"]) + unreadable(".dockerconfigjson", data)
        case "kubernetes.io/basic-auth":
            // One of the two will do.
            let absent = missing(["username", "password"])
            return absent.count == 2 ? absent : []
        case "kubernetes.io/ssh-auth":
            return data.isEmpty || data["ssh-privatekey"] == "" || data["ssh-privatekey"] == nil
                ? [.required("data[ssh-privatekey]")] : []
        case "kubernetes.io/tls": return missing(["tls.crt", "tls.key"])
        default: return []
        }
    }

    /// Contents that are to be JSON and are not; what they are is not shown.
    private static func unreadable(_ key: String, _ data: Object) -> [APIFailure.Cause] {
        guard let text = data[key]?.string, let bytes = Base64.decode(text) else { return [] }
        do {
            _ = try JSONReader.value(bytes)
            return []
        } catch {
            let problem = "Invalid value: \"<secret contents redacted>\": \(error.message)"
            return [APIFailure.Cause(reason: "FieldValueInvalid", message: problem, field: "data[\(key)]")]
        }
    }

    @Sendable static func warnings(_ secret: Value) -> [String] {
        guard secret["type"] == "kubernetes.io/tls", let text = secret["data"]?["tls.crt"]?.string,
            let bytes = Base64.decode(text),
            !String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----")
        else { return [] }
        return ["tls: failed to find any PEM data in certificate input"]
    }

    static let columns: [Column] = [
        Column(
            "Type",
            "Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types"
        ) { secret, _ in secret["type"] ?? "" },
        Column(
            "Data",
            "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4"
        ) { secret, _ in .int(Int64(NamedData.count(secret, "data"))) },
        .typedAge,
    ]
}
