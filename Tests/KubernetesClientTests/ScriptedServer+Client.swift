import KubernetesClient
import TestSupport
import Values

/// Bounds that let failures happen within a test's patience; only silence is waited for as long as usual, because a busy
/// machine can make a server look silent.
var quickOptions: KubernetesClientOptions {
    var options = KubernetesClientOptions()
    options.connectTimeout = .seconds(2)
    options.retry.baseDelay = .milliseconds(5)
    options.retry.maximumAttempts = 4
    options.retry.maximumTime = .seconds(20)
    return options
}

extension ScriptedServer {
    func configuration(_ credentials: Credentials = Credentials()) throws -> ClusterConfiguration {
        ClusterConfiguration(server: try ServerURL(parsing: url), credentials: credentials, origin: "the test")
    }

    /// Runs a body with a client of this server.
    func withClient<Result>(
        options: KubernetesClientOptions = quickOptions, credentials: Credentials = Credentials(),
        _ body: (KubernetesClient) async throws -> Result
    ) async throws -> Result {
        try await withKubernetesClient(configuration(credentials), options: options, body)
    }
}

let routes = ResourceType(group: "gateway.networking.k8s.io", version: "v1alpha2", plural: "tcproutes")
let routePath = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/db/tcproutes/pg"
let routeObject: Value = [
    "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
    "metadata": ["name": "pg", "namespace": "db", "uid": "u1"],
]
