import Testing
import Values

struct ValueTests {
    @Test(
        arguments: [
            (1, .double(1), true), (.double(0.5), .double(0.5), true), (1, true, false), ("1", 1, false),
            (.null, [:], false),
            (["a": 1, "b": 2], ["b": 2, "a": 1], true), (["a": 1], ["a": 1, "b": .null], false),
            ([1, 2], [2, 1], false),
            ([["a": 1, "b": [1]]], [["b": [.double(1)], "a": 1]], true), ([], [:], false), (["a": .null], [:], false),
            (.int(.max), .double(9.223372036854775807e18), true), (.double(.nan), .double(.nan), false),
            ("é", "e\u{301}", false),
        ] as [(Value, Value, Bool)])
    func equivalence(left: Value, right: Value, expected: Bool) {
        #expect(left.isEquivalent(to: right) == expected)
        #expect(right.isEquivalent(to: left) == expected)
    }

    @Test func membersKeepTheirOrder() {
        var object: Object = ["z": 1, "a": 2, "m": 3]
        object["a"] = 9
        object["b"] = 4
        #expect(object.keys == ["z", "a", "m", "b"])
        #expect(object.values == [1, 9, 3, 4])
        object["m"] = nil
        #expect(object.removeValue(forKey: "z") == 1)
        #expect(object.removeValue(forKey: "nope") == nil)
        #expect(object == ["a": 9, "b": 4])
        #expect(object != ["b": 4, "a": 9])
        #expect(object.sorted().map(\.key) == ["a", "b"])
        #expect(object.mapValues { .array([$0]) } == ["a": [9], "b": [4]])
        object.removeAll { key, _ in key == "a" }
        #expect(object.count == 1)
        #expect(Object([("k", 1), ("k", 2)]) == ["k": 2])
    }

    @Test func accessors() {
        let value: Value = ["list": [1, "two", .null], "flag": true]
        #expect(value["list"]?[1] == "two")
        #expect(value["list"]?[3] == nil)
        #expect(value["list"]?[-1] == nil)
        #expect(value["flag"]?.bool == true)
        #expect(value["flag"]?["x"] == nil)
        #expect(value["list.1" as FieldPath] == "two")
        #expect(value["list[2]" as FieldPath] == .null)
        #expect(value["list[5]" as FieldPath] == nil)
        #expect(value[FieldPath()] == value)
        #expect(
            [value, [], "s", 1, .double(1), true, .null].map(\.typeName)
                == ["mapping", "list", "string", "integer", "number", "boolean", "null"])
    }

    @Test func membersChangeInPlace() {
        var value: Value = ["a": 1]
        value.set("b", ["c": 2])
        value.withMember("b") { $0?.set("d", 3) }
        #expect(value == ["a": 1, "b": ["c": 2, "d": 3]])
        value.set("a", nil)
        #expect(value == ["b": ["c": 2, "d": 3]])
        var scalar: Value = 1
        scalar.set("a", 2)
        #expect(scalar == ["a": 2])
    }
}

struct RouteKeyTests {
    @Test func versionsOfAGroupAreOneRoute() {
        let key = RouteKey(apiVersion: "g.io/v1", namespace: "ns", name: "a")
        #expect(key == RouteKey(apiVersion: "g.io/v1alpha2", namespace: "ns", name: "a"))
        #expect(key != RouteKey(apiVersion: "h.io/v1", namespace: "ns", name: "a"))
        #expect(RouteKey(apiVersion: "v1", namespace: nil, name: "a").group == "")
        #expect(key.description == "ns/a")
        #expect(RouteKey(group: "g", namespace: nil, name: "a").description == "a")
        let keys = [("b", "a"), ("a", "b"), ("a", "a")].map { RouteKey(group: "g", namespace: $0, name: $1) }
        #expect(keys.sorted().map(\.description) == ["a/a", "a/b", "b/a"])
    }
}
