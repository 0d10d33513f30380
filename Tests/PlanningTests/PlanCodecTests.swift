import Documents
import GatewayAPI
import Planning
import Testing
import Values

struct PlanCodecTests {
    static func plans() -> [Plan] {
        let object = Routes.object("a", labels: ["0": "digits", "a.b/c": "x"])
        let edited = Routes.object("a", weights: [3])
        var drifted = PlannerTests.cluster(object, Routes.object("gone"))
        drifted.edit("a", as: "kubectl-edit") { $0 = Routes.object("a", weights: [9]) }
        var foreign = SimulatedCluster()
        foreign.apply(Routes.object("a", weights: [9], lineage: nil), as: "argocd")
        var warned = Routes.plan([edited], applied: [object, Routes.object("gone")], on: drifted)
        warned.warnings = ["be careful"]
        warned.state = "/here/.openmcf/state.json"
        warned.namespaces = [PlannedNamespace(.create, "ns")]
        var deleted = PlannerTests.cluster(object, Routes.object("theirs", lineage: "other"), Routes.object("held"))
        for name in ["a", "held"] { deleted.hold(name) }
        var cleared = PlannerTests.cluster(object)
        cleared.clearManagedFields("a")
        return [
            Routes.plan([object], on: deleted),
            Routes.plan([edited], applied: [object], on: cleared),
            Routes.plan(
                [], applied: ["gone", "theirs", "held"].map { Routes.object($0) }, on: deleted, prunes: true),
            Routes.plan([], on: SimulatedCluster()), Routes.plan([object], on: SimulatedCluster()),
            Routes.plan([object], applied: [object], on: PlannerTests.cluster(object)),
            Routes.plan([edited], applied: [object], on: PlannerTests.cluster(object)), warned,
            Routes.plan([object], on: foreign),
            Routes.plan([object], on: PlannerTests.cluster(Routes.object("a", lineage: "other"))),
            Routes.plan([], applied: [object, Routes.object("gone")], on: drifted, prunes: true),
            Planner(Routes.input([edited], applied: [object], live: .assumed), target: .standard).plan(),
        ]
    }

