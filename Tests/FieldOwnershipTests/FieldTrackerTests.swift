import Documents
import FieldOwnership
import Schemas
import Testing
import Values

/// The semantics of a real API server, as recorded in its answers to the same sequences of requests.
struct FieldTrackerTests {
    static let schema = Schema.object(
        "",
        [
            ("apiVersion", .string("")), ("kind", .string("")),
            (
                "metadata",
                .object("", [("name", .string("")), ("labels", .map("", of: .string(""))), ("finalizers", .any(""))])
            ),
            (
                "spec",
                .object(
                    "",
                    [
                        ("parentRefs", .list("", of: .any(""))), ("rules", .list("", of: .any(""))),
                        ("useDefaultGateways", .string("")),
                    ])
            ),
            ("status", .object("", [("parents", .list("", of: .any("")))])),
        ])
    let tracker = FieldTracker(MergeStructure(schema), ignoring: FieldSet([.field("status")]))

    static func value(_ json: String) throws -> Value { try JSONReader.value(Array(json.utf8)) }

    static func route(labels: [String: String] = [:], parents: String? = "gw", port: Int? = 5432) -> Value {
        var metadata: Object = ["name": "postgres"]
        if !labels.isEmpty {
            metadata["labels"] = .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        var object: Object = ["apiVersion": "g/v1", "kind": "TCPRoute", "metadata": .object(metadata)]
        var spec: Object = [:]
        spec["parentRefs"] = parents.map { [["name": .string($0)]] }
        spec["rules"] = port.map { [["backendRefs": [["name": "db", "port": .int(Int64($0))]]]] }
        if !spec.isEmpty { object["spec"] = .object(spec) }
        return .object(object)
    }

    func manager(_ name: String, _ second: Int = 0, subresource: String? = nil) -> FieldManager {
        FieldManager(name, apiVersion: "g/v1", subresource: subresource, time: "2026-01-01T00:00:0\(second)Z")
    }

    func owned(_ managedFields: ManagedFields) -> [String] {
        managedFields.entries.map {
            "\($0.manager) \($0.operation.rawValue) \(JSONWriter.text($0.fields.fieldsV1, sortedKeys: true))"
        }.sorted()
    }

    @Test func createOwnsMappingsAndTheirFields() {
        let managed = tracker.update(
            from: nil, to: Self.route(labels: ["app": "x"]), managedFields: ManagedFields(), by: manager("m"))
        #expect(
            owned(managed) == [
                #"m Update {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{".":{},"f:parentRefs":{},"f:rules":{}}}"#
            ])
        #expect(managed.entries.first?.time == "2026-01-01T00:00:00Z")
    }

