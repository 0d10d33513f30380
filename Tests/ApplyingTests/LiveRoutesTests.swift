import KubernetesClient
import Planning
import SandboxSupport
import TestSupport
import Testing
import Values

@testable import Applying

/// How the live objects are read: few requests, and only rights that are there.
struct LiveRoutesTests {
    private static let list = TestCluster.routes

    private func read(
        _ cluster: TestCluster, _ keys: Set<RouteKey>, destinations: Set<RouteKey>? = nil
    ) async throws -> (LiveRoutes, [String]) {
        try await cluster.withClient { client, server in
            let live = try await LiveRoutes.read(
                client, routes, keys: keys, destinations: destinations ?? keys, parallelism: 4)
            return (live, server.requests.map { "\($0.method) \($0.path)" }.sorted())
        }
    }

    @Test func manyRoutesOfANamespaceAreOneList() async throws {
        let cluster = try await TestCluster()
        for name in ["a", "b", "stranger"] { try await cluster.put(object(name).stored(uid: name)) }
        let (live, requests) = try await read(cluster, [key("a"), key("b"), key("c")])
        #expect(requests == ["GET \(Self.list)"])
        #expect(Set(live.objects.keys) == [key("a"), key("b")])
        #expect(live.closedNamespaces == [:])
    }

    @Test func fewRoutesAreRead() async throws {
        let cluster = try await TestCluster()
        try await cluster.put(object("a").stored(uid: "a"))
        let (live, requests) = try await read(cluster, [key("a"), key("b")])
        #expect(requests == ["GET \(Self.list)/a", "GET \(Self.list)/b"])
        #expect(live.objects[key("a")]?["metadata"]?["uid"] == "a")
        #expect(live.objects[key("b")] == nil)
    }

    @Test func whoMayNotListMayStillGet() async throws {
        let cluster = try await TestCluster(before: { request, _ in
            request.path == Self.list ? .failure(403, "Forbidden", "tcproutes is forbidden: cannot list") : nil
        })
        try await cluster.put(object("b").stored(uid: "b"))
        let (live, requests) = try await read(cluster, [key("a"), key("b"), key("c")])
        #expect(requests == ["GET \(Self.list)"] + ["a", "b", "c"].map { "GET \(Self.list)/\($0)" })
        #expect(Set(live.objects.keys) == [key("b")])
    }

    @Test func failingListIsAnError() async throws {
        let cluster = try await TestCluster(before: { request, _ in
            request.path == Self.list ? .failure(500, "InternalError", "etcd is away") : nil
        })
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await read(cluster, [key("a"), key("b"), key("c")])
        }
        #expect(error?.code == .serverError)
        #expect(error?.message.contains("etcd is away") == true)
    }

    @Test func namespacesAreAskedForWhereNothingIsThere() async throws {
        let cluster = try await TestCluster(namespaces: ["db", "empty"])
        try await cluster.put(object("a").stored(uid: "a"))
        let keys: Set = [key("a"), key("b", in: "empty"), key("c", in: "gone"), key("d", in: "away")]
        let (live, requests) = try await read(cluster, keys)
        #expect(live.closedNamespaces == ["away": .missing, "gone": .missing])
        #expect(
            requests.filter { $0.hasPrefix("GET /api/v1/") }
                == ["away", "empty", "gone"].map { "GET /api/v1/namespaces/\($0)" })
    }

    @Test func namespacesOfWhatIsDeletedAreNotAskedFor() async throws {
        let (live, requests) = try await read(try await TestCluster(), [key("c", in: "gone")], destinations: [])
        #expect(live.closedNamespaces == [:])
        #expect(requests == ["GET \(TestCluster.path("c", in: "gone"))"])
    }

    /// Somebody who may not read namespaces can still apply routes.
    @Test func forbiddenNamespaceCountsAsThere() async throws {
        let cluster = try await TestCluster(before: { request, _ in
            request.path.hasPrefix("/api/v1/namespaces/") ? .failure(403, "Forbidden", "no") : nil
        })
        let (live, _) = try await read(cluster, [key("a", in: "hidden")])
        #expect(live.closedNamespaces == [:])
    }
}
