import KubernetesClient
import Planning
import SandboxSupport
import State
import TestSupport
import Testing
import Values

@testable import Applying

/// What this tool set and the manifests no longer have: such removals are seen until they are carried out.
struct RemovalTests {
    /// Something that the manifest has first and then no more.
    struct Removal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let after: String
        /// The field as a plan names it.
        let field: String
    }

    private static let parents = "parentRefs: [{name: gateway}]"

    static let removals = [
        Removal(
            testDescription: "a label", before: document("a", labels: "{keep: x, drop: v}"),
            after: document("a", labels: "{keep: x}"), field: "metadata.labels.drop"),
        Removal(
            testDescription: "the parents", before: document("a", spec: parents + "\n  useDefaultGateways: All"),
            after: document("a", spec: "useDefaultGateways: All"), field: "spec.parentRefs"),
        Removal(
            testDescription: "the default gateways",
            before: document("a", spec: parents + "\n  useDefaultGateways: All"),
            after: document("a"), field: "spec.useDefaultGateways"),
    ]

    private func fields(_ plan: Plan) -> [String] { plan.changes.flatMap(\.fields).map(\.path.description) }

    /// The update never arrived, and its answer is lost: the look-up does not take the old object for the new one.
    @Test(arguments: removals)
    func lostUpdateIsNoticed(removal: Removal) async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(removal.before)
            let lost = TestCluster.Fault(before: { request, _ in request.writes() ? .reset : nil })
            let outcome = try await cluster.failing(lost) { try await stack.apply(removal.after) }
            #expect(outcome.summary == "a failed")
            #expect(outcome.results[0].message == "it was looked up and is as it was")
            #expect(fields(try await stack.plan(removal.after)) == [removal.field])
            #expect(try await stack.apply(removal.after).summary == "a updated")
            #expect(try await stack.plan(removal.after).hasChanges == false)
        }
    }

    /// The run ends with its intents only, as one that is killed: the next takes the old object for what it is.
    @Test(arguments: removals)
    func removalOfARunThatBrokeOffIsCarriedOut(removal: Removal) async throws {
        try await TestCluster.run(attempts: 1) { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(removal.before)
            // What comes once there is a journal is the write and its look-up.
            let gone = TestCluster.Fault(before: { _, _ in (try? stack.hasJournal()) == true ? .reset : nil })
            let broken = try await cluster.failing(gone) { try await stack.apply(removal.after) }
            #expect(broken.results.map(\.isUnsettled) == [true])
            #expect(try stack.hasJournal())
            #expect(try await stack.apply(removal.after).summary == "a updated")
            #expect(try await cluster.route("a")?[FieldPath(parsing: removal.field)] == nil)
            #expect(try await stack.inState() == cluster.marked(for: stack.lineage()))
            #expect(try await stack.plan(removal.after).hasChanges == false)
        }
    }

    /// An older state, put back, knows nothing of what was added since: its owner is on the cluster.
    @Test(arguments: removals)
    func olderStateStillShowsTheRemoval(removal: Removal) async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(removal.after)
            let older = try TestStack(client, copying: stack)
            try await stack.apply(removal.before)
            #expect(fields(try await older.plan(removal.after)) == [removal.field])
            #expect(try await older.apply(removal.after).summary == "a updated")
            #expect(try await older.plan(removal.after).hasChanges == false)
            #expect(try await cluster.route("a")?[FieldPath(parsing: removal.field)] == nil)
        }
    }

    /// Where the cluster has lost its record of who set what, the state says it.
    @Test(arguments: removals)
    func clearedOwnershipIsTakenFromTheState(removal: Removal) async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(removal.before)
            await cluster.patch("a", ["metadata": ["labels": ["theirs": "x"], "managedFields": [[:]]]])
            try #require(await cluster.route("a")?["metadata"]?["managedFields"] == nil)
            let plan = try await stack.plan(removal.after)
            #expect(fields(plan) == [removal.field])
            #expect(plan.changes[0].preparedManagedFields != nil)
            let writes = server.requests.count { $0.writes() }
            #expect(try await stack.apply(saved: plan).summary == "a updated")
            #expect(server.requests.count { $0.writes() } == writes + 2)
            let live = try #require(await cluster.route("a"))
            #expect(try live[FieldPath(parsing: removal.field)] == nil)
            #expect(live["metadata"]?["labels"]?["theirs"] == "x")
            #expect(try await stack.plan(removal.after).hasChanges == false)
        }
    }

    /// Nothing is written for a route that is as wanted, whoever is recorded as its owner.
    @Test func clearedOwnershipAloneIsNoChange() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            await cluster.patch("a", ["metadata": ["managedFields": [[:]]]])
            #expect(try await stack.plan(document("a")).hasChanges == false)
            // An edit needs no force: what is live is what this stack applied.
            #expect(try await stack.plan(document("a", port: 1)).changes[0].conflicts == [])
            #expect(try await stack.apply(document("a", port: 1)).summary == "a updated")
        }
    }

    /// What another manager owns as well, or has set itself, is its own.
    @Test func fieldsOfOthersStay() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a", labels: "{shared: x, mine: v}"))
            await cluster.send(
                "PATCH", TestCluster.routes + "/a?fieldManager=argocd",
                [
                    "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
                    "metadata": ["name": "a", "labels": ["shared": "x", "theirs": "z"]],
                ], type: "application/apply-patch+yaml")
            #expect(fields(try await stack.plan(document("a"))) == ["metadata.labels.mine"])
            try await stack.apply(document("a"))
            let labels = await cluster.route("a")?["metadata"]?["labels"]
            #expect(labels?["shared"] == "x")
            #expect(labels?["theirs"] == "z")
            #expect(labels?["mine"] == nil)
            #expect(try await stack.plan(document("a")).hasChanges == false)
        }
    }
}
