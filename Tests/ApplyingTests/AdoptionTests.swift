import Documents
import Planning
import SandboxSupport
import Synchronization
import TestSupport
import Testing
import Values

@testable import Applying

/// Live routes that others made become this stack's, and the next change is no conflict.
struct AdoptionTests {
    private static let version = "gateway.networking.k8s.io/v1alpha2"

    /// Makes the route `a` as `kubectl apply` without `--server-side` does.
    private func clientSide(_ cluster: TestCluster, port: Int64 = 5432) async throws {
        let answer = await cluster.send(
            "POST", TestCluster.routes + "?fieldManager=kubectl-client-side-apply",
            [
                "apiVersion": .string(Self.version), "kind": "TCPRoute",
                "metadata": [
                    "name": "a", "labels": ["team": "db", "old": "b"],
                    "annotations": ["kubectl.kubernetes.io/last-applied-configuration": "{}"],
                ],
                "spec": [
                    "parentRefs": [["group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "gateway"]],
                    "rules": [
                        [
                            "backendRefs": [
                                ["group": "", "kind": "Service", "name": "pg", "port": .int(port), "weight": 1]
                            ]
                        ]
                    ],
                ],
            ])
        try #require(answer.code == 201, "\(answer.text)")
    }

    private static func adopting(_ options: inout ApplierOptions) { options.takeover.adopts = true }

    private func owners(_ cluster: TestCluster) async throws -> [String: String] {
        let entries = try #require(await cluster.route("a"))["metadata"]?["managedFields"]?.array ?? []
        return Dictionary(
            entries.map { entry in
                let fields = JSONWriter.text(entry["fieldsV1"] ?? .null, sortedKeys: true)
                return (entry["manager"]?.string ?? "", fields)
            }, uniquingKeysWith: { "\($0) \($1)" })
    }

    @Test func whatTheManifestSetsChangesHandsAndNothingElse() async throws {
        try await TestCluster.run { cluster, client, server in
            try await clientSide(cluster)
            let stack = try TestStack(client)
            let wanted = document("a", labels: "{team: db}")
            #expect(try await stack.apply(wanted).code("a") == "not-owned")
            #expect(try await stack.apply(wanted, Self.adopting).summary == "a updated")

            let patch = try #require(
                server.requests.first { $0.headers["content-type"] == "application/json-patch+json" })
            let operations = try JSONReader.value(Array(patch.body.utf8)).array ?? []
            #expect(operations.map { $0["op"]?.string } == ["test", "test", "add"])
            #expect(
                operations.map { $0["path"]?.string } == [
                    "/metadata/uid", "/metadata/resourceVersion", "/metadata/managedFields",
                ])
            let owners = try await owners(cluster)
            #expect(
                owners["kubectl-client-side-apply"] == """
                    {"f:metadata":{"f:annotations":{".":{},"f:kubectl.kubernetes.io/last-applied-configuration":{}},\
                    "f:labels":{".":{},"f:old":{}}}}
                    """)
            #expect(owners["openmcf"]?.contains(#""f:team":{}"#) == true)
            #expect(owners["openmcf"]?.contains(#""f:spec":{"f:parentRefs":{},"f:rules":{}}"#) == true)

            // The next change meets no conflict, and what is left out of the manifest now goes away with it.
            #expect(try await stack.plan(wanted).hasChanges == false)
            #expect(try await stack.apply(document("a", port: 1)).summary == "a updated")
            let live = try #require(await cluster.route("a"))
            #expect(live["metadata"]?["labels"]?["old"] == "b")
            #expect(live["metadata"]?["labels"]?["team"] == nil)
            let annotations = live["metadata"]?["annotations"]
            #expect(annotations?["kubectl.kubernetes.io/last-applied-configuration"] == "{}")
        }
    }

    @Test func aValueThatDiffersNeedsForce() async throws {
        try await TestCluster.run { cluster, client, _ in
            try await clientSide(cluster, port: 1)
            let before = await cluster.route("a")
            let stack = try TestStack(client)
            let refusal = try await stack.apply(document("a"), Self.adopting).refusal("a")
            #expect(refusal?.code == .fieldConflict)
            #expect(
                refusal?.help?.hasPrefix("spec.rules[0] of 'kubectl-client-side-apply' (Update, ") == true
                    && refusal?.help?.contains("differs in backendRefs[0].port: theirs 1, yours 5432\n") == true,
                "\(refusal?.help ?? "")")
            #expect(await cluster.route("a") == before)
            let outcome = try await stack.apply(document("a")) {
                $0.takeover = Takeover(adopts: true, forcesConflicts: true)
            }
            #expect(outcome.summary == "a updated")
            #expect(try await stack.apply(document("a", port: 2)).summary == "a updated")
        }
    }

    /// Who writes between the two requests of an adoption is not overwritten.
    @Test(arguments: [1, 2])
    func whoWritesMeanwhileIsSeen(write: Int) async throws {
        try await TestCluster.run { cluster, client, _ in
            try await clientSide(cluster)
            let stack = try TestStack(client)
            let count = Mutex(0)
            let fault = TestCluster.Fault(before: { request, cluster in
                let number = count.withLock { count in
                    if request.writes("a") { count += 1 }
                    return request.writes("a") ? count : 0
                }
                if number == write {
                    await cluster.patch("a", ["spec": ["useDefaultGateways": "All"]], as: "kubectl-client-side-apply")
                }
                return nil
            })
            let outcome = try await cluster.failing(fault) { try await stack.apply(document("a"), Self.adopting) }
            #expect(outcome.summary == "a updated")
            let live = try #require(await cluster.route("a"))
            #expect(live["spec"]?["useDefaultGateways"] == "All")
            #expect(live["metadata"]?["annotations"]?["openmcf.org/stack"]?.string == (try stack.lineage()))
            #expect(try await stack.plan(document("a")).hasChanges == false)
        }
    }

    @Test func ofAnotherStackTheMarkIsTakenAndAll() async throws {
        try await TestCluster.run { cluster, client, _ in
            let other = try TestStack(client)
            try await other.apply(document("a", labels: "{theirs: x}"))
            let stack = try TestStack(client)
            #expect(try await stack.apply(document("a", port: 1), Self.adopting).summary == "a updated")
            let live = try #require(await cluster.route("a"))
            #expect(live["metadata"]?["annotations"]?["openmcf.org/stack"]?.string == (try stack.lineage()))
            #expect(live["metadata"]?["labels"]?["theirs"] == nil)
            #expect(try await stack.plan(document("a", port: 1)).hasChanges == false)
            let theirs = try await other.plan(document("a", labels: "{theirs: x}"))
            #expect(theirs.refusals(of: theirs.changes[0]) == [.notOwned])
        }
    }

    /// What belongs to others fails for itself, with its fields; the rest is carried out.
    @Test func everyRouteThatIsInTheWayIsTold() async throws {
        try await TestCluster.run { cluster, client, _ in
            try await clientSide(cluster, port: 1)
            let stack = try TestStack(client)
            try await stack.apply(document("b"))
            await cluster.patch(
                "b", ["spec": ["rules": [["backendRefs": [["name": "pg", "port": 7]]]]]], as: "kubectl-edit")
            let outcome = try await stack.apply(document("a", labels: "{team: db}") + document("b") + document("c"))
            #expect(outcome.summary == "a failed, b failed, c created")
            #expect(try stack.inState().keys.sorted() == ["b", "c"])
            #expect(
                Self.text(outcome.refusal("a")) == """
                    the route db/a exists already and is managed by 'kubectl-client-side-apply'; it is not touched
                    spec.rules[0] of 'kubectl-client-side-apply' (Update, 0s ago) differs in backendRefs[0].port: theirs 1, yours 5432
                    take it over with --adopt and --force-conflicts after looking at 'openmcf diff', or choose another name
                    """)
            #expect(
                Self.text(outcome.refusal("b")) == """
                    fields of the route db/b belong to another manager
                    spec.rules[0] of 'kubectl-edit' (Update, 0s ago) differs in backendRefs[0].port: theirs 7, yours 5432
                    take them over with --force-conflicts, or take these fields out of the manifest
                    """)
        }
    }

    private static let ownFields: [(Value, String)] = [
        (
            ["annotations": ["openmcf.org/stack": "x"]],
            "openmcf marks each of its routes with this annotation, no manifest does: take the route over with --adopt and "
                + "--force-conflicts together"
        ),
        (
            ["labels": ["app.kubernetes.io/name": "x"]],
            "openmcf gives these labels to each of its routes: take them over with --force-conflicts, or choose another name"
        ),
        (
            ["annotations": ["openmcf.org/stack": "x"], "labels": ["app.kubernetes.io/name": "x"]],
            "openmcf sets these on each of its routes, no manifest does: take them over with --force-conflicts"
        ),
        (
            ["annotations": ["openmcf.org/stack": "x"], "labels": ["team": "x"]],
            "take them over with --force-conflicts, or take these fields out of the manifest; openmcf sets the labels and the "
                + "annotation of its own itself"
        ),
    ]

    /// Nobody can take out of a manifest what openmcf sets itself.
    @Test(arguments: Self.ownFields)
    func whatHelpsAgainstAConflict(metadata: Value, advice: String) async throws {
        try await TestCluster.run { cluster, client, _ in
            let stack = try TestStack(client)
            try await stack.apply(document("a", labels: "{team: db}"))
            await cluster.patch("a", ["metadata": metadata], as: "kubectl-edit")
            let outcome = try await stack.apply(document("a", labels: "{team: db}"), Self.adopting)
            #expect(outcome.summary == "a failed")
            let lines = Self.text(outcome.refusal("a")).split(separator: "\n")
            #expect(lines.first == "fields of the route db/a belong to another manager")
            #expect(lines.last.map(String.init) == advice)
        }
    }

    private static func text(_ error: ApplyingError?) -> String {
        "\(error?.message ?? "")\n\(error?.help ?? "")".replacing(#/\d+s ago/#, with: "0s ago")
    }

    private static let refusal = Reply.json(
        [
            "kind": "Status", "status": "Failure", "code": 422, "reason": "Invalid",
            "message": "TCPRoute a is invalid: no changes on Fridays",
        ], status: 422)

    /// An adoption that the server would refuse is refused before anything changes hands.
    @Test func whatThePolicyForbidsIsNotHalfTaken() async throws {
        try await TestCluster.run { cluster, client, _ in
            try await clientSide(cluster)
            let before = await cluster.route("a")
            let stack = try TestStack(client)
            let policy = TestCluster.Fault(before: { request, _ in
                guard request.headers["content-type"]?.hasPrefix("application/apply-patch") == true else { return nil }
                return Self.refusal
            })
            let outcome = try await cluster.failing(policy) {
                try await stack.apply(document("a", labels: "{team: db}"), Self.adopting)
            }
            #expect(outcome.code("a") == "invalid")
            #expect(outcome.result("a")?.message == nil)
            #expect(await cluster.route("a") == before)
        }
    }

    /// One that breaks off after the fields changed hands says so, and what a later one leaves out stays.
    @Test func oneThatBreaksOffTakesNothingAway() async throws {
        try await TestCluster.run { cluster, client, _ in
            try await clientSide(cluster)
            let stack = try TestStack(client)
            let applies = Mutex(0)
            let fault = TestCluster.Fault(before: { request, _ in
                guard request.headers["content-type"]?.hasPrefix("application/apply-patch") == true else { return nil }
                let number = applies.withLock { count in
                    count += 1
                    return count
                }
                return number == 1 ? nil : Self.refusal
            })
            let outcome = try await cluster.failing(fault) {
                try await stack.apply(document("a", labels: "{team: db}"), Self.adopting)
            }
            #expect(outcome.code("a") == "invalid")
            #expect(
                outcome.result("a")?.message
                    == "it is as it was, but for metadata.managedFields, where openmcf has its "
                    + "fields now; apply again to go on")

            // Now without the label, which is kubectl's: it is not this stack's to take away.
            let fields = try await stack.plan(document("a")).changes[0].fields.map(\.path.description)
            #expect(!fields.contains { $0.contains("team") }, "\(fields)")
            #expect(try await stack.apply(document("a"), Self.adopting).summary == "a updated")
            let labels = await cluster.route("a")?["metadata"]?["labels"]
            #expect(labels?["team"] == "db")
            #expect(labels?["old"] == "b")
            #expect(try await stack.plan(document("a")).hasChanges == false)
        }
    }
}