    @Test func everyPlanReadsBack() throws {
        for plan in Self.plans() {
            let value = PlanCodec.value(of: plan)
            let read = try PlanCodec.plan(JSONReader.value(JSONWriter.bytes(value, .indented)))
            #expect(PlanCodec.value(of: read) == value)
            #expect(read.changes.map(\.before) == plan.changes.map(\.before))
            #expect(read.changes.map(\.after) == plan.changes.map(\.after))
            for (one, other) in zip(read.changes, plan.changes) where one.action == .create || one.action == .update {
                #expect((one.desired ?? .null).isEquivalent(to: other.desired ?? .null))
            }
            for (one, other) in zip(read.changes, plan.changes) where one.action == .update {
                #expect(one.fields.map(\.path) == other.fields.map(\.path))
                #expect(one.fields.map(\.before) == other.fields.map(\.before))
                #expect(one.fields.map(\.after) == other.fields.map(\.after))
                #expect(one.fields.map(\.manager) == other.fields.map(\.manager))
            }
            #expect(read.changes.map(\.conflicts) == plan.changes.map(\.conflicts))
            #expect(read.changes.map(\.foreignOwner) == plan.changes.map(\.foreignOwner))
            #expect(read.changes.map(\.key) == plan.changes.map(\.key))
            #expect(read.changes.map(\.uid) == plan.changes.map(\.uid))
            #expect(read.changes.map(\.resourceVersion) == plan.changes.map(\.resourceVersion))
            #expect(read.changes.map(\.deletion) == plan.changes.map(\.deletion))
            #expect(
                read.changes.map(\.preparedManagedFields)
                    == plan.changes.map { $0.action == .update ? $0.preparedManagedFields : nil })
            #expect(read.skippedDeletions == plan.skippedDeletions)
            #expect(read.state == plan.state)
            #expect(read.cluster == plan.cluster)
            #expect(read.namespaces == plan.namespaces)
            #expect(read.orphans == plan.orphans)
            #expect(read.warnings == plan.warnings)
        }
    }

    @Test func format() {
        let plan = Routes.plan(
            [Routes.object("a", weights: [2])], applied: [Routes.object("a")],
            on: PlannerTests.cluster(Routes.object("a")))
        var value = PlanCodec.value(of: plan)
        value.withMember("changes") { changes in
            guard case .array(var array) = changes else {
                Issue.record("the plan has no changes")
                return
            }
            array[0].set("before", "…")
            array[0].set("after", "…")
            changes = .array(array)
        }
        #expect(
            JSONWriter.text(value, .indented) == """
                {
                  "formatVersion": "1.0",
                  "lineage": "\(Routes.lineage)",
                  "serial": 7,
                  "apiVersion": "gateway.networking.k8s.io/v1alpha2",
                  "cluster": "https://a:6443 (uid u1)",
                  "context": "prod",
                  "server": "https://a:6443",
                  "clusterUID": "u1",
                  "summary": {
                    "create": 0,
                    "update": 1,
                    "delete": 0,
                    "unchanged": 0
                  },
                  "namespaces": [],
                  "traffic": [],
                  "otherListeners": [],
                  "changes": [
                    {
                      "action": "update",
                      "resource": {
                        "apiVersion": "gateway.networking.k8s.io/v1alpha2",
                        "kind": "TCPRoute",
                        "namespace": "ns",
                        "name": "a",
                        "uid": "uid-1",
                        "resourceVersion": "1"
                      },
                      "before": "…",
                      "after": "…",
                      "fields": [
                        {
                          "path": "spec.rules[0].backendRefs[0].weight",
                          "before": 1,
                          "after": 2
                        }
                      ],
                      "source": {
                        "file": "a.yaml",
                        "line": 1
                      }
                    }
                  ],
                  "drift": [],
                  "skippedDeletions": [],
                  "orphans": [],
                  "notes": [],
                  "warnings": []
                }
                """)
    }

    @Test(
        arguments: [
            ([:], "it is not a plan that openmcf saved"),
            ([], "it is not a plan that openmcf saved"),
            (["formatVersion": "1.0"], "it is not a plan that openmcf saved"),
            (
                ["formatVersion": "2.0", "lineage": "l", "serial": 1, "apiVersion": "g/v1", "changes": []],
                "it has format 2.0; this openmcf reads 1.x"
            ),
            (
                [
                    "formatVersion": "1.7", "lineage": "l", "serial": 1, "apiVersion": "g/v1",
                    "changes": [["action": "explode"]],
                ],
                "changes[0] is not a change that openmcf wrote"
            ),
            (
                [
                    "formatVersion": "1.7", "lineage": "l", "serial": 1, "apiVersion": "g/v1", "changes": [],
                    "namespaces": [["name": "a", "action": "create"], ["name": "b", "action": "delete"]],
                ],
                "namespaces[1] is not a change that openmcf wrote"
            ),
            (
                [
                    "formatVersion": "1.0", "lineage": "l", "serial": 1, "apiVersion": "g/v1",
                    "changes": [
                        [
                            "action": "create", "resource": ["apiVersion": "g/v1", "kind": "K", "name": "n"],
                            "after": .null,
                        ]
                    ],
                ], "changes[0] is not a change that openmcf wrote"
            ),
        ] as [(Value, String)])
    func refusals(value: Value, message: String) {
        let error = #expect(throws: PlanCodecError.self) { try PlanCodec.plan(value) }
        #expect(error?.message == message)
    }

    @Test func laterMinorFormatsAreRead() throws {
        let plan = try PlanCodec.plan([
            "formatVersion": "1.9", "lineage": "l", "serial": 1, "apiVersion": "g/v1", "changes": [], "new": [1],
        ])
        #expect(plan.changes.isEmpty)
        #expect(plan.cluster == nil)
    }
}
