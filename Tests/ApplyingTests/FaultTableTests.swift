import KubernetesClient
import Planning
import SandboxSupport
import State
import Synchronization
import TestSupport
import Testing
import Values

@testable import Applying

/// Faults in the middle of a run, one a row: what becomes of the route that meets it, and that the others do not notice.
struct FaultTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What is answered to writes of the route `b`.
        let reply: Reply
        /// How many of these writes meet the fault.
        var times = 1
        /// Whether the server has carried out what it then answers wrongly.
        var isCarriedOut = false
        /// How `b` ends: the action and, of a failure, its code.
        let outcome: String
        /// How often `b` is sent.
        var writes = 2

        init(
            _ name: String, _ reply: Reply, times: Int = 1, isCarriedOut: Bool = false, _ outcome: String, writes: Int
        ) {
            testDescription = name
            (self.reply, self.times, self.isCarriedOut) = (reply, times, isCarriedOut)
            (self.outcome, self.writes) = (outcome, writes)
        }
    }

    private static let always = Int.max
    private static let retry = ["retry-after": "0"]

    private static func status(_ code: Int, _ reason: String, _ headers: [String: String] = [:]) -> Reply {
        .failure(code, reason, "because of the test", headers)
    }

    /// The client tries three times.
    static let rows = [
        Row("reset after it was stored", .reset, isCarriedOut: true, "created", writes: 2),
        Row("cut off after it was stored", .cutOff, isCarriedOut: true, "created", writes: 2),
        Row("reset before it was stored", .reset, "created", writes: 2),
        Row("reset for ever", .reset, times: always, "failed connection-lost", writes: 3),
        Row("reset for ever, and stored", .reset, times: always, isCarriedOut: true, "created", writes: 3),
        Row("429 with Retry-After", status(429, "TooManyRequests", retry), "created", writes: 2),
        Row("429 without", status(429, "TooManyRequests"), "created", writes: 2),
        Row("429 for ever", status(429, "TooManyRequests"), times: always, "failed too-many-requests", writes: 3),
        Row("503 with Retry-After", status(503, "ServiceUnavailable", retry), "created", writes: 2),
        Row("503 without", status(503, "ServiceUnavailable"), "created", writes: 2),
        Row("503 for ever", status(503, "ServiceUnavailable"), times: always, "failed server-error", writes: 3),
        Row("504 after it was stored", status(504, "Timeout"), isCarriedOut: true, "created", writes: 2),
        Row("500 with Retry-After", status(500, "InternalError", retry), "created", writes: 2),
        Row("500", status(500, "InternalError"), "created", writes: 2),
        Row("500 for ever", status(500, "InternalError"), times: always, "failed server-error", writes: 3),
        Row("500, and stored", status(500, "InternalError"), isCarriedOut: true, "created", writes: 2),
        Row("409 of a field manager", conflict, "failed conflict", writes: 1),
        Row("409 of a version", status(409, "Conflict"), "created", writes: 2),
        Row("409 of a version for ever", status(409, "Conflict"), times: always, "failed conflict", writes: 5),
        Row("409 of one that is there", status(409, "AlreadyExists"), "failed already-exists", writes: 1),
        Row("404 of the namespace", noNamespace, "failed not-found", writes: 1),
        Row("410", status(410, "Expired"), "failed gone", writes: 1),
        Row("401", status(401, "Unauthorized"), "failed unauthenticated", writes: 1),
        Row("403", status(403, "Forbidden"), "failed forbidden", writes: 1),
        Row("413", status(413, "RequestEntityTooLarge"), "failed request-too-large", writes: 1),
        Row("422", status(422, "Invalid"), "failed invalid", writes: 1),
    ]

    private static let conflict = Reply.failure(
        409, "Conflict", "Apply failed with 1 conflict",
        details: [
            "causes": [
                [
                    "reason": "FieldManagerConflict", "field": ".spec.rules",
                    "message": "conflict with \"stranger\"",
                ]
            ]
        ])
    private static let noNamespace = Reply.failure(
        404, "NotFound", "namespaces \"db\" not found", details: ["name": "db", "kind": "namespaces"])

    private static func fault(_ row: Row) -> TestCluster.Fault {
        let seen = Mutex(0)
        let meet: @Sendable (SeenRequest, TestCluster) async -> Reply? = { request, _ in
            guard request.writes("b") else { return nil }
            return seen.withLock { seen in
                seen += 1
                return seen <= row.times ? row.reply : nil
            }
        }
        return row.isCarriedOut ? .init(after: meet) : .init(before: meet)
    }

    @Test(arguments: rows)
    func fault(row: Row) async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            let text = ["a", "b", "c"].map { document($0) }.joined()
            let outcome = try await cluster.failing(Self.fault(row)) { try await stack.apply(text) }
            let action = outcome.result("b")?.action.rawValue ?? ""
            #expect([action, outcome.code("b")].compactMap { $0 }.joined(separator: " ") == row.outcome)
            #expect(outcome.result("a")?.action == .created)
            #expect(outcome.result("c")?.action == .created)
            #expect(server.requests.count { $0.writes("b") } == row.writes)
            // State and cluster say the same, and nothing is left to be settled.
            #expect(try await stack.inState() == cluster.marked(for: stack.lineage()))
            #expect(try !stack.hasJournal())
            // Once the fault is over, the next run has the rest to do, and nothing is there twice.
            let isDone = row.outcome == "created"
            #expect(
                try await stack.apply(text).summary
                    == "a unchanged, b \(isDone ? "unchanged" : "created"), c unchanged")
            #expect(await cluster.routes().count == 3)
        }
    }

    /// Of many routes, one bad one in the middle costs only itself.
    @Test func oneBadRouteInTheMiddle() async throws {
        let count = 400
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            let bad = "r\(count / 2)"
            let fault = TestCluster.Fault(before: { request, _ in
                request.writes(bad) ? Self.status(422, "Invalid") : nil
            })
            let text = (0..<count).map { document("r\($0)") }.joined()
            let outcome = try await cluster.failing(fault) { try await stack.apply(text) }
            #expect(outcome.results.count { $0.action == .created } == count - 1)
            #expect(outcome.code(bad) == "invalid")
            #expect(await cluster.routes().count == count - 1)
            #expect(try stack.inState().count == count - 1)
            #expect(server.requests.count { $0.writes() } == count)
        }
    }

    /// The version that a plan was made for is no longer served: nothing is written, and the reason is told.
    @Test func aVersionThatIsNoLongerServed() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            let plan = try await stack.plan(document("a"))
            let group = "/apis/gateway.networking.k8s.io"
            let fault = TestCluster.Fault(before: { request, _ in
                guard request.path == group else { return nil }
                return .json(["kind": "APIGroup", "versions": [["version": "v1beta1"]]])
            })
            await cluster.failing(fault) {
                let error = await #expect(throws: ApplyingError.self) { try await stack.apply(saved: plan) }
                #expect(error?.code == .notServed)
            }
            #expect(server.requests.allSatisfy { !$0.writes() })
            #expect(try stack.store.load() == nil)
        }
    }
}
