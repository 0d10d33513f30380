import GatewayAPI
import Planning
import Testing
import Values

struct PlannerTests {
    static func cluster(_ objects: Value...) -> SimulatedCluster {
        var cluster = SimulatedCluster()
        for object in objects { cluster.apply(object) }
        return cluster
    }

    @Test func aNewRouteIsCreated() {
        let object = Routes.object("a")
        let plan = Routes.plan([object], on: SimulatedCluster())
        #expect(plan.changes.map(\.action) == [.create])
        #expect(plan.changes[0].before == nil)
        #expect(plan.changes[0].after == object)
        #expect(plan.changes[0].desired == object)
        #expect(plan.changes[0].fields == [FieldChange(FieldPath(), before: nil, after: object)])
        #expect(plan.changes[0].source == SourcePlace(file: "a.yaml", line: 1))
        #expect(plan.changes[0].uid == nil)
        #expect(plan.hasChanges)
        #expect((plan.lineage, plan.serial, plan.cluster?.uid) == (Routes.lineage, 7, "u1"))
    }

    @Test func whatWasAppliedIsUnchanged() {
        let object = Routes.object("a", labels: ["team": "db"])
        let cluster = Self.cluster(object)
        let plan = Routes.plan([object], applied: [object], on: cluster)
        #expect(plan.changes.map(\.action) == [.unchanged])
        #expect(plan.changes[0].fields.isEmpty)
        #expect(plan.changes[0].uid == "uid-1")
        #expect(plan.drift.isEmpty)
        #expect(!plan.hasChanges)
    }

