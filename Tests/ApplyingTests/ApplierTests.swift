import Diagnostics
import KubernetesClient
import Manifests
import Planning
import SandboxSupport
import State
import Synchronization
import TestSupport
import Testing
import Values

@testable import Applying

/// A plan carried out against a server that fails in the middle.
struct ApplierTests {
    private static func isPatch(of name: String) -> @Sendable (SeenRequest) -> Bool {
        { $0.method == "PATCH" && $0.path == TestCluster.path(name) }
    }

    private static let refusal = Reply.failure(
        422, "Invalid", "TCPRoute \"b\" is invalid: spec.rules[0].backendRefs[0].port: Invalid value: 5432",
        details: [
            "causes": [
                [
                    "reason": "FieldValueInvalid", "field": "spec.rules[0].backendRefs[0].port",
                    "message": "Invalid value: 5432: not today",
                ]
            ]
        ])

    private static let refusingB: TestCluster.Fault.Step = { request, _ in
        isPatch(of: "b")(request) ? refusal : nil
    }

    /// What became of an apply, and the state it left.
    struct Outcome: Sendable {
        var results: [RouteOutcome]
        var state: StateSnapshot?
        var hasJournal: Bool

        func result(_ name: String) -> RouteOutcome? { results.first { $0.key.name == name } }

        func serverError(_ name: String) -> KubernetesError? {
            if case .server(let error) = result(name)?.failure { error } else { nil }
        }
    }

    private func apply(
        _ names: [String], on cluster: TestCluster, _ adjust: (inout ApplierOptions) -> Void = { _ in }
    ) async throws -> Outcome {
        let folder = try TemporaryFolder()
        let store = try StateStore.open(StateLocation(path: folder.file("state.json")))
        let routes = try await manifests(names.map { manifest($0) }.joined(separator: "---\n"))
        var options = ApplierOptions()
        adjust(&options)
        let outcome = try await cluster.withClient { [options] client, _ in
            let stack = try await Stack.open(
                StateSnapshot(lineage: lineage), client, parallelism: 4, stateName: "state.json")
            let plan = try await stack.plan(routes, prunes: false)
            return try await store.withLock(command: "apply") { lock in
                try await Applier(stack, options).apply(plan, lock: lock, command: "apply")
            }
        }
        let state = try store.load()
        return Outcome(results: outcome.results, state: state, hasJournal: try store.pending(for: state) != nil)
    }

    @Test func oneFailureDoesNotStopTheOthers() async throws {
        let cluster = try await TestCluster(before: Self.refusingB)
        let outcome = try await apply(["a", "b", "c", "d"], on: cluster)
        #expect(outcome.results.map(\.action) == [.created, .failed, .created, .created])
        #expect(outcome.serverError("b")?.code == .invalid)
        #expect(outcome.state?.routes.map(\.key.name) == ["a", "c", "d"])
        let live = try #require(await cluster.route("a"))
        #expect(outcome.state?.routes.first?.uid == live["metadata"]?["uid"]?.string)
        #expect(!outcome.hasJournal)
    }

    @Test func journalStaysWhenTheServerIsGoneForGood() async throws {
        let isGone = Mutex(false)
        let cluster = try await TestCluster(before: { request, _ in
            guard isGone.withLock({ $0 }) || Self.isPatch(of: "b")(request) else { return nil }
            isGone.withLock { $0 = true }
            return .reset
        })
        let outcome = try await apply(["a", "b"], on: cluster) { $0.parallelism = 1 }
        #expect(outcome.results.map(\.action) == [.created, .failed])
        #expect(outcome.state == nil)
        #expect(outcome.hasJournal)
    }

    @Test func interruptionSendsNothingMore() async throws {
        let sent = Mutex(0)
        let outcome = try await apply(["a", "b", "c"], on: TestCluster()) { options in
            options.parallelism = 1
            options.isInterrupted = { sent.withLock { $0 > 0 } }
            options.onResult = { _ in sent.withLock { $0 += 1 } }
        }
        #expect(outcome.results.map(\.action) == [.created, .failed, .failed])
        #expect(outcome.results.map(\.isNotSent) == [false, true, true])
        #expect(outcome.state?.routes.map(\.key.name) == ["a"])
        #expect(!outcome.hasJournal)
    }

    @Test func refusalIsShownAtTheManifestsLine() async throws {
        let cluster = try await TestCluster(before: Self.refusingB)
        let outcome = try await apply(["a", "b"], on: cluster)
        let error = try #require(outcome.serverError("b"))
        let route = try #require(
            try await manifests(manifest("a") + "---\n" + manifest("b")).first { $0.name == "b" })
        let diagnostic = try #require(ServerDiagnostics.diagnostics(for: error, route).first)
        #expect(diagnostic.message == "the API server refuses this: Invalid value: 5432: not today")
        #expect(diagnostic.code.name == "server-invalid")
        #expect(diagnostic.path == "spec.rules[0].backendRefs[0].port")
        #expect(diagnostic.file == "routes.yaml")
        #expect(diagnostic.range?.startLocation.line == 25)
        #expect(diagnostic.resource == "db/b")
    }

    /// `<nil>` and fields outside of the manifest have no line.
    @Test(arguments: ["", "<nil>", "status.parents", "spec.["])
    func causeWithoutAPlaceIsLeftOut(field: String) async throws {
        let cause: Value = ["field": .string(field), "reason": "FieldValueInvalid", "message": "no"]
        let status = APIStatus(["kind": "Status", "details": ["causes": [cause]]])
        let error = KubernetesError(.invalid, "refused", server: "http://a", status: status)
        let route = try #require(try await manifests(manifest("a")).first)
        #expect(ServerDiagnostics.diagnostics(for: error, route).isEmpty)
    }
}
