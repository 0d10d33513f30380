import KubernetesClient
import Planning
import SandboxSupport
import State
import Synchronization
import TestSupport
import Testing
import Values

@testable import Applying

/// Others write between the look and the write: ownership travels with the request.
struct RaceTests {
    /// What somebody does just before this stack's write of the route `a` arrives.
    struct Meddling: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let act: @Sendable (TestCluster) async -> Void
        /// What becomes of the write, its failure's code, and the message.
        let expected: String
        var code: String?
        var message: String?

        init(
            _ name: String, _ expected: String, code: String? = nil, message: String? = nil,
            _ act: @escaping @Sendable (TestCluster) async -> Void
        ) {
            testDescription = name
            self.act = act
            self.expected = expected
            self.code = code
            self.message = message
        }
    }

    private static func bobs(port: Int64, metadata: Value = ["name": "a"]) -> Value {
        [
            "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute", "metadata": metadata,
            "spec": [
                "parentRefs": [["name": "gateway"]], "rules": [["backendRefs": [["name": "pg", "port": .int(port)]]]],
            ],
        ]
    }

    private static func create(_ cluster: TestCluster, port: Int64, metadata: Value = ["name": "a"]) async {
        await cluster.send("POST", TestCluster.routes + "?fieldManager=bob", bobs(port: port, metadata: metadata))
    }

    private static func delete(_ cluster: TestCluster) async {
        await cluster.send("DELETE", TestCluster.routes + "/a", [:])
    }

    private static let otherStack = "00000000-0000-4000-8000-000000000000"

    /// Marks the route for another stack, as that stack's adoption does.
    private static func adopt(_ cluster: TestCluster) async {
        await cluster.send(
            "PATCH", TestCluster.routes + "/a?fieldManager=openmcf&force=true",
            bobs(port: 5432, metadata: ["name": "a", "annotations": ["openmcf.org/stack": .string(otherStack)]]),
            type: "application/apply-patch+yaml")
    }

    private static let notOurs = "the route db/a exists already and is managed by 'bob'; it is not touched"
    private static let adopted =
        "the route db/a belongs to another stack of openmcf (lineage \(otherStack)); it is not touched"

    /// Runs a body while somebody meddles once, just before the first write of `a`.
    private func meddled<Result>(
        _ cluster: TestCluster, _ meddling: Meddling, _ body: () async throws -> Result
    ) async throws -> Result {
        let isDone = Mutex(false)
        let fault = TestCluster.Fault(before: { request, cluster in
            let isFirst = isDone.withLock { isDone in
                defer { if request.writes("a") { isDone = true } }
                return request.writes("a") && !isDone
            }
            if isFirst { await meddling.act(cluster) }
            return nil
        })
        return try await cluster.failing(fault, body)
    }

    private func expect(_ outcome: ApplyOutcome, _ meddling: Meddling) {
        #expect(outcome.summary == "a \(meddling.expected)")
        #expect(outcome.code("a") == meddling.code)
        if let message = meddling.message {
            switch outcome.result("a")?.failure {
            case .refused(let error): #expect(error.message == message)
            case .server(let error): #expect(error.message == message)
            default: #expect(outcome.result("a")?.message == message)
            }
        }
    }

    // MARK: - Creates

    static let beforeCreate = [
        Meddling("a route with other fields", "failed", code: "not-owned", message: notOurs) {
            await create($0, port: 1)
        },
        Meddling("the same route", "failed", code: "not-owned", message: notOurs) { await create($0, port: 5432) },
        Meddling("a route of another stack", "failed", code: "not-owned", message: adopted) {
            await create(
                $0, port: 5432,
                metadata: ["name": "a", "annotations": ["openmcf.org/stack": .string(otherStack)]])
        },
        Meddling("a route that is being deleted", "failed", code: "not-owned", message: notOurs) {
            await create($0, port: 1, metadata: ["name": "a", "finalizers": ["example.org/wait"]])
            await delete($0)
        },
    ]

    @Test(arguments: beforeCreate, [false, true])
    func createTakesNothing(meddling: Meddling, isForced: Bool) async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            let outcome = try await meddled(cluster, meddling) {
                try await stack.apply(document("a")) { $0.takeover.forcesConflicts = isForced }
            }
            expect(outcome, meddling)
            let live = try #require(await cluster.route("a"))
            let managers = live["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string }
            #expect(managers == ["bob"])
            #expect(try stack.inState().isEmpty)
            #expect(try !stack.hasJournal())
            try await stack.destroy()
            #expect(await cluster.route("a") == live)
        }
    }

    // MARK: - Updates

    static let beforeUpdate = [
        Meddling("a controller's status", "updated") { await $0.touchStatus("a") },
        Meddling("somebody's label", "updated") { await $0.patch("a", ["metadata": ["labels": ["theirs": "x"]]]) },
        Meddling(
            "a field that is written", "failed", code: "field-conflict",
            message: "fields of the route db/a belong to another manager"
        ) { await $0.patch("a", ["spec": bobs(port: 9)["spec"] ?? [:]]) },
        Meddling(
            "a label of ours taken away", "failed", code: "changed-meanwhile",
            message: "the route db/a was changed after it was looked at; applying would change metadata.labels.ours, "
                + "spec.rules[0].backendRefs[0].port now"
        ) { await $0.patch("a", ["metadata": ["labels": ["ours": .null]]]) },
        Meddling(
            "its deletion", "failed", code: "changed-meanwhile",
            message: "the route db/a was deleted after it was looked at"
        ) { await delete($0) },
        Meddling("another object of that name", "failed", code: "changed-meanwhile") {
            await delete($0)
            await create($0, port: 1)
        },
        Meddling("another stack that adopts it", "failed", code: "not-owned", message: adopted) { await adopt($0) },
        Meddling("somebody who marks it for another stack", "failed", code: "not-owned", message: adopted) {
            await $0.patch("a", ["metadata": ["annotations": ["openmcf.org/stack": .string(otherStack)]]])
        },
        Meddling("a deletion that waits", "failed", code: "being-deleted") {
            await $0.patch("a", ["metadata": ["finalizers": ["example.org/wait"]]])
            await delete($0)
        },
    ]

    @Test(arguments: beforeUpdate)
    func updateWritesOnlyWhatWasPlanned(meddling: Meddling) async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a", labels: "{ours: x}"))
            let edited = document("a", labels: "{ours: x}", port: 1)
            let outcome = try await meddled(cluster, meddling) { try await stack.apply(edited) }
            expect(outcome, meddling)
            #expect(try !stack.hasJournal())
        }
    }

    /// Hours may lie between a saved plan and its apply; the same holds then.
    @Test(arguments: beforeUpdate)
    func savedPlanWritesOnlyWhatWasPlanned(meddling: Meddling) async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a", labels: "{ours: x}"))
            let plan = try await stack.plan(document("a", labels: "{ours: x}", port: 1))
            await meddling.act(cluster)
            expect(try await stack.apply(saved: plan), meddling)
        }
    }

    /// A plan that an earlier version saved does not name versions: the route is looked at before it is written.
    @Test func savedPlanOfAnEarlierVersionLooksFirst() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            var plan = try await stack.plan(document("a", port: 1))
            plan.changes[0].resourceVersion = nil
            await Self.adopt(cluster)
            #expect(try await stack.apply(saved: plan).code("a") == "not-owned")
        }
    }

    @Test func versionThatNeverRestsIsGivenUp() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            let fault = TestCluster.Fault(before: { request, cluster in
                if request.writes("a") { await cluster.touchStatus("a") }
                return nil
            })
            let writes = server.requests.count { $0.writes() }
            let outcome = try await cluster.failing(fault) { try await stack.apply(document("a", port: 1)) }
            #expect(outcome.code("a") == "changed-meanwhile")
            #expect(server.requests.count { $0.writes() } == writes + 5)
        }
    }

    // MARK: - Deletions

    static let beforeDelete = [
        Meddling("a controller's status", "deleted") { await $0.touchStatus("a") },
        Meddling("its deletion", "gone", message: "db/a is gone already") { await delete($0) },
        Meddling("another object of that name", "left-alone") {
            await delete($0)
            await create($0, port: 1)
        },
        Meddling(
            "another stack that adopts it", "left-alone",
            message: "db/a belongs to another stack of openmcf now (lineage \(otherStack)); it is left alone"
        ) { await adopt($0) },
        Meddling("a finalizer", "terminating") {
            await $0.patch("a", ["metadata": ["finalizers": ["example.org/wait"]]])
        },
    ]

    @Test(arguments: beforeDelete)
    func deletionReachesOnlyWhatIsOurs(meddling: Meddling) async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            expect(try await meddled(cluster, meddling) { try await stack.destroy() }, meddling)
            #expect(try stack.inState().isEmpty == (meddling.expected != "terminating"))
            #expect(await (cluster.route("a") == nil) == ["deleted", "gone"].contains(meddling.expected))
        }
    }

    // MARK: - Others

    /// Where nobody is in the way, ownership costs no request.
    @Test func noRequestIsAdded() async throws {
        try await TestCluster.run { _, client, server in
            let stack = try TestStack(client)
            func requests(_ body: () async throws -> Void) async throws -> [String] {
                let before = server.requests.count
                try await body()
                return server.requests.dropFirst(before).filter { $0.path.hasPrefix(TestCluster.routes) }
                    .map { "\($0.method) \($0.path.dropFirst(TestCluster.routes.count))" }
            }
            #expect(try await requests { try await stack.apply(document("a")) } == ["GET /a", "PATCH /a"])
            #expect(try await requests { try await stack.apply(document("a", port: 1)) } == ["GET /a", "PATCH /a"])
            #expect(try await requests { try await stack.apply(document("a", port: 1)) } == ["GET /a"])
            #expect(try await requests { try await stack.destroy() } == ["GET /a", "DELETE /a"])
        }
    }

    /// Two stacks that start together: each route is exactly one's.
    @Test func twoStacksShareNoRoute() async throws {
        try await TestCluster.run { cluster, client, _ in
            let names = (0..<20).map { "r\($0)" }
            let text = names.map { document($0) }.joined()
            let stacks = [try TestStack(client), try TestStack(client)]
            let arrived = Mutex(0)
            // Nobody writes before both have looked.
            let fault = TestCluster.Fault(before: { request, _ in
                if request.method == "GET", request.path == TestCluster.routes {
                    arrived.withLock { $0 += 1 }
                    while arrived.withLock({ $0 }) < 2 { try? await Task.sleep(for: .milliseconds(2)) }
                }
                return nil
            })
            let outcomes = try await cluster.failing(fault) {
                async let first = stacks[0].apply(text)
                async let second = stacks[1].apply(text)
                return try await [first, second]
            }
            for name in names {
                let actions = outcomes.compactMap { $0.result(name)?.action }
                #expect(actions.filter { $0 == .created }.count == 1, "\(name): \(actions)")
                #expect(outcomes.compactMap { $0.code(name) } == ["not-owned"])
            }
            for stack in stacks { #expect(try await stack.inState() == cluster.marked(for: stack.lineage())) }
            try await stacks[0].destroy()
            #expect(try await cluster.routes().count == stacks[1].inState().count)
        }
    }

    /// Two runs with copies of one state, as two CI runners without a common file have them.
    @Test func twoRunsOfOneStackDoNotOverwriteEachOther() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            let mine = try await stack.plan(document("a", port: 1))
            let theirs = try await stack.plan(document("a", port: 2))
            let copy = try TestStack(client, copying: stack)
            #expect(try await copy.apply(saved: theirs).summary == "a updated")
            #expect(try await stack.apply(saved: mine).code("a") == "changed-meanwhile")
            // What the other did is as this one wanted it: then nothing is in the way.
            let same = try TestStack(client, copying: stack)
            let again = try await same.plan(document("a", port: 3))
            #expect(try await same.apply(saved: again).summary == "a updated")
            #expect(try await stack.apply(document("a", port: 3)).summary == "a unchanged")
        }
    }

    /// A plan of which nothing was accepted can be tried again: the state did not move on.
    @Test func aPlanThatWasRefusedLeavesTheState() async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a"))
            let serial = try stack.store.load()?.serial
            let plan = try await stack.plan(document("a", port: 5433))
            await Self.delete(cluster)
            #expect(try await stack.apply(saved: plan).summary == "a failed")
            #expect(try stack.store.load()?.serial == serial)
            #expect(try stack.store.pending(for: try stack.store.load()) == nil)
        }
    }
}
