import FieldOwnership
import Testing
import Values

/// An applier takes the place of a client that wrote without applying, for what it applies and nothing else.
struct TakingOverTests {
    private let tests = FieldTrackerTests()

    private static let other = "kubectl-client-side-apply"

    private func taken(
        _ applied: Value, _ live: Value, by writers: [String] = [other], in versions: [String] = ["g/v1"]
    ) -> ManagedFields? {
        var managed = ManagedFields()
        for (writer, version) in zip(writers, versions) {
            managed.entries +=
                tests.tracker.update(
                    from: nil, to: live, managedFields: ManagedFields(),
                    by: FieldManager(writer, apiVersion: version, time: "2026-01-01T00:00:00Z")
                ).entries
        }
        return tests.tracker.takingOver(applied, from: Self.other, managedFields: managed, by: tests.manager("openmcf"))
    }

    /// As a real API server has it after the same: the mapping `labels` stays with whoever still has a label in it.
    @Test func onlyWhatIsAppliedChangesHands() throws {
        let live = FieldTrackerTests.route(labels: ["team": "a", "old": "b"])
        let managed = try #require(taken(FieldTrackerTests.route(labels: ["team": "a"]), live))
        #expect(
            tests.owned(managed) == [
                #"kubectl-client-side-apply Update {"f:metadata":{"f:labels":{".":{},"f:old":{}}}}"#,
                #"openmcf Apply {"f:metadata":{"f:labels":{"f:team":{}}},"f:spec":{"f:parentRefs":{},"f:rules":{}}}"#,
            ])
    }

    @Test func whoHasNothingLeftIsNoOwnerAnyMore() throws {
        let route = FieldTrackerTests.route(labels: ["team": "a"])
        #expect(
            tests.owned(try #require(taken(route, route))) == [
                #"openmcf Apply {"f:metadata":{"f:labels":{"f:team":{}}},"f:spec":{"f:parentRefs":{},"f:rules":{}}}"#
            ])
    }

    @Test func everyVersionThatTheClientWroteInCounts() throws {
        let route = FieldTrackerTests.route()
        let managed = try #require(taken(route, route, by: [Self.other, Self.other], in: ["g/v1", "g/v2"]))
        #expect(tests.owned(managed) == [#"openmcf Apply {"f:spec":{"f:parentRefs":{},"f:rules":{}}}"#])
    }

    @Test func nothingIsTakenFromAnybodyElse() {
        let route = FieldTrackerTests.route()
        #expect(taken(route, route, by: ["kubectl-edit"]) == nil)
        #expect(taken(FieldTrackerTests.route(parents: nil, port: nil), route) == nil)
    }
}
