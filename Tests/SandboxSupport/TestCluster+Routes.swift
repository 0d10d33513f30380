package import TestSupport
package import Values

/// The routes of a cluster as others see and change them.
extension TestCluster {
    package static func routes(in namespace: String) -> String {
        "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/\(namespace)/tcproutes"
    }

    package static func path(_ name: String, in namespace: String = "db") -> String {
        "\(routes(in: namespace))/\(name)"
    }

    /// Changes a route as `kubectl patch --type=merge` does.
    @discardableResult
    package func patch(
        _ name: String, in namespace: String = "db", _ patch: Value, as manager: String = "stranger",
        subresource: String = ""
    ) async -> Answer {
        await send(
            "PATCH", "\(Self.path(name, in: namespace))\(subresource)?fieldManager=\(manager)", patch,
            type: "application/merge-patch+json")
    }

    /// A write by a controller that moves nothing but status and version.
    package func touchStatus(_ name: String) async {
        let number = UInt32.random(in: .min ... .max)
        await patch(
            name, ["status": ["parents": [Self.parent("c\(number)")]]], as: "controller", subresource: "/status")
    }

    private static func parent(_ name: String) -> Value {
        [
            "parentRef": ["name": "gateway"], "controllerName": .string("example.org/\(name)"),
            "conditions": [
                [
                    "type": "Accepted", "status": "True", "reason": "Accepted", "message": "",
                    "lastTransitionTime": "2026-01-01T00:00:00Z",
                ]
            ],
        ]
    }

    /// A route; nil where there is none.
    package func route(_ name: String, in namespace: String = "db") async -> Value? {
        let answer = await send("GET", Self.path(name, in: namespace))
        return answer.code == 200 ? answer.value : nil
    }

    package func routes() async -> [Value] { await send("GET", Self.routes).value["items"]?.array ?? [] }

    /// The UIDs of the routes that are marked for a stack, by name.
    package func marked(for lineage: String) async -> [String: String] {
        var uids: [String: String] = [:]
        for route in await routes() {
            let metadata = route["metadata"]
            guard metadata?["annotations"]?["openmcf.org/stack"]?.string == lineage else { continue }
            uids[metadata?["name"]?.string ?? ""] = metadata?["uid"]?.string
        }
        return uids
    }
}

extension SeenRequest {
    /// Whether this writes the route of a name, or any.
    package func writes(_ name: String? = nil) -> Bool {
        guard ["PATCH", "DELETE", "POST", "PUT"].contains(method) else { return false }
        return name.map { path == TestCluster.path($0) } ?? path.hasPrefix(TestCluster.routes)
    }
}