    @Test func anEditedFieldIsUpdated() {
        let old = Routes.object("a", weights: [1, 1], labels: ["team": "db"])
        let new = Routes.object("a", weights: [1, 5])
        let plan = Routes.plan([new], applied: [old], on: Self.cluster(old))
        #expect(plan.changes.map(\.action) == [.update])
        #expect(
            plan.changes[0].fields.map { "\($0.path) \($0.before ?? .null) \($0.after ?? .null)" } == [
                "metadata.labels.team \(Value.string("db")) \(Value.null)",
                "spec.rules[0].backendRefs[1].weight \(Value.int(1)) \(Value.int(5))",
            ])
        #expect(plan.changes[0].fields.map(\.source) == [nil, SourcePlace(file: "a.yaml", line: 7)])
        #expect(plan.changes[0].conflicts.isEmpty)
        #expect(plan.changes[0].desired == new)
        #expect(plan.drift.isEmpty)
    }

    @Test func whatOthersAddedStays() {
        let object = Routes.object("a")
        var cluster = Self.cluster(object)
        cluster.edit("a", as: "kubectl-label") { route in
            route.withMember("metadata") { $0?.withMember("labels") { $0?.set("theirs", "yes") } }
        }
        let quiet = Routes.plan([object], applied: [object], on: cluster)
        #expect(quiet.changes.map(\.action) == [.unchanged])
        #expect(quiet.drift.isEmpty)
        let changed = Routes.object("a", weights: [3])
        let plan = Routes.plan([changed], applied: [object], on: cluster)
        #expect(plan.changes[0].fields.map(\.path.description) == ["spec.rules[0].backendRefs[0].weight"])
        #expect(plan.changes[0].after?["metadata"]?["labels"]?["theirs"] == "yes")
        #expect(plan.changes[0].desired?["metadata"]?["labels"]?["theirs"] == nil)
    }

    /// Another backend takes its share of what was applied.
    @Test func anAddedElementIsDrift() {
        let object = Routes.object("a")
        var cluster = Self.cluster(object)
        cluster.edit("a", as: "kubectl-edit") { $0 = Routes.object("a", weights: [1, 1]) }
        cluster.edit("a", as: "kubectl-label") { route in
            route.withMember("metadata") { $0?.withMember("labels") { $0?.set("theirs", "yes") } }
        }
        let plan = Routes.plan([object], applied: [object], on: cluster)
        #expect(plan.drift.flatMap(\.fields).map(\.path) == ["spec.rules[0].backendRefs[1]"])
        #expect(plan.drift.flatMap(\.fields).map(\.manager) == ["kubectl-edit"])
    }

    @Test func driftIsReportedAndTakenBack() {
        let object = Routes.object("a", labels: ["team": "db"])
        var cluster = Self.cluster(object)
        cluster.edit("a", as: "kubectl-edit") { route in
            route = Routes.object("a", weights: [9])
        }
        let plan = Routes.plan([object], applied: [object], on: cluster)
        #expect(plan.changes.map(\.action) == [.update])
        #expect(plan.drift.count == 1)
        #expect(
            plan.drift[0].fields.map { "\($0.path) \($0.manager ?? "-")" } == [
                "metadata.labels.team -", "spec.rules[0].backendRefs[0].weight kubectl-edit",
            ])
        #expect(plan.drift[0].fields.map(\.before) == ["db", 1])
        #expect(plan.drift[0].fields.map(\.after) == [nil, 9])
        #expect(
            plan.changes[0].conflicts == [
                PlannedConflict(
                    path: "spec.rules", manager: "kubectl-edit", operation: "Update", time: "2026-01-01T00:00:00Z",
                    theirs: Routes.object("a", weights: [9])["spec"]?["rules"], ours: object["spec"]?["rules"])
            ])
    }

    @Test func aRouteThatIsGoneIsCreatedAgain() {
        let object = Routes.object("a")
        let plan = Routes.plan([object], applied: [object], on: SimulatedCluster())
        #expect(plan.changes.map(\.action) == [.create])
        #expect(plan.drift.map(\.action) == [.delete])
    }

    @Test func conflictsNameTheOtherManager() {
        let theirs = Routes.object("a", weights: [9], lineage: nil)
        var cluster = SimulatedCluster()
        cluster.apply(theirs, as: "argocd-controller")
        let ours = Routes.object("a", weights: [1])
        let plan = Routes.plan([ours], on: cluster)
        #expect(plan.changes[0].foreignOwner == .managers(["argocd-controller"]))
        #expect(plan.changes[0].conflicts.map(\.path.description) == ["spec.rules"])
        #expect(plan.changes[0].conflicts.map(\.manager) == ["argocd-controller"])
        #expect(plan.changes[0].action == .update)
        let field = plan.changes[0].fields.first { $0.path == "spec.rules[0].backendRefs[0].weight" }
        #expect(field?.manager == "argocd-controller")
    }

    @Test func ownershipIsReadFromTheMark() {
        let object = Routes.object("a")
        let other = Self.cluster(Routes.object("a", lineage: "other-stack"))
        #expect(Routes.plan([object], on: other).changes[0].foreignOwner == .stack("other-stack"))
        #expect(Routes.plan([object], applied: [object], on: other).changes[0].foreignOwner == .stack("other-stack"))
        #expect(Routes.plan([object], applied: [object], on: other).changes[0].action == .update)

        let lostState = Routes.plan([object], on: Self.cluster(object))
        #expect(lostState.changes[0].foreignOwner == nil)
        #expect(lostState.changes[0].action == .unchanged)

        let unmarked = Self.cluster(Routes.object("a", lineage: nil))
        #expect(Routes.plan([object], on: unmarked).changes[0].foreignOwner == .managers(["openmcf"]))
        #expect(Routes.plan([object], applied: [object], on: unmarked).changes[0].foreignOwner == nil)
    }

    @Test func anAdoptedRouteIsWrittenForItsMark() {
        let theirs = Routes.object("a", lineage: nil)
        var cluster = SimulatedCluster()
        cluster.apply(theirs, as: "kubectl")
        let plan = Routes.plan([Routes.object("a")], on: cluster)
        #expect(plan.changes.map(\.action) == [.update])
        #expect(plan.changes[0].fields.map(\.path.description) == ["metadata.annotations"])
        #expect(plan.changes[0].conflicts.isEmpty)
    }

    @Test func routesComeInTheOrderOfTheInput() {
        let objects = ["c", "a", "b"].map { Routes.object($0) }
        let plan = Routes.plan(objects, applied: [objects[1]], on: Self.cluster(objects[1]))
        #expect(plan.changes.map(\.key.name) == ["c", "a", "b"])
        #expect(plan.changes.map(\.action) == [.create, .unchanged, .create])
        #expect(plan.count(.create) == 2)
    }

    @Test func anEmptyMappingIsNone() {
        let object = Routes.object("a")
        var cluster = Self.cluster(object)
        cluster.edit("a", as: "kubectl-edit") { $0.withMember("metadata") { $0?.set("annotations", [:]) } }
        let plan = Routes.plan([Routes.object("a", lineage: nil)], applied: [object], on: cluster)
        #expect(plan.changes[0].before?["metadata"]?.object?.keys == ["name", "namespace", "labels"])
        #expect(plan.changes[0].fields.isEmpty)
    }

    @Test func versionsShowTheSameObject() {
        let object = Routes.object("a")
        var live = Self.cluster(object)
        live.objects = live.objects.mapValues { value in
            var value = value
            value.set("apiVersion", "gateway.networking.k8s.io/v1")
            return value
        }
        #expect(Routes.plan([object], applied: [object], on: live).changes[0].action == .unchanged)
    }

    @Test func offlineTheStateIsTakenForLive() {
        let old = Routes.object("a", labels: ["team": "db"])
        let same = Routes.object("b")
        let input = Routes.input(
            [Routes.object("a", weights: [2]), same, Routes.object("new")], applied: [old, same], live: .assumed)
        let plan = Planner(input, target: .standard).plan()
        #expect(plan.changes.map(\.action) == [.update, .unchanged, .create])
        #expect(
            plan.changes[0].fields.map(\.path.description)
                == ["metadata.labels.team", "spec.rules[0].backendRefs[0].weight"])
        #expect(plan.changes[0].conflicts.isEmpty)
        #expect(plan.changes[0].foreignOwner == nil)
        #expect(plan.drift.isEmpty)
    }
}

