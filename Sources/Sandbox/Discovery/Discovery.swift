internal import GatewayAPI
internal import Values

/// What the server says of itself: health, version, groups and resources.
enum Discovery {
    /// - Returns: nil for a path that is none of these.
    static func answer(_ request: APIRequest) -> Answer? {
        switch request.path {
        case ["healthz"], ["livez"], ["readyz"]: .text("ok")
        case ["version"]: .document(version)
        case ["api"]:
            AggregatedDiscovery.answer(request, [("", ["v1"])])
                ?? .document(["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []])
        case ["apis"]:
            AggregatedDiscovery.answer(request, [(TCPRouteSchema.group, versions)])
                ?? .document(["kind": "APIGroupList", "apiVersion": "v1", "groups": [.object(groupMembers)]])
        case ["apis", TCPRouteSchema.group]: .document(group)
        case ["api", "v1"]: .document(resources(group: "", version: "v1"))
        case ["apis", TCPRouteSchema.group, "v1"], ["apis", TCPRouteSchema.group, "v1beta1"],
            ["apis", TCPRouteSchema.group, "v1alpha2"]:
            .document(resources(group: TCPRouteSchema.group, version: request.path[2]))
        case []:
            .document([
                "paths": [
                    "/api", "/api/v1", "/apis", .string("/apis/\(TCPRouteSchema.group)"), "/healthz", "/livez",
                    "/openapi/v2", "/openapi/v3", "/readyz", "/version",
                ]
            ])
        default: nil
        }
    }

    /// The Kubernetes release whose behaviour the sandbox follows.
    private static let version: Value = [
        "major": "1", "minor": "36", "gitVersion": "v1.36.2+openmcf", "gitCommit": "", "gitTreeState": "clean",
        "buildDate": "2026-01-01T00:00:00Z", "goVersion": "", "compiler": "swift", "platform": .string(platform),
    ]

    private static var platform: String {
        #if os(macOS)
        let system = "darwin"
        #else
        let system = "linux"
        #endif
        #if arch(arm64)
        return system + "/arm64"
        #else
        return system + "/amd64"
        #endif
    }

    private static var group: Value {
        var members: Object = ["kind": "APIGroup", "apiVersion": "v1"]
        for (name, member) in groupMembers { members[name] = member }
        return .object(members)
    }

    /// All versions that the release of Gateway API has; nothing of v1beta1 is served.
    private static let versions = ["v1", "v1beta1", "v1alpha2"]

    private static let groupMembers: Object = {
        let versions = Discovery.versions.map { version -> Value in
            ["groupVersion": .string("\(TCPRouteSchema.group)/\(version)"), "version": .string(version)]
        }
        return [
            "name": .string(TCPRouteSchema.group), "versions": .array(versions), "preferredVersion": versions[0],
        ]
    }()

    private static func resources(group: String, version: String) -> Value {
        let served = Resource.all.filter { $0.group == group && $0.version == version }
        return [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"),
            "resources": .array(served.flatMap(entries)),
        ]
    }

    private static func entries(_ resource: Resource) -> [Value] {
        let verbs = resource.verbs.map(Value.string)
        var extra: Object = [:]
        switch resource.store {
        case .namespaces:
            extra["shortNames"] = .array(resource.shortNames.map(Value.string))
        case .tcproutes:
            extra["categories"] = .array(resource.categories.map(Value.string))
            // The machinery's hash of the stored version: group, v1 and kind.
            extra["storageVersionHash"] = "BW1YlWn7dDE="
        }
        var entry: Object = [
            "name": .string(resource.plural), "singularName": .string(resource.singular),
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind), "verbs": .array(verbs),
        ]
        for (name, member) in extra { entry[name] = member }
        let status: Value = [
            "name": .string("\(resource.plural)/status"), "singularName": "",
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind),
            "verbs": ["get", "patch", "update"],
        ]
        return [.object(entry), status]
    }
}
