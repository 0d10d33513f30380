import Diagnostics
import GatewayAPI
import KubernetesClient
import Manifests
import State
import TestSupport
import Testing
import Values

@testable import Applying

let lineage = "3f2c0a52-6a7e-4b0e-9d0a-1c9f0b6f8f11"
let group = "gateway.networking.k8s.io"
let routes = ServedRoutes(
    type: ResourceType(group: group, version: "v1alpha2", plural: "tcproutes"), version: .v1alpha2)

func key(_ name: String, in namespace: String = "db") -> RouteKey {
    RouteKey(group: group, namespace: namespace, name: name)
}

func reference(_ name: String) -> ObjectReference { ObjectReference(key(name), route: group + "/v1alpha2") }

/// A route as it is sent: marked as this stack's.
func object(_ name: String, port: Int64 = 5432, labels: Value = [:], stack: String = lineage) -> Value {
    [
        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
        "metadata": [
            "name": .string(name), "namespace": "db", "labels": labels,
            "annotations": ["openmcf.org/stack": .string(stack)],
        ],
        "spec": ["rules": [["backendRefs": [["name": "pg", "port": .int(port)]]]]],
    ]
}

extension Value {
    /// The object as a server stores it.
    func stored(uid: String) -> Value {
        var value = self
        value.withMember("metadata") { metadata in
            var members = metadata ?? [:]
            members.set("uid", .string(uid))
            members.set("resourceVersion", "7")
            metadata = members
        }
        return value
    }
}

extension FakeCluster {
    /// Runs a body with a client of this cluster, whose retries come quickly.
    func withClient<Result: Sendable>(
        _ body: (KubernetesClient, TestServer) async throws -> Result
    ) async throws -> Result {
        var options = KubernetesClientOptions()
        options.retry.baseDelay = .milliseconds(2)
        options.retry.maximumAttempts = 3
        return try await run { server in
            let configuration = ClusterConfiguration(server: try ServerURL(parsing: server.url), origin: "the test")
            return try await withKubernetesClient(configuration, options: options) { try await body($0, server) }
        }
    }
}

/// The routes of a manifest file.
func manifests(_ text: String) async throws -> [RouteManifest] {
    let set = await ManifestSet.load([.text(SourceFile(name: "routes.yaml", text: text))], ManifestOptions())
    try #require(set.isValid, "\(set.diagnostics)")
    return set.routes
}

func manifest(_ name: String, in namespace: String = "db", port: Int = 5432) -> String {
    """
    apiVersion: kubernetes.openmcf.org/v1
    kind: KubernetesTcpRoute
    metadata:
      name: \(name)
    spec:
      namespace: \(namespace)
      parentRefs:
        - name: gateway
      rules:
        - backendRefs:
            - name: pg
              port: \(port)

    """
}
