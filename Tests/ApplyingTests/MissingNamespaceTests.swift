import KubernetesClient
import Planning
import SandboxSupport
import State
import TestSupport
import Testing
import Values

@testable import Applying

/// A namespace that does not exist fails the routes that go to it, or is made.
struct MissingNamespaceTests {
    @Test func otherRoutesAreApplied() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            let text = document("a") + manifest("b", in: "away") + "---\n" + manifest("c", in: "away")
            let outcome = try await stack.apply(text)
            #expect(outcome.summary == "a created, b failed, c failed")
            #expect(outcome.code("b") == "missing-namespace")
            guard case .refused(let error)? = outcome.result("b")?.failure else {
                Issue.record("b is not refused")
                return
            }
            #expect(error.message == "the namespace 'away' does not exist")
            #expect(error.help == "kubectl create namespace away\nor let apply make it with --create-namespace")
            #expect(server.requests.filter { $0.uri.contains("namespaces/away/") && $0.method != "GET" }.isEmpty)
            #expect(try stack.inState().keys.sorted() == ["a"])
            #expect(await cluster.route("a") != nil)
        }
    }

    @Test func aFailureAloneBeginsNoState() async throws {
        try await TestCluster.run { _, client, _ in
            let stack = try TestStack(client)
            #expect(try await stack.apply(manifest("b", in: "away")).summary == "b failed")
            #expect(try stack.store.load() == nil)
        }
    }

    @Test func itIsMadeWhereThatIsAskedFor() async throws {
        try await TestCluster.run { _, client, _ in
            let stack = try TestStack(client)
            var opened = try await stack.opened()
            opened.createsNamespaces = true
            let plan = try await opened.plan(try await manifests(manifest("b", in: "away")), prunes: false)
            #expect(plan.namespaces == [PlannedNamespace(.create, "away")])
            #expect(!plan.isRefused)
        }
    }

    @Test(arguments: [false, true])
    func oneThatIsBeingDeletedTakesNothing(createsNamespaces: Bool) async throws {
        try await TestCluster.run { cluster, client, server in
            try await cluster.put([
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "last", "namespace": "db", "finalizers": ["example.org/wait"]],
            ])
            await cluster.send("DELETE", "/api/v1/namespaces/db")
            let stack = try TestStack(client)
            var opened = try await stack.opened()
            opened.createsNamespaces = createsNamespaces
            let plan = try PlanCodec.plan(
                PlanCodec.value(of: try await opened.plan(try await manifests(manifest("a")), prunes: false)))
            #expect(plan.changes.map { plan.refusals(of: $0) } == [[.namespaceBeingDeleted]])
            let writes = server.requests.count { $0.method == "PATCH" }
            let outcome = try await stack.apply(manifest("a"))
            #expect(server.requests.count { $0.method == "PATCH" } == writes)
            let error = try #require(outcome.refusal("a"))
            #expect(error.code == .beingDeleted)
            #expect(error.message == "the namespace 'db' is being deleted and takes no new routes")
        }
    }

    /// A plan may be carried out long after it was made: by then a namespace may be there.
    @Test func thoseMadeSinceThePlanAreSeen() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            let opened = try await stack.opened()
            let text = manifest("b", in: "away") + "---\n" + manifest("c", in: "gone")
            var plan = try await opened.plan(try await manifests(text), prunes: false)
            #expect(plan.closedNamespaces == ["away", "gone"])
            try await client.createNamespace("away")
            try await opened.lookForNamespaces(of: &plan)
            #expect(plan.closedNamespaces == ["gone"])
            #expect(plan.changes.filter(plan.isSent).map(\.key.name) == ["b"])
        }
    }

    /// What others changed to the very thing that the manifest asks for now is recorded, and told no more.
    @Test func driftThatIsWantedIsRecorded() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a", labels: "{team: db}"))
            await cluster.patch("a", ["metadata": ["labels": ["team": "web"]]], as: "kubectl-edit")
            let wanted = document("a", labels: "{team: web}")
            let plan = try await stack.plan(wanted)
            #expect(plan.drift.flatMap(\.fields).map(\.path.description) == ["metadata.labels.team"])
            let writes = server.requests.count { $0.writes() }
            #expect(try await stack.apply(wanted).summary.hasPrefix("a u"))
            let again = try await stack.plan(wanted)
            #expect(again.drift.isEmpty)
            #expect(again.changes.map(\.action) == [.unchanged])
            #expect(server.requests.count { $0.writes() } <= writes + 1)
            #expect(try stack.store.load()?.routes.first?.object["metadata"]?["labels"]?["team"] == "web")
        }
    }
}
