internal import Values

/// All groups and resources in one document (`apidiscovery.k8s.io`), which spares kubectl a request per version.
enum AggregatedDiscovery {
    private static let kind = "APIGroupDiscoveryList"

    /// - Returns: nil when the client does not ask for such a document.
    static func answer(_ request: ServedRequest, _ groups: [APIGroup]) -> Answer? {
        guard let version = version(request.accept) else { return nil }
        let items = groups.map { group -> Value in
            var metadata: Object = [:]
            if !group.name.isEmpty { metadata["name"] = .string(group.name) }
            let versions = group.versions.map { version -> Value in
                let resources = Resource.all.filter { $0.group == group.name && $0.version == version }
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
            for version in ["v2", "v2beta1"] where parameters.contains("v=\(version)") { return version }
        }
        return nil
    }

    private static func entry(_ resource: Resource) -> Value {
        let responseKind: Value = [
            "group": .string(resource.group), "version": .string(resource.version), "kind": .string(resource.kind),
        ]
        var entry: Object = [
            "resource": .string(resource.plural), "responseKind": responseKind,
            "scope": resource.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(resource.singular),
            "verbs": .array(resource.verbs.map(Value.string)),
        ]
        if !resource.shortNames.isEmpty { entry["shortNames"] = .array(resource.shortNames.map(Value.string)) }
        if !resource.categories.isEmpty { entry["categories"] = .array(resource.categories.map(Value.string)) }
        entry["subresources"] = [
            ["subresource": "status", "responseKind": responseKind, "verbs": ["get", "patch", "update"]]
        ]
        return .object(entry)
    }
}
