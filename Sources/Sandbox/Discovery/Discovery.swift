internal import GatewayAPI
internal import Values

/// What the server says of itself: health, version, groups and resources.
struct Discovery {
    let served: ServedAPI

    /// - Returns: nil for a path that is none of these.
    func answer(_ request: ServedRequest) -> Answer? {
        switch request.path {
        case ["healthz"], ["livez"], ["readyz"], ["healthz", "ping"], ["livez", "ping"], ["readyz", "ping"]: .text("ok")
        case ["version"]: .document(Self.version)
        case ["api"]:
            AggregatedDiscovery.answer(request, served.groups.filter(\.isCore), of: served)
                ?? .document(["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []])
        case ["apis"]: namedGroups(request)
        case []: .document(["paths": .array(paths.map(Value.string))])
        default: group(at: request.path)
        }
    }

    private func namedGroups(_ request: ServedRequest) -> Answer {
        let named = served.groups.filter { !$0.isCore }
        return AggregatedDiscovery.answer(request, named, of: served)
            ?? .document([
                "kind": "APIGroupList", "apiVersion": "v1", "groups": .array(named.map { .object($0.members) }),
            ])
    }

    /// A group, or the resources of one of its versions.
    private func group(at path: [String]) -> Answer? {
        guard let group = served.groups.first(where: { path.starts(with: $0.path) }) else { return nil }
        switch path.count - group.path.count {
        case 0:
            var members: Object = ["kind": "APIGroup", "apiVersion": "v1"]
            for (name, member) in group.members { members[name] = member }
            return .document(.object(members))
        case 1 where group.versions.contains(path[path.count - 1]):
            return .document(resources(group: group.name, version: path[path.count - 1]))
        default: return nil
        }
    }

    private var paths: [String] {
        ["/api", "/api/v1", "/apis"] + served.groups.filter { !$0.isCore }.map { "/apis/\($0.name)" }
            + ["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]
    }

    /// The Kubernetes release whose behaviour the sandbox follows.
    private static let version: Value = [
        "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "35", "gitVersion": "v1.36.2", "gitCommit": "", "gitTreeState": "clean",
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

    private func resources(group: String, version: String) -> Value {
        [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"),
            "resources": .array(served.resources(group: group, version: version).flatMap(Self.entries)),
        ]
    }

    private static let finalize: Value = [
        "name": "namespaces/finalize", "singularName": "", "namespaced": false, "kind": "Namespace",
        "verbs": ["update"],
    ]

    private static func entries(_ resource: Resource) -> [Value] {
        var entry: Object = [
            "name": .string(resource.plural), "singularName": .string(resource.singular),
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind),
            "verbs": .array(resource.verbs.map(Value.string)),
        ]
        if !resource.shortNames.isEmpty { entry["shortNames"] = .array(resource.shortNames.map(Value.string)) }
        if !resource.categories.isEmpty { entry["categories"] = .array(resource.categories.map(Value.string)) }
        entry["storageVersionHash"] = resource.behaviour.storageVersionHash.map(Value.string)
        guard resource.behaviour.hasStatus else { return [.object(entry)] }
        let parts = resource.collection == Resource.namespaceCollection ? [finalize] : []
        let status: Value = [
            "name": .string("\(resource.plural)/status"), "singularName": "",
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind),
            "verbs": ["get", "patch", "update"],
        ]
        return [.object(entry)] + parts + [status]
    }
}
