import Diagnostics
import KubernetesClient
import Planning
import SandboxSupport
import TestSupport
import Testing
import Values

@testable import Applying

/// Writes that the server is asked to try.
struct DryRunTests {
    private static func dryRun(_ stack: Stack) -> DryRun {
        DryRun(stack.client, stack.routes, parallelism: stack.parallelism)
    }

    private static let denial = Reply.failure(
        400, "BadRequest", #"admission webhook "routes.example" denied the request: no port 1"#)

    /// A cluster with a webhook that refuses port 1 and labels what it lets through.
    private static let webhook = TestCluster.Fault(
        before: { request, _ in request.writes("a") && request.body.contains(#""port":1,"#) ? denial : nil })

    @Test func nothingIsStored() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            let before = await cluster.route("a")
            var plan = try await stack.plan(document("a", port: 2) + document("b"))
            let refused = try await Self.dryRun(stack.opened()).judge(&plan)
            #expect(refused.isEmpty)
            #expect(plan.changes.map(\.action) == [.update, .create])
            #expect(plan.changes[0].fields.map(\.path.description) == ["spec.rules[0].backendRefs[0].port"])
            #expect(!plan.isRefused)
            #expect(server.requests.filter { $0.writes("b") || $0.uri.contains("dryRun=All") }.count == 2)
            #expect(await cluster.route("a") == before)
            #expect(await cluster.route("b") == nil)
        }
    }

    @Test func whatAWebhookSaysIsPartOfThePlan() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            var plan = try await stack.plan(document("a", port: 1) + document("b"))
            let refused = try await cluster.failing(Self.webhook) {
                try await Self.dryRun(stack.opened()).judge(&plan)
            }
            #expect(refused.keys.map(\.name) == ["a"])
            #expect(
                plan.refusals(of: plan.changes[0]) == [
                    .rejected(
                        Rejection(
                            code: "denied",
                            message: #"admission webhook "routes.example" denied the request: no port 1"#))
                ])
            #expect(plan.refusals(of: plan.changes[1]).isEmpty)
        }
    }

    @Test func validationShowsItAtTheManifest() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            let routes = try await manifests(document("a", port: 1) + document("b"))
            let found = try await cluster.failing(Self.webhook) {
                try await Self.dryRun(stack.opened()).judge(routes, stack: nil)
            }
            #expect(found.map(\.code.description) == ["server-denied"])
            #expect(found.map { $0.range?.startLocation.line } == [3])
        }
    }

    /// What a webhook changes beyond the manifest is what the plan foretells.
    @Test func whatTheServerMakesOfItIsTheResult() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            var plan = try await stack.plan(document("a"))
            let fault = TestCluster.Fault(before: { request, cluster in
                guard request.writes("a") else { return nil }
                var mutated = request
                mutated.body = request.body.replacing(#""labels":{"#, with: #""labels":{"injected":"x","#)
                return await cluster.carryOut(mutated)
            })
            _ = try await cluster.failing(fault) { try await Self.dryRun(stack.opened()).judge(&plan) }
            #expect(plan.changes[0].after?["metadata"]?["labels"]?["injected"] == "x")
            #expect(plan.changes[0].after?["metadata"]?["uid"] == nil)
            #expect(plan.changes[0].desired?["metadata"]?["labels"]?["injected"] == nil)
        }
    }

    @Test func aServerThatDoesNotAnswerIsNoVerdict() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            var plan = try await stack.plan(document("a"))
            let opened = try await stack.opened()
            let error = await #expect(throws: KubernetesError.self) {
                try await cluster.failing(.init(before: { _, _ in .failure(401, "Unauthorized", "who are you") })) {
                    _ = try await Self.dryRun(opened).judge(&plan)
                }
            }
            #expect(error?.code == .unauthenticated)
        }
    }
}
