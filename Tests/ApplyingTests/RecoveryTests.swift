import Files
import GatewayAPI
import KubernetesClient
import Planning
import SandboxSupport
import State
import TestSupport
import Testing
import Values

@testable import Applying

/// What the next run makes of writes whose answer never arrived.
struct RecoveryTests {
    private func intent(
        _ action: Intent.Action, _ name: String = "pg", uid: String? = nil, object: Value? = nil
    ) -> Intent {
        Intent(
            id: 1, action, reference(name), uid: uid,
            object: object)
    }

    private func outcome(
        _ intent: Intent, on cluster: TestCluster, knowing routes: StateRoute...
    ) async throws -> IntentOutcome {
        var snapshot = StateSnapshot(lineage: lineage)
        for route in routes { snapshot.upsert(route) }
        return try await cluster.withClient { [snapshot] client, _ in
            let recovery = Recovery(client, snapshot, [intent])
            return recovery.outcome(of: intent, try await recovery.finding(of: intent))
        }
    }

    private func known(_ object: Value, uid: String) -> StateRoute {
        StateRoute(reference("pg"), object: object, live: LiveRoute(object.stored(uid: uid)))
    }

    @Test func creationThatArrivedIsTaken() async throws {
        let cluster = try await TestCluster()
        try await cluster.apply(object("pg").stored(uid: "u1"))
        let outcome = try await outcome(intent(.create, object: object("pg")), on: cluster)
        guard case .applied(let route) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(route.key == key("pg"))
        #expect(route.uid == "u1")
        #expect(await cluster.route("pg")?["metadata"]?["resourceVersion"]?.string == route.resourceVersion)
        #expect(route.object == object("pg"))
        #expect(route.outputs == RouteOutputs(routeName: "pg", namespace: "db"))
    }

    /// The state then knows what was sent, not what was there before.
    @Test func updateThatArrivedIsRecorded() async throws {
        let cluster = try await TestCluster()
        let wanted = object("pg", port: 6432)
        try await cluster.apply(wanted.stored(uid: "u1"))
        let write = intent(.update, uid: "u1", object: wanted)
        let outcome = try await outcome(write, on: cluster, knowing: known(object("pg"), uid: "u1"))
        guard case .applied(let route) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(route.object == wanted)
        #expect(await cluster.route("pg")?["metadata"]?["resourceVersion"]?.string == route.resourceVersion)
    }

    private static let otherStack = "00000000-0000-4000-8000-000000000000"

    /// What is live may be somebody else's, or nothing.
    @Test(arguments: [nil, object("pg", stack: otherStack)])
    func writeThatDidNotArriveChangesNothing(live: Value?) async throws {
        let cluster = try await TestCluster()
        if let live { try await cluster.put(live.stored(uid: "u1")) }
        let wanted = object("pg", labels: ["team": "new"])
        #expect(try await outcome(intent(.create, object: wanted), on: cluster) == .unchanged)
        #expect(try await outcome(intent(.update, uid: "u1", object: wanted), on: cluster) == .unchanged)
    }

    /// A live route with this stack's mark is never unknown to the state, whatever else is in it.
    @Test func markedRouteIsTakenEvenIfItDiffers() async throws {
        let cluster = try await TestCluster()
        try await cluster.put(object("pg", port: 1).stored(uid: "u2"))
        let wanted = object("pg")
        let create = intent(.create, object: wanted)
        let update = intent(.update, uid: "u1", object: wanted)
        for write in [create, update] {
            let outcome = try await outcome(write, on: cluster)
            guard case .applied(let route) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(route.uid == "u2")
        }
        // One that the state knows stays as it is known: the plan that follows shows the difference.
        let same = intent(.update, uid: "u2", object: wanted)
        #expect(try await outcome(same, on: cluster, knowing: known(object("pg", port: 1), uid: "u2")) == .unchanged)
    }

