import Documents
import FieldOwnership
import Testing
import Values

struct ManagedFieldsTests {
    static let json =
        #"[{"apiVersion":"g/v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{"f:team":{}}},"f:spec":{"f:rules":{}}},"manager":"openmcf","operation":"Apply","time":"2026-01-01T00:00:01Z"},{"apiVersion":"g/v1","fieldsType":"FieldsV1","fieldsV1":{"f:status":{".":{},"f:parents":{}}},"manager":"ctl","operation":"Update","subresource":"status","time":"2026-01-01T00:00:00Z"}]"#

    @Test func roundTripsInServerOrder() throws {
        let value = try JSONReader.value(Array(Self.json.utf8))
        let managed = try ManagedFields(value)
        let reversed = ManagedFields(Array(managed.entries.reversed()))
        #expect(reversed.value.map { JSONWriter.text($0, sortedKeys: true) } == Self.json)
        #expect(try ManagedFields(nil).value == nil)
    }

    @Test(arguments: [
        ("spec.rules", ["openmcf"]), ("spec.rules[0].backendRefs[1].weight", ["openmcf"]),
        ("spec.parentRefs", []), ("metadata.labels.team", ["openmcf"]), ("metadata.labels.other", []),
        ("metadata.labels", ["openmcf"]), ("status.parents[0].conditions", ["ctl"]),
    ])
    func ownersOfAField(_ path: String, _ owners: [String]) throws {
        let managed = try ManagedFields(JSONReader.value(Array(Self.json.utf8)))
        #expect(managed.owners(of: try FieldPath(parsing: path)).map(\.manager) == owners)
    }

    @Test func unknownOperationIsAnError() throws {
        let message = "an entry of managedFields needs the operation Apply or Update"
        #expect(throws: FieldSetError(message: message)) {
            try ManagedFields([["manager": "m", "operation": "Patch"]])
        }
    }
}
