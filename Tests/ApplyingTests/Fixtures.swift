import Diagnostics
import GatewayAPI
import KubernetesClient
import Manifests
import SandboxSupport
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
func object(_ name: String, port: Int64 = 5432, labels: Value? = nil, stack: String = lineage) -> Value {
    var metadata: Object = ["name": .string(name), "namespace": "db"]
    metadata["labels"] = labels
    metadata["annotations"] = ["openmcf.org/stack": .string(stack)]
    return [
        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute", "metadata": .object(metadata),
        "spec": [
            "rules": [
                ["backendRefs": [["group": "", "kind": "Service", "name": "pg", "port": .int(port), "weight": 1]]]
            ]
        ],
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

extension TestCluster {
    /// Runs a body with a cluster that has the namespace `db`, and a client of it.
    static func run<Result>(
        patience: Duration = .seconds(30), attempts: Int = 3,
        _ body: (TestCluster, KubernetesClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let cluster = try await TestCluster()
        return try await cluster.withClient(patience: patience, attempts: attempts) { try await body(cluster, $0, $1) }
    }

    /// Runs a body with a client of this cluster that soon gives up trying again.
    func withClient<Result>(
        patience: Duration = .seconds(30), attempts: Int = 3,
        _ body: (KubernetesClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        var options = KubernetesClientOptions()
        options.requestTimeout = patience
        options.objectLimit.bytes = 1 << 20
        options.retry.baseDelay = .milliseconds(2)
        options.retry.maximumAttempts = attempts
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
