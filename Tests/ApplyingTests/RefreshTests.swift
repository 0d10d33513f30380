import Planning
import SandboxSupport
import State
import TestSupport
import Testing
import Values

@testable import Applying

/// The state follows what is live, and the cluster is only read.
struct RefreshTests {
    /// Refreshes a stack's state and saves it; what was found, such as "a changed".
    private func refresh(_ stack: TestStack) async throws -> (found: [String], drift: [String]) {
        try await stack.store.withLock(command: "refresh") { lock in
            let refresh = try await Refresh(stack.opened())
            if refresh.isNews { _ = try lock.save(refresh.snapshot) }
            return (
                refresh.routes.map { "\($0.route.key.name) \($0.finding.rawValue)" },
                refresh.drift.flatMap { change in change.fields.map { "\(change.key.name) \($0.path)" } }
            )
        }
    }

    private func run(_ body: (TestCluster, TestStack, ScriptedServer) async throws -> Void) async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a", labels: "{team: db}") + document("b"))
            try await body(cluster, stack, server)
        }
    }

    @Test func nothingIsNewsWhereNothingChanged() async throws {
        try await run { _, stack, server in
            let before = try stack.store.load()
            let writes = server.requests.count { $0.writes() }
            let (found, drift) = try await refresh(stack)
            #expect(found == ["a unchanged", "b unchanged"])
            #expect(drift.isEmpty)
            #expect(try stack.store.load() == before)
            #expect(server.requests.count { $0.writes() } == writes)
        }
    }

    @Test func driftIsRecordedAndTakenBackByTheNextApply() async throws {
        try await run { cluster, stack, _ async throws in
            let weights: Value = ["rules": [["backendRefs": [["name": "pg", "port": 5432, "weight": 7]]]]]
            await cluster.patch("a", ["metadata": ["labels": ["team": .null, "theirs": "x"]], "spec": weights])
            let (found, drift) = try await refresh(stack)
            #expect(found == ["a changed", "b unchanged"])
            #expect(drift == ["a metadata.labels.team", "a spec.rules[0].backendRefs[0].weight"])
            let object = try #require(try stack.store.load()?.routes.first?.object)
            #expect(object["spec"]?["rules"]?[0]?["backendRefs"]?[0]?["weight"] == 7)
            #expect(object["metadata"]?["labels"]?["team"] == nil)
            // What this stack never applied is not its own.
            #expect(object["metadata"]?["labels"]?["theirs"] == nil)
            let plan = try await stack.plan(document("a", labels: "{team: db}") + document("b"))
            #expect(plan.drift.isEmpty)
            #expect(plan.changes.map(\.action) == [.update, .unchanged])
            #expect(try await refresh(stack).found == ["a unchanged", "b unchanged"])
        }
    }

    @Test func whatIsGoneOrSomebodyElsesLeavesTheState() async throws {
        try await run { cluster, stack, _ async throws in
            await cluster.send("DELETE", TestCluster.routes + "/a", [:])
            await cluster.patch(
                "b", ["metadata": ["annotations": ["openmcf.org/stack": "0b0b0b0b-0000-4000-8000-000000000002"]]])
            let live = await cluster.route("b")
            #expect(try await refresh(stack).found == ["a gone", "b left-alone"])
            #expect(try stack.inState().isEmpty)
            #expect(await cluster.route("b") == live)
        }
    }

    @Test func aRouteThatIsBeingDeletedIsRecordedAsThat() async throws {
        try await run { cluster, stack, _ async throws in
            await cluster.patch("a", ["metadata": ["finalizers": ["example.org/wait"]]])
            await cluster.send("DELETE", TestCluster.routes + "/a", [:])
            #expect(try await refresh(stack).found == ["a unchanged", "b unchanged"])
            #expect(try stack.store.load()?.routes.map { $0.deletionTimestamp != nil } == [true, false])
        }
    }
}
