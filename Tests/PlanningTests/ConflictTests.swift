import GatewayAPI
import Planning
import Testing
import Values

/// What stands in the way of a plan, and how it is told.
struct ConflictTests {
    /// 2026-01-01T02:00:00Z.
    private static let now = 1_767_232_800.0

    private static func rules(_ backends: (name: String, weight: Int64)...) -> Value {
        let backends = backends.map { backend -> Value in
            ["name": .string(backend.name), "weight": .int(backend.weight)]
        }
        return [["backendRefs": .array(backends)]]
    }

    static let conflicts: [(conflict: PlannedConflict, lines: [String])] = [
        (
            PlannedConflict(
                path: "spec.rules", manager: "rollouts", operation: "Apply", time: "2026-01-01T01:55:00Z",
                theirs: rules(("a", 77)), ours: rules(("a", 90))),
            ["spec.rules[0] of 'rollouts' (Apply, 5m ago) differs in backendRefs[0].weight: theirs 77, yours 90"]
        ),
        (
            PlannedConflict(
                path: "spec.rules", manager: "m", operation: "Update", time: "2025-12-29T00:00:00Z",
                theirs: rules(("a", 1), ("b", 2)), ours: rules(("c", 1), ("b", 3))),
            [
                #"spec.rules[0] of 'm' (Update, 3d2h ago) differs in backendRefs[0].name: theirs "a", yours "c""#,
                "spec.rules[0] of 'm' (Update, 3d2h ago) differs in backendRefs[1].weight: theirs 2, yours 3",
            ]
        ),
        (
            PlannedConflict(
                path: "spec.parentRefs", manager: "m", theirs: [["name": "a"], ["name": "b"]], ours: [["name": "a"]]),
            [#"spec.parentRefs of 'm' differs in [1]: theirs {"name":"b"}, yours nothing"#]
        ),
        (
            PlannedConflict(
                path: "metadata.labels.team", manager: "kubectl-edit", operation: "Update", time: "yesterday",
                theirs: "a", ours: "b"),
            [#"metadata.labels.team of 'kubectl-edit' (Update) differs: theirs "a", yours "b""#]
        ),
        (
            PlannedConflict(
                path: "spec.useDefaultGateways", manager: "m", time: "2026-01-01T03:00:00Z", theirs: nil, ours: "All"),
            [#"spec.useDefaultGateways of 'm' (0s ago) differs: theirs nothing, yours "All""#]
        ),
    ]

    @Test(arguments: conflicts.indices)
    func everyDifferingValueIsALine(index: Int) {
        #expect(Self.conflicts[index].conflict.lines(now: Self.now) == Self.conflicts[index].lines)
    }

    @Test func longValuesAreNotCut() {
        let long = String(repeating: "x", count: 5000)
        let conflict = PlannedConflict(path: "a", manager: "m", theirs: .string(long), ours: "b")
        #expect(conflict.lines(now: 0) == ["a of 'm' differs: theirs \"\(long)\", yours \"b\""])
    }

    @Test func aConflictSaysHowAndWhenTheOtherWrote() {
        var cluster = PlannerTests.cluster(Routes.object("a"))
        cluster.apply(Routes.object("a", weights: [9]), as: "rollouts")
        let conflicts = Routes.plan([Routes.object("a", weights: [2])], on: cluster).changes[0].conflicts
        #expect(conflicts.map(\.operation) == ["Apply"])
        #expect(conflicts.map(\.time) == ["2026-01-01T00:00:00Z"])
    }

    // MARK: - Refusals

    private static func refusals(_ plan: Plan) -> [Refusal] { plan.changes.flatMap { plan.refusals(of: $0) } }

    private static func plan(
        _ desired: Value, on cluster: SimulatedCluster, _ adjust: (inout PlanInput) -> Void = { _ in }
    ) -> Plan {
        var input = Routes.input([desired], live: .known(cluster.objects), cluster: cluster)
        adjust(&input)
        return Planner(input, target: .standard).plan()
    }

    @Test func eachFlagTakesItsOwnRefusalAway() {
        var cluster = SimulatedCluster()
        cluster.apply(Routes.object("a", weights: [9], lineage: nil), as: "argocd")
        let desired = Routes.object("a")
        #expect(Self.refusals(Self.plan(desired, on: cluster)) == [.notOwned, .fieldConflict])
        #expect(
            Self.refusals(Self.plan(desired, on: cluster) { $0.takeover.adopts = true }) == [.fieldConflict])
        let both = Self.plan(desired, on: cluster) { $0.takeover = Takeover(adopts: true, forcesConflicts: true) }
        #expect(Self.refusals(both) == [])
        #expect(!both.isRefused)
        #expect(both.changes.map(\.action) == [.update])
    }

    @Test func aDeletionIsNoTakeover() {
        let other = PlannerTests.cluster(Routes.object("a"))
        let input = Routes.input([], applied: [Routes.object("a")], live: .known(other.objects), cluster: other)
        #expect(!Planner(input, target: .standard).planDestroy([SimulatedCluster.key("a")]).isRefused)
    }

    @Test func aMissingNamespaceRefusesItsRoutes() {
        var plan = Self.plan(Routes.object("a"), on: SimulatedCluster()) {
            $0.closedNamespaces = ["ns": .missing, "other": .missing]
        }
        #expect(Self.refusals(plan) == [.missingNamespace])
        #expect(plan.changes.map(plan.isSent) == [false])
        #expect(plan.namespaces.isEmpty)
        plan.createMissingNamespaces()
        #expect(plan.namespaces == [PlannedNamespace(.create, "ns")])
        #expect(Self.refusals(plan) == [])
        #expect(plan.changes.map(plan.isSent) == [true])
    }

    static let codes: [(Refusal, code: String, flag: String?)] = [
        (.missingNamespace, "missing-namespace", "--create-namespace"), (.beingDeleted, "being-deleted", nil),
        (.notOwned, "not-owned", "--adopt"), (.fieldConflict, "field-conflict", "--force-conflicts"),
        (.rejected(Rejection(code: "denied", message: "no")), "denied", nil),
    ]

    @Test(arguments: codes.indices)
    func refusalsHaveCodesAndFlags(index: Int) {
        let (refusal, code, flag) = Self.codes[index]
        #expect(refusal.code == code)
        #expect(refusal.flag == flag)
    }

    /// What a saved plan was allowed, and what stood in its way, is the same when it is read.
    @Test func savedPlansKeepFlagsAndRefusals() throws {
        var missing = Self.plan(Routes.object("a"), on: SimulatedCluster()) { $0.closedNamespaces = ["ns": .missing] }
        #expect(Self.refusals(try PlanCodec.plan(PlanCodec.value(of: missing))) == [.missingNamespace])
        missing.createMissingNamespaces()
        missing.changes[0].rejection = Rejection(code: "invalid", message: "no such thing")
        let value = PlanCodec.value(of: missing)
        #expect(
            value["changes"]?.array?.first?["refused"] == ["code": "invalid", "message": "no such thing"])
        #expect(Self.refusals(try PlanCodec.plan(value)) == Self.refusals(missing))

        var cluster = PlannerTests.cluster(Routes.object("a"))
        cluster.apply(Routes.object("a", weights: [9]), as: "rollouts")
        for takeover in [Takeover(), Takeover(adopts: true), Takeover(forcesConflicts: true)] {
            let plan = Self.plan(Routes.object("a", weights: [2]), on: cluster) { $0.takeover = takeover }
            let value = PlanCodec.value(of: plan)
            #expect(value["adopt"] == (takeover.adopts ? true : nil))
            #expect(value["forceConflicts"] == (takeover.forcesConflicts ? true : nil))
            let read = try PlanCodec.plan(value)
            #expect(read.takeover == takeover)
            #expect(read.changes[0].conflicts == plan.changes[0].conflicts)
            #expect(Self.refusals(read) == (takeover.forcesConflicts ? [] : [.fieldConflict]))
        }
    }

    // MARK: - Adoption

    /// A route as `kubectl apply` makes it.
    private static func clientSide(_ object: Value) -> SimulatedCluster {
        var cluster = SimulatedCluster()
        cluster.create(object, as: "kubectl-client-side-apply")
        return cluster
    }

    @Test func adoptionTakesWhatTheManifestSets() throws {
        var cluster = Self.clientSide(Routes.object("a", labels: ["team": "db", "old": "b"], lineage: nil))
        let desired = Routes.object("a", labels: ["team": "db"])
        let plan = Self.plan(desired, on: cluster) { $0.takeover.adopts = true }
        #expect(Self.refusals(plan) == [])
        let owners = try #require(plan.changes[0].preparedManagedFields)
        cluster.set(managedFields: owners, of: "a")
        cluster.apply(desired)
        let live = try #require(cluster.objects[SimulatedCluster.key("a")])
        #expect(live["metadata"]?["labels"]?["old"] == "b")
        // The next change meets nobody, and what the manifest does not set is still the other's.
        let next = Self.plan(Routes.object("a", weights: [5], labels: ["team": "web"]), on: cluster)
        #expect(Self.refusals(next) == [])
        #expect(next.changes[0].after?["metadata"]?["labels"]?["old"] == "b")
        let theirs = Self.plan(Routes.object("a", labels: ["team": "db", "old": "c"]), on: cluster)
        #expect(theirs.changes[0].conflicts.map(\.path.description) == ["metadata.labels.old"])
    }

    @Test func aValueThatDiffersIsStillAConflict() {
        let cluster = Self.clientSide(Routes.object("a", weights: [7], lineage: nil))
        let plan = Self.plan(Routes.object("a"), on: cluster) { $0.takeover.adopts = true }
        #expect(Self.refusals(plan) == [.fieldConflict])
        #expect(plan.changes[0].conflicts.map(\.manager) == ["kubectl-client-side-apply"])
    }

    @Test func ownRoutesAreNotTakenFromAnybody() {
        let object = Routes.object("a")
        var cluster = PlannerTests.cluster(object)
        cluster.edit("a", as: "kubectl-client-side-apply") { $0 = Routes.object("a", weights: [3]) }
        let plan = Routes.plan([object], applied: [object], on: cluster)
        #expect(plan.changes[0].preparedManagedFields == nil)
        #expect(Self.refusals(plan) == [.fieldConflict])
    }
}
