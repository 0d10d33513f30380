internal import Values

/// All groups and resources in one document (`apidiscovery.k8s.io`), which spares kubectl a request per version.
enum AggregatedDiscovery {
    private static let kind = "APIGroupDiscoveryList"

    /// - Returns: nil when the client does not ask for such a document.
    static func answer(_ request: ServedRequest, _ groups: [APIGroup], of served: ServedAPI) -> Answer? {
        guard let version = version(request.accept) else { return nil }
        let items = groups.map { group -> Value in
            var metadata: Object = [:]
            if !group.name.isEmpty { metadata["name"] = .string(group.name) }
            let versions = group.versions.map { version -> Value in
                let resources = served.resources(group: group.name, version: version)
                return [
                    "version": .string(version), "resources": .array(resources.map(entry)), "freshness": "Current",
                ]
            }
            return ["metadata": .object(metadata), "versions": .array(versions)]
        }
        let document: Value = [
            "kind": .string(kind), "apiVersion": .string("apidiscovery.k8s.io/\(version)"), "metadata": [:],
            "items": .array(items),
        ]
        return .typed(document, mediaType: "application/json;g=apidiscovery.k8s.io;v=\(version);as=\(kind)")
    }

    private static func version(_ accept: String) -> String? {
        for range in accept.split(separator: ",") {
            let parameters = range.split(separator: ";").map(\.trimmed)
            guard parameters.first == "application/json" else { continue }
            guard parameters.contains("g=apidiscovery.k8s.io"), parameters.contains("as=\(kind)") else { return nil }
            if parameters.contains("v=v2") { return "v2" }
        }
        return nil
    }

    private static func entry(_ resource: Resource) -> Value {
        // Of a kind that servers have of themselves group and version are those of the entry's place.
        let isBuiltIn = resource.behaviour.isBuiltIn
        let responseKind: Value = [
            "group": .string(isBuiltIn ? "" : resource.group), "version": .string(isBuiltIn ? "" : resource.version),
            "kind": .string(resource.kind),
        ]
        var entry: Object = [
            "resource": .string(resource.plural), "responseKind": responseKind,
            "scope": resource.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(resource.singular),
            "verbs": .array(resource.verbs.map(Value.string)),
        ]
        if !resource.shortNames.isEmpty { entry["shortNames"] = .array(resource.shortNames.map(Value.string)) }
        if !resource.categories.isEmpty { entry["categories"] = .array(resource.categories.map(Value.string)) }
        if resource.behaviour.hasStatus {
            entry["subresources"] = [
                ["subresource": "status", "responseKind": responseKind, "verbs": ["get", "patch", "update"]]
            ]
        }
        return .object(entry)
    }
}
