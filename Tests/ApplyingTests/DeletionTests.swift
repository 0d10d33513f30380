import GatewayAPI
import KubernetesClient
import Planning
import SandboxSupport
import State
import TestSupport
import Testing
import Values

@testable import Applying

/// Routes that are to go: gone already, held by a finalizer, or somebody else's by now.
struct DeletionTests {
    private static func hold(_ cluster: TestCluster, _ name: String = "a") async {
        await cluster.patch(name, ["metadata": ["finalizers": ["example.org/wait"]]])
    }

    private static func release(_ cluster: TestCluster, _ name: String = "a") async {
        await cluster.patch(name, ["metadata": ["finalizers": .null]])
    }

    @Test func routeThatAFinalizerHolds() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            await Self.hold(cluster)
            var outcome = try await stack.destroy()
            #expect(outcome.summary == "a terminating")
            let since = try #require(await cluster.route("a")?["metadata"]?["deletionTimestamp"]?.string)
            let words = "is being deleted since \(since) and waits for the finalizer 'example.org/wait'"
            #expect(outcome.results[0].message == "db/a \(words)")
            #expect(outcome.results[0].deletion?.finalizers == ["example.org/wait"])
            // It is live, so the state still has it.
            #expect(try await stack.inState() == cluster.marked(for: stack.lineage()))
            #expect(try stack.store.load()?.routes.first?.deletionTimestamp == since)

            let writes = server.requests.count { $0.writes() }
            outcome = try await stack.destroy()
            #expect(outcome.summary == "a terminating")
            let plan = try await stack.plan(document("a"))
            #expect(plan.changes[0].action == .create)
            #expect(plan.refusals(of: plan.changes[0]) == [.beingDeleted])
            #expect(plan.drift.isEmpty)
            outcome = try await stack.apply(document("a") + document("b"))
            #expect(outcome.summary == "a failed, b created")
            guard case .refused(let error) = outcome.result("a")?.failure else {
                Issue.record("\(outcome)")
                return
            }
            #expect(error.message == "the route db/a \(words); it is not written")
            #expect(server.requests.count { $0.writes() } == writes + 1)

            await Self.release(cluster)
            // It was this stack that deleted it.
            #expect(try await stack.plan(document("a")).drift.isEmpty)
            #expect(try await stack.apply(document("a")).summary == "a created")
            #expect(try stack.store.load()?.routes.first?.deletionTimestamp == nil)
        }
    }

    @Test func routeThatIsGoneCostsNoRequest() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            await cluster.send("DELETE", TestCluster.routes + "/a", [:])
            let writes = server.requests.count { $0.writes() }
            #expect(try await stack.planDestroy().hasChanges == false)
            #expect(try await stack.destroy().summary == "a gone")
            #expect(server.requests.count { $0.writes() } == writes)
            #expect(try stack.inState().isEmpty)
        }
    }

    @Test(arguments: ["prune", "destroy", "saved plan"])
    func routeOfAnotherStackLeavesTheState(how: String) async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            let other = try TestStack(client)
            try await other.apply(document("a")) { $0.takeover.adopts = true }
            let outcome =
                switch how {
                case "prune": try await stack.apply(document("b"), prunes: true)
                case "destroy": try await stack.destroy()
                default: try await stack.apply(saved: stack.planDestroy())
                }
            #expect(outcome.result("a")?.action == .leftAlone)
            let lineage = try other.lineage()
            #expect(
                outcome.result("a")?.message
                    == "db/a belongs to another stack of openmcf now (lineage \(lineage)); it is left alone")
            #expect(try stack.inState()["a"] == nil)
            #expect(try await other.inState() == cluster.marked(for: lineage))
        }
    }

    // MARK: - Waiting

    @Test func waitingEndsWhenTheRouteIsGone() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a") + document("b"))
            await Self.hold(cluster)
            let fault = TestCluster.Fault(after: { request, cluster in
                let looks = server.requests.count { $0.method == "GET" && $0.path.hasSuffix("/a") }
                if request.method == "GET", looks == 3 { await Self.release(cluster) }
                return nil
            })
            let outcome = try await cluster.failing(fault) { try await stack.destroy(waitingFor: .seconds(30)) }
            #expect(outcome.summary == "a deleted, b deleted")
            #expect(try stack.inState().isEmpty)
            #expect(try stack.store.load()?.serial == 3)
        }
    }

    @Test func waitingEndsWithItsTime() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a") + document("b"))
            await Self.hold(cluster)
            let outcome = try await stack.destroy(waitingFor: .milliseconds(50))
            #expect(outcome.summary == "a terminating, b deleted")
            #expect(outcome.results[0].message?.hasSuffix("waits for the finalizer 'example.org/wait'") == true)
            #expect(try stack.inState().keys.sorted() == ["a"])
        }
    }

    /// A route that somebody creates again while it is waited for is not waited for any longer.
    @Test func waitingEndsWhenAnotherObjectHasTheName() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            await Self.hold(cluster)
            let fault = TestCluster.Fault(after: { request, cluster in
                let looks = server.requests.count { $0.method == "GET" && $0.path.hasSuffix("/a") }
                guard request.method == "GET", looks == 3 else { return nil }
                await Self.release(cluster)
                await cluster.send(
                    "POST", TestCluster.routes,
                    [
                        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
                        "metadata": ["name": "a"],
                        "spec": ["rules": [["backendRefs": [["name": "pg", "port": 1]]]]],
                    ])
                return nil
            })
            let outcome = try await cluster.failing(fault) { try await stack.destroy(waitingFor: .seconds(30)) }
            #expect(outcome.summary == "a deleted")
            #expect(await cluster.route("a") != nil)
            #expect(try stack.inState().isEmpty)
        }
    }

    @Test func waitingEndsWhenNobodyAnswers() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            await Self.hold(cluster)
            let fault = TestCluster.Fault(before: { request, _ in
                let looks = server.requests.count { $0.method == "GET" && $0.path.hasSuffix("/a") }
                return request.method == "GET" && looks > 2
                    ? .failure(403, "Forbidden", "tcproutes \"a\" is forbidden") : nil
            })
            let outcome = try await cluster.failing(fault) { try await stack.destroy(waitingFor: .seconds(30)) }
            #expect(outcome.summary == "a failed")
            #expect(outcome.code("a") == "forbidden")
            #expect(try stack.inState().keys.sorted() == ["a"])
        }
    }
}