    @Test func updateOwnsWhatItChangesAndLosesWhatItRemoves() {
        let old = Self.route(labels: ["a": "1", "b": "2"])
        let created = tracker.update(from: nil, to: old, managedFields: ManagedFields(), by: manager("m"))
        let updated = tracker.update(
            from: old, to: Self.route(labels: ["b": "2", "c": "3"], parents: nil), managedFields: created,
            by: manager("other", 1))
        #expect(
            owned(updated) == [
                #"m Update {"f:metadata":{"f:labels":{".":{},"f:b":{}}},"f:spec":{".":{},"f:rules":{}}}"#,
                #"other Update {"f:metadata":{"f:labels":{"f:c":{}}}}"#,
            ])
        let again = tracker.update(
            from: old, to: old, managedFields: created, by: manager("other", 2))
        #expect(again == created)
    }

    @Test func finalizersAreOwnedOneByOne() throws {
        let old = Self.route()
        let new = try Self.value(
            #"{"apiVersion":"g/v1","kind":"TCPRoute","metadata":{"name":"postgres","finalizers":["example.com/hold"]}}"#
        )
        let managed = tracker.update(
            from: nil, to: new, managedFields: ManagedFields(), by: manager("m"))
        #expect(owned(managed) == [#"m Update {"f:metadata":{"f:finalizers":{".":{},"v:\"example.com/hold\"":{}}}}"#])
        #expect(tracker.update(from: new, to: old, managedFields: ManagedFields(), by: manager("m")).isEmpty)
    }

    @Test func applyOwnsLeavesOnly() throws {
        let result = try tracker.apply(
            Self.route(labels: ["app": "x"]), to: nil, managedFields: ManagedFields(), by: manager("m"), force: false)
        #expect(
            owned(result.managedFields) == [
                #"m Apply {"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:parentRefs":{},"f:rules":{}}}"#
            ])
    }

    @Test func applyRemovesWhatIsLeftOut() throws {
        let first = try tracker.apply(
            Self.route(labels: ["app": "x", "tier": "db"]), to: nil, managedFields: ManagedFields(), by: manager("m"),
            force: false)
        let second = try tracker.apply(
            Self.route(parents: nil), to: first.object, managedFields: first.managedFields, by: manager("m", 1),
            force: false)
        #expect(second.object.isEquivalent(to: Self.route(parents: nil)))
        #expect(owned(second.managedFields) == [#"m Apply {"f:spec":{"f:rules":{}}}"#])
        #expect(second.managedFields.entries.first?.time == "2026-01-01T00:00:01Z")
    }

    @Test func applyKeepsWhatOthersOwn() throws {
        let live = Self.route(labels: ["a": "1"])
        let created = tracker.update(from: nil, to: live, managedFields: ManagedFields(), by: manager("creator"))
        let shared = try tracker.apply(
            Self.route(labels: ["a": "1"]), to: live, managedFields: created, by: manager("m", 1), force: false)
        #expect(shared.object.isEquivalent(to: live))
        let left = try tracker.apply(
            Self.route(parents: nil, port: nil), to: live, managedFields: shared.managedFields, by: manager("m", 2),
            force: false)
        #expect(left.object.isEquivalent(to: live))
        #expect(left.managedFields == created)
    }

    @Test func otherValuesOfOthersConflict() throws {
        let live = try tracker.apply(
            Self.route(labels: ["owner": "alice"]), to: nil, managedFields: ManagedFields(), by: manager("alice"),
            force: false)
        let change = Self.route(labels: ["owner": "bob"], parents: nil, port: 5433)
        let conflicts = #expect(throws: ApplyConflicts.self) {
            try tracker.apply(
                change, to: live.object, managedFields: live.managedFields, by: manager("bob", 1), force: false)
        }
        #expect(conflicts?.conflicts.map(\.path.pathText) == [".metadata.labels.owner", ".spec.rules"])
        #expect(conflicts?.conflicts.map(\.owner.manager) == ["alice", "alice"])
        let forced = try tracker.apply(
            change, to: live.object, managedFields: live.managedFields, by: manager("bob", 1), force: true)
        #expect(
            owned(forced.managedFields) == [
                #"alice Apply {"f:spec":{"f:parentRefs":{}}}"#,
                #"bob Apply {"f:metadata":{"f:labels":{"f:owner":{}}},"f:spec":{"f:rules":{}}}"#,
            ])
        let emptied = try tracker.apply(
            Self.route(parents: nil, port: nil), to: forced.object, managedFields: forced.managedFields,
            by: manager("alice", 2), force: false)
        #expect(emptied.object.isEquivalent(to: change))
        #expect(owned(emptied.managedFields).count == 1)
    }

    @Test func forcedApplyLeavesTheMappingToItsCreator() throws {
        let live = Self.route(labels: ["a": "1"])
        let created = tracker.update(from: nil, to: live, managedFields: ManagedFields(), by: manager("kubectl-create"))
        let forced = try tracker.apply(
            Self.route(labels: ["a": "2"], parents: nil, port: 1), to: live, managedFields: created,
            by: manager("m", 1), force: true)
        #expect(
            owned(forced.managedFields) == [
                #"kubectl-create Update {"f:metadata":{"f:labels":{}},"f:spec":{".":{},"f:parentRefs":{}}}"#,
                #"m Apply {"f:metadata":{"f:labels":{"f:a":{}}},"f:spec":{"f:rules":{}}}"#,
            ])
    }

    @Test func untrackedObjectsGetAnOwnerOnFirstApply() throws {
        let live = Self.route(labels: ["a": "1"])
        let result = try tracker.apply(
            Self.route(parents: nil), to: live, managedFields: ManagedFields(), by: manager("m", 1), force: false)
        #expect(
            owned(result.managedFields) == [
                #"before-first-apply Update {"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{".":{},"f:parentRefs":{},"f:rules":{}}}"#,
                #"m Apply {"f:spec":{"f:rules":{}}}"#,
            ])
        #expect(tracker.update(from: live, to: Self.route(), managedFields: ManagedFields(), by: manager("m")).isEmpty)
    }

    @Test func oneApplierHasOneEntryInAllVersions() throws {
        let first = try tracker.apply(
            Self.route(), to: nil, managedFields: ManagedFields(), by: manager("m"), force: false)
        let second = try tracker.apply(
            Self.route(), to: first.object, managedFields: first.managedFields,
            by: FieldManager("m", apiVersion: "g/v2", time: "2026-01-01T00:00:05Z"), force: false)
        #expect(second.managedFields.entries.map(\.apiVersion) == ["g/v2"])
        #expect(second.managedFields.entries.map(\.time) == ["2026-01-01T00:00:00Z"])
    }

    @Test func ignoredFieldsHaveNoOwner() throws {
        var route = Self.route()
        route.set("status", ["parents": []])
        let managed = tracker.update(from: nil, to: route, managedFields: ManagedFields(), by: manager("m"))
        #expect(owned(managed) == [#"m Update {"f:spec":{".":{},"f:parentRefs":{},"f:rules":{}}}"#])
        let status = FieldTracker(MergeStructure(Self.schema), ignoring: FieldSet([.field("spec")]))
        let written = status.update(
            from: Self.route(), to: route, managedFields: managed, by: manager("ctl", 1, subresource: "status"))
        #expect(
            owned(written) == [
                #"ctl Update {"f:status":{".":{},"f:parents":{}}}"#,
                #"m Update {"f:spec":{".":{},"f:parentRefs":{},"f:rules":{}}}"#,
            ])
    }
}
