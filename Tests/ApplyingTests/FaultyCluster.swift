import Documents
import KubernetesClient
import Synchronization
import TestSupport
import Testing
import Values

@testable import Sandbox

/// The sandbox's API server in this process, behind a server that a test can make fail, or have others write through
/// at the worst moment.
final class FaultyCluster: Sendable {
    /// What happens to a request; each may look at it and stay out of it.
    struct Fault: Sendable {
        /// Runs before the request is carried out; a reply is sent instead of carrying it out.
        var before: @Sendable (SeenRequest, FaultyCluster) async -> Reply? = { _, _ in nil }
        /// Runs afterwards; a reply is sent instead of the true answer.
        var after: @Sendable (SeenRequest, FaultyCluster) async -> Reply? = { _, _ in nil }
    }

    static let routes = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/db/tcproutes"

    private let api: APIServer
    private let current = Mutex(Fault())

    private init(_ api: APIServer) { self.api = api }

    /// Runs a body with a cluster that has the namespace `db`, and a client that soon gives up trying again.
    static func run<Result>(
        patience: Duration = .seconds(30), attempts: Int = 3,
        _ body: (FaultyCluster, KubernetesClient, TestServer) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder()
        let cluster = FaultyCluster(try await APIServer.open(folder.path, options: SandboxOptions()))
        try #require(await cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": "db"]]).code == 201)
        var options = KubernetesClientOptions()
        options.requestTimeout = patience
        options.objectLimit.bytes = 1 << 20
        options.retry.baseDelay = .milliseconds(2)
        options.retry.maximumAttempts = attempts
        return try await TestServer.run(answering: { await cluster.reply(to: $0) }) { server in
            let configuration = ClusterConfiguration(server: try ServerURL(parsing: server.url), origin: "the test")
            return try await withKubernetesClient(configuration, options: options) { client in
                try await body(cluster, client, server)
            }
        }
    }

    /// Runs a body while something goes wrong.
    func failing<Result>(_ fault: Fault, _ body: () async throws -> Result) async rethrows -> Result {
        current.withLock { $0 = fault }
        defer { current.withLock { $0 = Fault() } }
        return try await body()
    }

    private func reply(to request: SeenRequest) async -> Reply {
        let fault = current.withLock { $0 }
        if let reply = await fault.before(request, self) { return reply }
        let answer = await send(request.method, request.uri, request.body, type: request.headers["content-type"] ?? "")
        if let reply = await fault.after(request, self) { return reply }
        return .answer(answer.code, answer.text, ["content-type": answer.contentType])
    }

    // MARK: - Others

    struct Answer: Sendable {
        let code: Int
        let contentType: String
        let text: String

        var value: Value { (try? JSONReader.value(Array(text.utf8))) ?? .null }
    }

    /// Sends a request past the faults, as another client does.
    @discardableResult
    func send(_ method: String, _ path: String, _ body: Value, type: String = "application/json") async -> Answer {
        await send(method, path, JSONWriter.text(body), type: type)
    }

    func send(_ method: String, _ target: String, _ body: String, type: String) async -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1)
        let request = ServedRequest(
            method: method, path: (parts.first ?? "").split(separator: "/").map { PercentCoding.decode($0) },
            query: Query(parts.count > 1 ? parts[1] : ""), accept: "application/json", contentType: type,
            userAgent: "stranger/1.0", body: Array(body.utf8))
        var warnings: [String] = []
        let answer = await api.answer(request, &warnings)
        let renderer = Renderer(negotiation: .plain, isPretty: false, now: 0, includeObject: "Metadata")
        let rendered = renderer.render(answer)
        return Answer(
            code: rendered?.code ?? 0, contentType: rendered?.contentType ?? "",
            text: String(decoding: rendered?.body ?? [], as: UTF8.self))
    }

    /// Changes a route as `kubectl patch --type=merge` does.
    @discardableResult
    func patch(
        _ name: String, _ patch: Value, as manager: String = "stranger", subresource: String = ""
    ) async -> Answer {
        await send(
            "PATCH", "\(Self.routes)/\(name)\(subresource)?fieldManager=\(manager)", patch,
            type: "application/merge-patch+json")
    }

    /// A write by a controller that moves nothing but status and version.
    func touchStatus(_ name: String) async {
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
    func route(_ name: String) async -> Value? {
        let answer = await send("GET", "\(Self.routes)/\(name)", "", type: "")
        return answer.code == 200 ? answer.value : nil
    }

    func routes() async -> [Value] { await send("GET", Self.routes, "", type: "").value["items"]?.array ?? [] }

    /// The UIDs of the routes that are marked for a stack, by name.
    func marked(for lineage: String) async -> [String: String] {
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
    func writes(_ name: String? = nil) -> Bool {
        guard ["PATCH", "DELETE", "POST", "PUT"].contains(method) else { return false }
        return name.map { path == "\(FaultyCluster.routes)/\($0)" } ?? path.hasPrefix(FaultyCluster.routes)
    }
}