    @Test func deletions() async throws {
        let cluster = try await TestCluster()
        #expect(try await outcome(intent(.delete, uid: "u1"), on: cluster) == .deleted)
        try await cluster.put(object("pg").stored(uid: "u2"))
        #expect(try await outcome(intent(.delete, uid: "u1"), on: cluster) == .deleted)
        let same = known(object("pg"), uid: "u2")
        #expect(try await outcome(intent(.delete, uid: "u2"), on: cluster, knowing: same) == .unchanged)
        await cluster.patch("pg", ["metadata": ["finalizers": ["example.org/wait"]]])
        await cluster.send("DELETE", TestCluster.path("pg"))
        let time = try #require(await cluster.route("pg")?["metadata"]?["deletionTimestamp"]?.string)
        let outcome = try await outcome(intent(.delete, uid: "u2"), on: cluster, knowing: same)
        guard case .applied(let route) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(route.deletionTimestamp == time)
    }

    @Test func serverThatCannotBeAskedSettlesNothing() async throws {
        let cluster = try await TestCluster(before: { _, _ in .failure(500, "InternalError", "no") })
        await #expect(throws: KubernetesError.self) { _ = try await outcome(intent(.create), on: cluster) }
    }

    /// A journal with one settled and one open intent, read back as the next run finds it.
    private func pending(_ folder: TemporaryFolder, cluster: String) async throws -> PendingOperation {
        let store = try StateStore.open(StateLocation(path: folder.file("state.json")))
        let snapshot = StateSnapshot(lineage: lineage, cluster: ClusterIdentity(uid: cluster))
        try await store.withLock(command: "apply") { lock in
            let journal = try lock.begin("apply", on: snapshot)
            let first = intent(.create, "first", object: object("first"))
            let second = Intent(
                id: 2, .create, reference("second"),
                object: object("second"))
            try journal.intend([first, second])
            let live = LiveRoute(object("first").stored(uid: "u1"))
            try journal.record([
                (id: 1, outcome: .applied(StateRoute(reference("first"), object: object("first"), live: live)))
            ])
        }
        return try #require(try store.pending(for: nil))
    }

    @Test func settlingTakesWhatIsKnownAndLooksUpTheRest() async throws {
        let folder = try TemporaryFolder()
        let cluster = try await TestCluster()
        let pending = try await pending(folder, cluster: await cluster.uid)
        try await cluster.put(object("second").stored(uid: "u2"))
        let settled = try await cluster.withClient { client, server in
            let settled = try await Recovery.settle(pending, nil, client, parallelism: 4, stateName: "state.json")
            // What the journal knows is not asked for again.
            #expect(!server.lines.contains { $0.contains("first") })
            return settled
        }
        #expect(settled.routes.map(\.key.name) == ["first", "second"])
        #expect(settled.routes.map(\.uid) == ["u1", "u2"])
        #expect(settled.lineage == lineage)
    }

    /// On another cluster nothing is found, which says nothing about the one that the writes went to.
    @Test func anotherClusterSettlesNothing() async throws {
        let folder = try TemporaryFolder()
        let pending = try await pending(folder, cluster: "cluster-2")
        try await TestCluster().withClient { client, server in
            let error = await #expect(throws: ApplyingError.self) {
                _ = try await Recovery.settle(pending, nil, client, parallelism: 4, stateName: "state.json")
            }
            #expect(error?.code == .otherCluster)
            #expect(!server.lines.contains { $0.contains("tcproutes") })
        }
    }

    /// A colleague's newer state beside the journal of a run that broke off here: no route of either is lost.
    @Test func journalBesideAnotherStateIsSettledByLooking() async throws {
        try await TestCluster.run { cluster, client, server in
            let mine = try TestStack(client)
            try await mine.apply(document("shared") + document("doomed"))
            let colleague = try TestStack(client, copying: mine)
            // My run: creates one, deletes one, and dies before it saves.
            try await mine.abandon {
                try await mine.apply(document("shared") + document("mine"), prunes: true)
            }
            try await colleague.apply(document("shared") + document("theirs"))
            try DurableFile.replace(mine.store.path, with: try #require(try DurableFile.read(colleague.store.path)))

            let before = server.requests.count
            let outcome = try await mine.apply(document("shared") + document("mine") + document("theirs"))
            #expect(outcome.summary == "shared unchanged, mine unchanged, theirs unchanged")
            #expect(server.requests.dropFirst(before).contains { $0.method == "GET" && $0.path.hasSuffix("/mine") })
            #expect(try await mine.inState() == cluster.marked(for: mine.lineage()))
            #expect(try mine.inState().keys.sorted() == ["mine", "shared", "theirs"])
            try await mine.destroy()
            #expect(await cluster.routes().isEmpty)
        }
    }
}