struct DeletionTests {
    static let gone = Routes.object("gone")

    @Test func routesThatAreNoLongerNamedAreListed() {
        let plan = Routes.plan([], applied: [Self.gone], on: PlannerTests.cluster(Self.gone))
        #expect(plan.changes.isEmpty)
        #expect(plan.orphans.map(\.description) == ["ns/gone"])
    }

    @Test func pruningDeletesThem() {
        let kept = Routes.object("kept")
        let plan = Routes.plan(
            [kept], applied: [Self.gone, kept], on: PlannerTests.cluster(Self.gone, kept), prunes: true)
        #expect(plan.changes.map(\.action) == [.unchanged, .delete])
        #expect(plan.changes[1].uid == "uid-1")
        #expect(plan.changes[1].before?["spec"] == Self.gone["spec"])
        #expect(plan.changes[1].before?["metadata"]?["uid"] == nil)
        #expect(plan.changes[1].after == nil)
        #expect(plan.orphans.isEmpty)
        #expect(plan.warnings.isEmpty)
    }

    @Test func anotherStacksRouteIsLeftAlone() {
        var cluster = PlannerTests.cluster(Self.gone)
        cluster.edit("gone", as: "x") { $0 = Routes.object("gone", lineage: "other") }
        let plan = Routes.plan([], applied: [Self.gone], on: cluster, prunes: true)
        #expect(plan.changes.isEmpty)
        #expect(plan.warnings == ["ns/gone belongs to another stack of openmcf now (lineage other); it is left alone"])
        #expect(plan.skippedDeletions.map(\.action) == ["left-alone"])
    }

    @Test func aRecreatedRouteIsLeftAlone() {
        var cluster = PlannerTests.cluster(Self.gone)
        let input = Routes.input([], applied: [Self.gone], live: .assumed, cluster: cluster)
        cluster.objects = [:]
        cluster.apply(Self.gone, as: "kubectl")
        var known = input
        known.live = .known(cluster.objects)
        known.prunes = true
        let plan = Planner(known, target: .standard).plan()
        #expect(plan.changes.isEmpty)
        #expect(
            plan.warnings == ["ns/gone was deleted and created anew by somebody else (uid uid-2); it is left alone"])
        #expect(Planner(known, target: .standard).planDestroy([SimulatedCluster.key("gone")]).changes.isEmpty)
    }

    @Test func whatIsGoneIsOnlyForgotten() {
        let input = Routes.input([], applied: [Self.gone], live: .known([:]))
        let plan = Planner(input, target: .standard).planDestroy([SimulatedCluster.key("gone")])
        #expect(plan.changes.isEmpty)
        #expect(plan.skippedDeletions.map(\.reason) == [.gone])
        #expect(plan.skippedDeletions[0].message == "ns/gone is gone already")
        #expect(plan.warnings.isEmpty)
    }

    @Test func destroyingNamesOnlyWhatTheStateKnows() {
        let cluster = PlannerTests.cluster(Self.gone, Routes.object("other"))
        let input = Routes.input([], applied: [Self.gone], live: .known(cluster.objects), cluster: cluster)
        let plan = Planner(input, target: .standard).planDestroy(["gone", "other", "nope"].map(SimulatedCluster.key))
        #expect(plan.changes.map(\.key.name) == ["gone"])
        #expect(plan.changes[0].fields.map(\.path.description) == [""])
        let offline = Routes.input([], applied: [Self.gone], live: .assumed, cluster: cluster)
        #expect(
            Planner(offline, target: .standard).planDestroy([SimulatedCluster.key("gone")]).changes.map(\.uid) == [
                "uid-1"
            ])
    }
}
