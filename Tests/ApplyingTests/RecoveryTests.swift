import GatewayAPI
import KubernetesClient
import Nodes
import State
import TestSupport
import Testing

@testable import Applying

/// What the next run makes of writes whose answer never arrived.
struct RecoveryTests {
    private func intent(
        _ action: Intent.Action, _ name: String = "pg", uid: String? = nil, object: Value? = nil
    ) -> Intent {
        Intent(
            id: 1, action, apiVersion: "gateway.networking.k8s.io/v1alpha2", kind: "TCPRoute", namespace: "db",
            name: name, uid: uid, object: object)
    }

    private func outcome(_ intent: Intent, on cluster: FakeCluster) async throws -> IntentOutcome {
        try await cluster.withClient { client, _ in
            try #require(try await Recovery.outcomes(of: [intent], lineage: lineage, client).first?.1)
        }
    }

    @Test func creationThatArrivedIsTaken() async throws {
        let cluster = FakeCluster()
        cluster["db", "pg"] = object("pg").stored(uid: "u1")
        let outcome = try await outcome(intent(.create, object: object("pg")), on: cluster)
        guard case .applied(let route) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(route.key == key("pg"))
        #expect(route.uid == "u1")
        #expect(route.resourceVersion == "7")
        #expect(route.object == object("pg"))
        #expect(route.outputs == RouteOutputs(routeName: "pg", namespace: "db"))
    }

    /// What is live may be somebody else's, or the state of before the write.
    @Test(arguments: [
        nil, object("pg", port: 1), object("pg", stack: "00000000-0000-4000-8000-000000000000"),
        object("pg", labels: ["team": "old"]),
    ])
    func writeThatDidNotArriveChangesNothing(live: Value?) async throws {
        let cluster = FakeCluster()
        cluster["db", "pg"] = live?.stored(uid: "u1")
        let wanted = object("pg", labels: ["team": "new"])
        #expect(try await outcome(intent(.create, object: wanted), on: cluster) == .unchanged)
        #expect(try await outcome(intent(.update, uid: "u1", object: wanted), on: cluster) == .unchanged)
    }

    @Test func deletions() async throws {
        let cluster = FakeCluster()
        #expect(try await outcome(intent(.delete, uid: "u1"), on: cluster) == .deleted)
        cluster["db", "pg"] = object("pg").stored(uid: "u2")
        #expect(try await outcome(intent(.delete, uid: "u1"), on: cluster) == .deleted)
        #expect(try await outcome(intent(.delete, uid: "u2"), on: cluster) == .unchanged)
    }

    @Test func serverThatCannotBeAskedSettlesNothing() async throws {
        let cluster = FakeCluster(fault: { _ in .failure(500, "InternalError", "no") })
        await #expect(throws: KubernetesError.self) { _ = try await outcome(intent(.create), on: cluster) }
    }

    /// A journal with one settled and one open intent, read back as the next run finds it.
    private func pending(_ folder: TemporaryFolder, cluster: String = "cluster-1") async throws -> PendingOperation {
        let store = try StateStore.open(StateLocation(path: folder.file("state.json")))
        let snapshot = StateSnapshot(lineage: lineage, cluster: ClusterIdentity(uid: cluster))
        try await store.withLock(command: "apply") { lock in
            let journal = try lock.begin("apply", on: snapshot)
            let first = intent(.create, "first", object: object("first"))
            let second = Intent(
                id: 2, .create, apiVersion: first.apiVersion, kind: first.kind, namespace: "db", name: "second",
                uid: nil, object: object("second"))
            try journal.intend([first, second])
            let route = StateRoute(key("first"), object: object("first"), live: object("first").stored(uid: "u1"))
            try journal.record([(id: 1, outcome: .applied(route))])
        }
        return try #require(try store.pending(for: nil))
    }

    @Test func settlingTakesWhatIsKnownAndLooksUpTheRest() async throws {
        let folder = try TemporaryFolder()
        let pending = try await pending(folder)
        let cluster = FakeCluster()
        cluster["db", "second"] = object("second").stored(uid: "u2")
        let settled = try await cluster.withClient { client, server in
            let settled = try await Recovery.settle(pending, nil, client, parallelism: 4, stateName: "state.json")
            // What the journal knows is not asked for again.
            #expect(!server.lines.contains { $0.contains("first") })
            return settled
        }
        #expect(settled.routes.map(\.name) == ["first", "second"])
        #expect(settled.routes.map(\.uid) == ["u1", "u2"])
        #expect(settled.lineage == lineage)
    }

    /// On another cluster nothing is found, which says nothing about the one that the writes went to.
    @Test func anotherClusterSettlesNothing() async throws {
        let folder = try TemporaryFolder()
        let pending = try await pending(folder, cluster: "cluster-2")
        try await FakeCluster().withClient { client, server in
            let error = await #expect(throws: ApplyingError.self) {
                _ = try await Recovery.settle(pending, nil, client, parallelism: 4, stateName: "state.json")
            }
            #expect(error?.code == .otherCluster)
            #expect(!server.lines.contains { $0.contains("tcproutes") })
        }
    }
}
