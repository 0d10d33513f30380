internal import GatewayAPI
internal import Schemas
internal import Values

/// A TCPRoute that is given as an API object, as in the guides of Gateway API, Helm charts, and `kubectl get`.
enum RouteObject {
    /// The version that an `apiVersion` names; nil for one that is not known.
    static func version(_ apiVersion: String) -> GatewayAPITarget.APIVersion? {
        GatewayAPITarget.APIVersion(rawValue: GroupVersion(apiVersion).version)
    }

    /// What an object is judged by: the target, or the object's own version where that allows less.
    static func target(_ target: GatewayAPITarget, _ object: Value) -> GatewayAPITarget {
        var target = target
        if object["apiVersion"]?.string.flatMap(version) == .v1 { target.version = .v1 }
        return target
    }

    /// The schema of what people write of a TCPRoute: the object without its status and what servers set.
    static func schema(_ target: GatewayAPITarget) -> Schema {
        var schema = TCPRouteSchema.object(target)
        schema["status"] = nil
        schema.required = ["metadata", "spec"]
        schema.change("metadata") { metadata in
            for field in ObjectMetadata.serverFields + ["generateName"] { metadata[field] = nil }
            metadata.required = ["name"]
        }
        return schema
    }

    /// The prefix of a name that a server made up; with a name it says only where that once came from.
    static let generatedName: FieldPath = "metadata.generateName"

    /// Whether a server would make up the name of an object.
    static func hasGeneratedName(_ object: Value) -> Bool {
        let metadata = object["metadata"]
        guard let prefix = metadata?["generateName"], prefix != .null, prefix != "" else { return false }
        return metadata?["name"] == nil || metadata?["name"] == .null || metadata?["name"] == ""
    }

    /// Takes the prefix of the name out of an object that has a name; whether there was one.
    static func removeGeneratedName(_ object: inout Value) -> Bool {
        guard let prefix = object[generatedName], !hasGeneratedName(object) else { return false }
        object.withMember("metadata") { $0?.set("generateName", nil) }
        return prefix != .null && prefix != ""
    }

    /// What kubectl keeps in an object for itself.
    private static let kubectlAnnotation = "kubectl.kubernetes.io/last-applied-configuration"

    /// The object without what a server or kubectl has put into it, and the names of what that was.
    ///
    /// What is null or empty, as some programs write a status, is not worth a name.
    static func withoutServerFields(_ object: Value) -> (object: Value, removed: [String]) {
        var object = object
        var removed: [String] = []
        func note(_ name: String, _ value: Value?) {
            if let value, value != .null, value != .object([:]) { removed.append(name) }
        }
        object.withMember("metadata") { member in
            guard case .object(var metadata) = member else { return }
            for field in ObjectMetadata.serverFields { note("metadata.\(field)", metadata.removeValue(forKey: field)) }
            if var annotations = metadata["annotations"]?.object,
                annotations.removeValue(forKey: kubectlAnnotation) != nil
            {
                removed.append("kubectl's annotation")
                metadata["annotations"] = annotations.isEmpty ? nil : .object(annotations)
            }
            member = .object(metadata)
        }
        object.withMember("status") { member in
            note("status", member)
            member = nil
        }
        return (object, removed)
    }
}
