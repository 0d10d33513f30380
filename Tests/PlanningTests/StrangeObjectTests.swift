import Planning
import Testing
import Values

/// Objects as newer, older or other servers might have them: each gets a right plan.
struct StrangeObjectTests {
    private static let object = Routes.object("a", labels: ["team": "db"])
    private static let key = SimulatedCluster.key("a")

    /// A cluster with the route as it was applied, and then changed past everything that a server checks.
    private static func cluster(_ change: (inout Value) -> Void) -> SimulatedCluster {
        var cluster = PlannerTests.cluster(object)
        var live = cluster.objects[key] ?? .null
        change(&live)
        cluster.objects[key] = live
        return cluster
    }

    private static func set(_ path: FieldPath, _ value: Value?, in object: inout Value) {
        guard case .key(let name)? = path.elements.first else { return }
        let rest = FieldPath(Array(path.elements.dropFirst()))
        object.withMember(name) { member in
            guard !rest.isRoot else { return member = value }
            var inner = member ?? [:]
            set(rest, value, in: &inner)
            member = inner
        }
    }

    /// What others may put where, and what stays as it was all the same.
    static let additions: [(path: FieldPath, value: Value)] = [
        ("spec.retries", ["attempts": 3, "on": ["reset", "connect"]]), ("metadata.future", ["a": .null]),
        ("status.summary", "well"), ("status", .null), ("extension", [1, .double(2.5), "x"]),
        ("metadata.labels[\"example.com/new\"]", "x"),
        ("metadata.annotations", ["openmcf.org/stack": .string(Routes.lineage), "k": "v"]),
        ("metadata.generation", "no number"), ("metadata.resourceVersion", "7f-é opaque"),
        ("metadata.resourceVersion", ""), ("metadata.creationTimestamp", "yesterday"),
    ]

    @Test(arguments: additions.indices)
    func whatIsNotKnownIsLeftAlone(index: Int) {
        let (path, value) = Self.additions[index]
        let cluster = Self.cluster { Self.set(path, value, in: &$0) }
        let plan = Routes.plan([Self.object], applied: [Self.object], on: cluster)
        #expect(plan.changes.map(\.action) == [.unchanged], "\(path): \(plan.changes[0].fields)")
        #expect(plan.drift.isEmpty, "\(path): \(plan.drift.map(\.fields))")
        // A change of something else leaves it as it is.
        let edit = Routes.plan([Routes.object("a", weights: [4], labels: ["team": "db"])], on: cluster).changes[0]
        #expect(edit.fields.map(\.path) == ["spec.rules[0].backendRefs[0].weight"], "\(path)")
        if path.elements.first == .key("spec") { #expect(edit.after?[path] == value) }
    }

    /// A server of a newer version fills a new field into each rule and backend; nobody owns it but with the list.
    private static func filled(_ live: inout Value) {
        live.withMember("spec") { spec in
            spec?.withMember("rules") { rules in
                var rule = rules?.array?.first ?? .null
                var backend = rule["backendRefs"]?.array?.first ?? .null
                backend.set("filters", [])
                rule.set("backendRefs", [backend])
                rule.set("timeouts", ["idle": "5s"])
                rules = [rule]
            }
        }
    }

    @Test func whatANewerServerFillsInIsNoChange() {
        let cluster = Self.cluster(Self.filled)
        let plan = Routes.plan([Self.object], applied: [Self.object], on: cluster)
        #expect(plan.changes.map(\.action) == [.unchanged], "\(plan.changes[0].fields)")
        #expect(plan.drift.isEmpty, "\(plan.drift.map(\.fields))")
        let edit = Routes.plan([Routes.object("a", weights: [4], labels: ["team": "db"])], on: cluster).changes[0]
        #expect(edit.fields.map(\.path) == ["spec.rules[0].backendRefs[0].weight"])
    }

    /// The same by somebody's hand is a change of what was applied.
    @Test func whatAnotherManagerSetsThereIsOne() {
        var cluster = PlannerTests.cluster(Self.object)
        cluster.edit("a", as: "kubectl-edit", Self.filled)
        let plan = Routes.plan([Self.object], applied: [Self.object], on: cluster)
        #expect(plan.changes[0].conflicts.map(\.manager) == ["kubectl-edit"])
        #expect(
            plan.drift.first?.fields.map(\.path) == [
                "spec.rules[0].backendRefs[0].filters", "spec.rules[0].timeouts",
            ])
    }

    @Test(arguments: ["7f-é opaque", "18446744073709551616", "-1", "0x10"])
    func versionsAreOpaque(version: String) {
        let cluster = Self.cluster { Self.set("metadata.resourceVersion", .string(version), in: &$0) }
        let change = Routes.plan([Routes.object("a", weights: [4])], on: cluster).changes[0]
        #expect(change.resourceVersion == version)
    }

    /// Managed fields that say nothing of what this stack applied, or nothing that can be read.
    static let ownership: [Value?] = [
        nil, [], [[:]], "none", [.null, 7], [["manager": "openmcf", "operation": "Merge", "fieldsV1": [:]]],
        [["manager": "m", "operation": "Update", "fieldsV1": ["x:y": [:]]]],
        [["manager": "m", "operation": "Update", "fieldsV1": ["f:metadata": "everything"]]],
    ]

    @Test(arguments: ownership.indices)
    func ownershipThatCannotBeReadIsTakenFromTheState(index: Int) {
        let cluster = Self.cluster { Self.set("metadata.managedFields", Self.ownership[index], in: &$0) }
        let quiet = Routes.plan([Self.object], applied: [Self.object], on: cluster)
        #expect(quiet.changes.map(\.action) == [.unchanged])
        let plan = Routes.plan([Routes.object("a")], applied: [Self.object], on: cluster)
        #expect(plan.changes[0].fields.map(\.path.description) == ["metadata.labels.team"])
        #expect(!plan.isRefused)
        #expect(plan.changes[0].preparedManagedFields != nil)
    }

    @Test func anUnreadableEntryHidesNoOther() {
        let cluster = Self.cluster { live in
            let entries = live["metadata"]?["managedFields"]?.array ?? []
            Self.set("metadata.managedFields", .array([["operation": "Merge"]] + entries), in: &live)
        }
        let plan = Routes.plan([Routes.object("a")], on: cluster)
        #expect(plan.changes[0].fields.map(\.path.description) == ["metadata.labels.team"])
        #expect(!plan.isRefused)
    }

    @Test func veryManyManagersAreStillThemselves() {
        let cluster = Self.cluster { live in
            let fields = Object((0..<200).map { ("f:k\($0)", [:] as Value) })
            let others = (0..<200).map { number -> Value in
                [
                    "manager": .string("m\(number)"), "operation": "Update", "apiVersion": .string("g/v\(number)"),
                    "fieldsV1": ["f:metadata": ["f:labels": .object(fields)]],
                ]
            }
            let own = live["metadata"]?["managedFields"]?.array ?? []
            Self.set("metadata.managedFields", .array(others + own), in: &live)
            Self.set("metadata.labels.k7", "theirs", in: &live)
        }
        let plan = Routes.plan([Self.object], applied: [Self.object], on: cluster)
        #expect(plan.changes.map(\.action) == [.unchanged])
        let conflict = Routes.plan([Routes.object("a", labels: ["team": "db", "k7": "ours"])], on: cluster)
        #expect(conflict.changes[0].conflicts.count == 200)
        #expect(
            conflict.changes[0].conflicts.first?.lines(now: 0) == [
                #"metadata.labels.k7 of 'm0' (Update) differs: theirs "theirs", yours "ours""#
            ])
    }
}
