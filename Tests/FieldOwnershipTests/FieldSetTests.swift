import Documents
import FieldOwnership
import Testing
import Values

struct FieldSetTests {
    static func set(_ json: String) throws -> FieldSet {
        try FieldSet(fieldsV1: JSONReader.value(Array(json.utf8)))
    }

    @Test(arguments: [
        "{}",
        #"{"f:spec":{"f:parentRefs":{},"f:rules":{}}}"#,
        #"{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{".":{},"f:rules":{}}}"#,
        #"{"f:metadata":{"f:finalizers":{".":{},"v:\"example.com/hold\"":{}}}}"#,
        #"{"f:status":{"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:status":{}}}}}"#,
        #"{"f:metadata":{"f:labels":{}}}"#,
    ])
    func fieldsV1RoundTrips(_ json: String) throws {
        #expect(JSONWriter.text(try Self.set(json).fieldsV1, sortedKeys: true) == json)
    }

    @Test(arguments: [
        (#"{"spec":{}}"#, "'spec' is no path element: it must start with f:, k:, v: or i:"),
        (#"{"i:x":{}}"#, "'i:x' is no path element: it must start with f:, k:, v: or i:"),
        (#"{"f:a":1}"#, "fieldsV1 must be an object, not a integer"),
    ])
    func brokenFieldsV1IsAnError(_ json: String, _ message: String) throws {
        #expect(throws: FieldSetError(message: message)) { try Self.set(json) }
    }

    @Test(arguments: [
        ("union", #"{"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{},"f:c":{}}"#),
        ("intersection", #"{"f:a":{"f:x":{}}}"#),
        ("difference", #"{"f:a":{},"f:b":{}}"#),
    ])
    func algebra(_ operation: String, _ expected: String) throws {
        let one = try Self.set(#"{"f:a":{".":{},"f:x":{}},"f:b":{}}"#)
        let other = try Self.set(#"{"f:a":{"f:x":{},"f:y":{}},"f:c":{}}"#)
        let result =
            switch operation {
            case "union": one.union(other)
            case "intersection": one.intersection(other)
            default: one.subtracting(other)
            }
        #expect(JSONWriter.text(result.fieldsV1, sortedKeys: true) == expected)
    }

    @Test func pathsReadAsInConflictMessages() throws {
        let set = try Self.set(
            #"{"f:metadata":{"f:labels":{".":{},"f:app.kubernetes.io/name":{}}},"f:l":{"k:{\"type\":\"A\"}":{"f:s":{}},"v:\"x\"":{},"i:2":{}}}"#
        )
        #expect(
            set.paths.map(\.pathText) == [
                ".l[2]", #".l[type="A"].s"#, #".l[="x"]"#, ".metadata.labels",
                ".metadata.labels.app.kubernetes.io/name",
            ])
    }

    @Test func recursiveRemovalTakesWhatLiesInside() throws {
        let set = try Self.set(#"{"f:spec":{"f:rules":{}},"f:status":{".":{},"f:parents":{}}}"#)
        let rest = set.removingRecursively(FieldSet([.field("status")]))
        #expect(JSONWriter.text(rest.fieldsV1) == #"{"f:spec":{"f:rules":{}}}"#)
        #expect(
            set.restricted(to: FieldSet([.field("status")])) == (try Self.set(#"{"f:status":{".":{},"f:parents":{}}}"#))
        )
    }
}
