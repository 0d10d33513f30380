import KubernetesClient
import Planning
import SandboxSupport
import State
import Synchronization
import TestSupport
import Testing
import Values

@testable import Applying

/// Answers that prove nothing: what the report says, what the state has and what is live stay one.
struct LostAnswerTests {
    /// An answer that a server, or something in front of it, may give instead of the true one.
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reply: Reply

        init(_ name: String, _ reply: Reply) {
            testDescription = name
            self.reply = reply
        }
    }

    private static let page = "<!DOCTYPE html><html><title>Sign in</title></html>"
    private static let html = ["content-type": "text/html"]
    private static let text = ["content-type": "text/plain"]
    private static let another: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
        "metadata": ["name": "another", "namespace": "db", "uid": "u"],
    ]
    private static let unnamed: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
        "metadata": ["name": "a", "namespace": "db"],
    ]

    static let lies = [
        Lie("200 with a page", .answer(200, page, html)),
        Lie("200 with half a JSON", .answer(200, "{\"kind\":\"TCPRoute\",\"meta")),
        Lie("200 with nothing", .answer(200, "")),
        Lie("200 with {}", .json([:])),
        Lie("200 with a list", .json([])),
        Lie("200 with another object", .json(another)),
        Lie("200 with no UID", .json(unnamed)),
        Lie("200 with a Status of something else", .json(["kind": "Status", "status": "Success"])),
        Lie("200 with 2 MiB", .answer(200, String(repeating: " ", count: 2 << 20))),
        Lie("cut off", .cutOff), Lie("reset", .reset), Lie("silence", .hang),
        Lie("302", .answer(302, "", ["location": "https://login.example/"])),
        Lie("403 with a page", .answer(403, page, html)),
        Lie("404 with a text", .answer(404, "404 page not found\n", text)),
        Lie("408", .failure(408, "Timeout", "time out")),
        Lie("429 with a text", .answer(429, "slow down", text)),
        Lie("500", .failure(500, "InternalError", "etcd is away")),
        Lie("503 with a page", .answer(503, page, html)),
    ]

    /// Writes of one route `a` meet the lie; whether they were carried out before is the other half of the table.
    private static func fault(_ lie: Lie, isCarriedOut: Bool) -> TestCluster.Fault {
        isCarriedOut
            ? .init(after: { request, _ in request.writes("a") ? lie.reply : nil })
            : .init(before: { request, _ in request.writes("a") ? lie.reply : nil })
    }

    @Test(arguments: lies, [true, false])
    func stateReportAndLiveAreOne(lie: Lie, isCarriedOut: Bool) async throws {
        let isSilent = if case .hang = lie.reply { true } else { false }
        try await TestCluster.run(patience: .seconds(isSilent ? 3 : 30), attempts: isSilent ? 1 : 3) {
            cluster, client, _ in
            let stack = try TestStack(client)
            let fault = Self.fault(lie, isCarriedOut: isCarriedOut)
            func check(_ outcome: ApplyOutcome, _ expected: String, _ failed: String) async throws {
                #expect(outcome.summary == (isCarriedOut ? expected : failed))
                #expect(try await stack.inState() == cluster.marked(for: stack.lineage()))
                #expect(outcome.unsettledJournal == nil)
                #expect(try !stack.hasJournal())
            }

            try await stack.apply(document("b"))
            let both = document("a") + document("b", port: 1)
            try await check(
                try await cluster.failing(fault) { try await stack.apply(both) }, "a created, b updated",
                "a failed, b updated")
            // Each silence lasts as long as the client's patience.
            if isSilent { return }
            try await stack.apply(both)
            let edited = document("a", port: 2) + document("b", port: 2)
            try await check(
                try await cluster.failing(fault) { try await stack.apply(edited) }, "a updated, b updated",
                "a failed, b updated")
            #expect(try await stack.plan(edited).hasChanges == !isCarriedOut)
            try await check(
                try await cluster.failing(fault) { try await stack.destroy() }, "a deleted, b deleted",
                "a failed, b deleted")
            try await stack.destroy()
            #expect(await cluster.routes().isEmpty)
            #expect(try stack.inState().isEmpty)
        }
    }

    /// The first answer is lost, and the attempt that follows is turned away by what the first one made.
    @Test(arguments: ["create", "update", "delete", "delete that waits"])
    func ownFirstAttemptIsRecognized(action: String) async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            if action != "create" { try await stack.apply(document("a")) }
            if action == "delete that waits" {
                await cluster.patch("a", ["metadata": ["finalizers": ["example.org/wait"]]])
            }
            let writes = server.requests.count { $0.writes("a") }
            let once = TestCluster.Fault(after: { request, _ in
                request.writes("a") && server.requests.count { $0.writes("a") } == writes + 1 ? .reset : nil
            })
            let outcome = try await cluster.failing(once) {
                action.hasPrefix("delete") ? try await stack.destroy() : try await stack.apply(document("a", port: 7))
            }
            let expected = [
                "create": "a created", "update": "a updated", "delete": "a deleted",
                "delete that waits": "a terminating",
            ]
            #expect(outcome.summary == expected[action])
            #expect(server.requests.count { $0.writes("a") } == writes + 2)
            #expect(try await stack.inState() == cluster.marked(for: stack.lineage()))
        }
    }

    /// Looking up keeps to the bound of requests in flight: at once after the writes, and in the run that comes next.
    @Test func lookUpsKeepToTheBound() async throws {
        try await TestCluster.run(attempts: 1) { cluster, client, _ in
            let stack = try TestStack(client)
            let text = (1...12).map { document("r\($0)") }.joined()
            let looks = LookCount()
            let lost = TestCluster.Fault(
                before: { request, _ in await looks.count(request) ? Self.timeout : nil },
                after: { request, _ in request.writes() ? Self.timeout : nil })
            let outcome = try await cluster.failing(lost) { try await stack.apply(text) }
            #expect(outcome.results.map(\.isUnsettled) == Array(repeating: true, count: 12))
            looks.expect(12, atMostAtOnce: 4)
            let healed = TestCluster.Fault(before: { request, _ in
                _ = await looks.count(request)
                return nil
            })
            let next = try await cluster.failing(healed) { try await stack.apply(text) }
            #expect(next.results.map(\.action) == Array(repeating: .unchanged, count: 12))
            looks.expect(12, atMostAtOnce: 4)
        }
    }

    private static let timeout = Reply.failure(504, "Timeout", "etcd is slow")

    /// Counts the look-ups, and how many of them were under way at the same time.
    private final class LookCount: Sendable {
        struct Numbers {
            var all = 0
            var most = 0
            var now = 0
        }

        private let numbers = Mutex(Numbers())

        /// Checks what was counted, and begins anew.
        func expect(_ all: Int, atMostAtOnce bound: Int) {
            let taken = numbers.withLock { numbers in
                defer { numbers = Numbers() }
                return numbers
            }
            #expect(taken.all == all)
            #expect((2...bound).contains(taken.most), "\(taken)")
        }

        /// Counts a request that looks a route up and takes its time; false for every other.
        func count(_ request: SeenRequest) async -> Bool {
            guard request.method == "GET", request.path.hasPrefix(TestCluster.routes + "/") else { return false }
            numbers.withLock { numbers in
                numbers.all += 1
                numbers.now += 1
                numbers.most = max(numbers.most, numbers.now)
            }
            try? await Task.sleep(for: .milliseconds(20))
            numbers.withLock { $0.now -= 1 }
            return true
        }
    }

    /// A look-up that fails does not keep the others from being told.
    @Test func lookUpsThatFailLeaveTheJournal() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            let text = ["a", "b", "c"].map { document($0) }.joined()
            let fault = TestCluster.Fault(
                before: { request, _ in request.method == "GET" && request.path.hasSuffix("/b") ? .reset : nil },
                after: { request, _ in request.writes() ? .reset : nil })
            let outcome = try await cluster.failing(fault) { try await stack.apply(text) }
            #expect(outcome.summary == "a created, b failed, c created")
            #expect(outcome.results.map(\.isUnsettled) == [false, true, false])
            #expect(outcome.code("b") == "connection-lost")
            #expect(outcome.unsettledJournal?.hasSuffix("state.json.journal") == true)
            #expect(outcome.saved == nil)
            // What is known is shown, and nothing is saved before the rest is known too.
            #expect(try stack.store.load() == nil)
            #expect(try Set(stack.inState().keys) == ["a", "c"])
            #expect(try await stack.apply(text).summary == "a unchanged, b unchanged, c unchanged")
            #expect(try await stack.inState() == cluster.marked(for: stack.lineage()))
            #expect(try stack.inState().count == 3)
        }
    }

    /// A 404 that no object gave says nothing: while looking, planning or deleting.
    @Test func plainNotFoundIsNoAbsence() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            let fault = TestCluster.Fault(before: { request, _ in
                request.path.hasPrefix(TestCluster.routes) ? .answer(404, "404 page not found\n", Self.text) : nil
            })
            await cluster.failing(fault) {
                for body in [{ try await stack.plan(document("a")) }, { try await stack.planDestroy() }] {
                    let error = await #expect(throws: KubernetesError.self) { _ = try await body() }
                    #expect(error?.code == .unknownPath)
                }
            }
            #expect(try stack.inState().keys.sorted() == ["a"])
        }
    }
}
