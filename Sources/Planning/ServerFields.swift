internal import GatewayAPI
internal import Values

/// The part of an object that people write: what servers add is taken away.
enum ServerFields {
    /// The object in the order in which this tool writes it, without server fields, seen through the given version.
    static func removed(from object: Value, apiVersion: String) -> Value {
        var members = object.object ?? [:]
        members.removeValue(forKey: "status")
        members["apiVersion"] = .string(apiVersion)
        if case .object(var meta) = members["metadata"] {
            for key in ObjectMetadata.serverFields { meta.removeValue(forKey: key) }
            members["metadata"] = .object(meta)
        }
        return tidied(.object(members))
    }

    /// Members in the usual order: identity first, then labels, annotations and the spec.
    static func tidied(_ object: Value) -> Value {
        let members = object.object ?? [:]
        var result = ordered(members, ["apiVersion", "kind", "metadata", "spec"])
        if case .object(let meta) = members["metadata"] {
            var meta = ordered(meta, ["name", "namespace", "labels", "annotations"])
            for map in ["labels", "annotations"] {
                // An empty mapping says the same as none.
                if case .object(let entries) = meta[map] {
                    meta[map] = entries.isEmpty ? nil : .object(entries.sorted())
                }
            }
            result["metadata"] = .object(meta)
        }
        if case .object(let spec) = members["spec"] {
            result["spec"] = .object(ordered(spec, ["parentRefs", "useDefaultGateways", "rules"]))
        }
        return .object(result)
    }

    private static func ordered(_ object: Object, _ first: [String]) -> Object {
        var result = Object(capacity: object.count)
        for key in first {
            if let value = object[key] { result[key] = value }
        }
        for (key, value) in object.sorted() where !first.contains(key) { result[key] = value }
        return result
    }
}
