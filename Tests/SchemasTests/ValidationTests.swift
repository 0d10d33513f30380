import Testing
import Values

@testable import Schemas

struct ValidationTests {
    static let unique = CrossFieldRule(name: "unique", message: "must be unique") { value in
        let texts = (value.array ?? []).compactMap(\.string)
        return Set(texts).count < texts.count
            ? [.init(FieldPath([.index(1)]), "twice", related: FieldPath([.index(0)]))] : []
    }

    static let schema: Schema = {
        var tags = Schema.list("", of: .string("", length: 1...3), minItems: 1, maxItems: 2)
        tags.rules = [unique]
        return .object(
            "", required: ["name"],
            [
                ("name", .string("", pattern: .label, length: 2...5)), ("port", .integer("", 1...65535)),
                ("count", .integer("")), ("big", .integer("", minimum: 0, format: .int64)),
                ("flag", Schema(.boolean, "")),
                ("mode", .string("", oneOf: ["All", "None"])), ("tags", tags), ("free", .any("")),
                ("labels", .map("", keys: .qualifiedName, of: .string("", pattern: .labelValue))),
                ("nested", .object("", required: ["x"], [("x", .integer("", default: 5))])),
            ])
    }()

    /// A violation as a short text.
    static func text(_ violation: Violation) -> String {
        let kind =
            switch violation.kind {
            case .wrongType(let expected): "wrong type, not \(expected)"
            case .required(let field): "required \(field)"
            case .unknownField(let suggestion): "unknown, \(suggestion ?? "no suggestion")"
            case .tooFewItems(let minimum, let actual): "\(actual) items < \(minimum)"
            case .tooManyItems(let maximum, let actual): "\(actual) items > \(maximum)"
            case .tooShort(let minimum): "shorter than \(minimum)"
            case .tooLong(let maximum, let actual): "length \(actual) > \(maximum)"
            case .pattern: "pattern"
            case .keyPattern: "key pattern"
            case .belowMinimum(let minimum): "below \(minimum)"
            case .aboveMaximum(let maximum): "above \(maximum)"
            case .format(let format): "format \(format.rawValue)"
            case .notOneOf(let values): "not one of \(values.joined(separator: ","))"
            case .rule(let rule, let finding):
                "rule \(rule.code) at \(finding.path), related \(finding.related?.description ?? "-")"
            }
        return "\(violation.path): \(kind)"
    }

    @Test(
        arguments: [
            (["name": "ok"], []), (["name": "ok", "free": [1, [:]]], []), ([:], [": required name"]),
            (["name": .null], [": required name"]),
            ([], [": wrong type, not object"]), (.null, [": wrong type, not object"]),
            (["name": 5], ["name: wrong type, not string"]),
            (["name": "a"], ["name: shorter than 2"]), (["name": ""], ["name: shorter than 2"]),
            (["name": "abcdef"], ["name: length 6 > 5"]),
            (["name": "A_B"], ["name: pattern"]), (["name": "ABCDEF"], ["name: length 6 > 5", "name: pattern"]),
            (["name": "ok", "port": 0], ["port: below 1"]), (["name": "ok", "port": 65536], ["port: above 65535"]),
            (["name": "ok", "port": 65535], []),
            (["name": "ok", "port": "80"], ["port: wrong type, not integer"]),
            (["name": "ok", "port": .double(80)], []),
            (["name": "ok", "port": .double(80.5)], ["port: wrong type, not integer"]),
            (["name": "ok", "port": .double(1e300)], ["port: wrong type, not integer"]),
            (["name": "ok", "port": true], ["port: wrong type, not integer"]), (["name": "ok", "port": .null], []),
            (["name": "ok", "count": 2_147_483_648], ["count: format int32"]),
            (["name": "ok", "count": -2_147_483_648], []),
            (["name": "ok", "big": 2_147_483_648], []), (["name": "ok", "big": -1], ["big: below 0"]),
            (["name": "ok", "flag": "yes"], ["flag: wrong type, not boolean"]),
            (["name": "ok", "mode": "all"], ["mode: not one of All,None"]),
            (["name": "ok", "mode": ""], ["mode: not one of All,None"]),
            (["name": "ok", "tags": []], ["tags: 0 items < 1"]),
            (["name": "ok", "tags": ["a", "b", "c"]], ["tags: 3 items > 2"]),
            (["name": "ok", "tags": ["a", "a"]], ["tags: rule unique at [1], related [0]"]),
            (["name": "ok", "tags": ["a", 1]], ["tags[1]: wrong type, not string"]),
            (["name": "ok", "tags": ["a", .null]], ["tags[1]: wrong type, not string"]),
            (["name": "ok", "tags": "a"], ["tags: wrong type, not array"]),
            (["name": "ok", "labels": ["a/b/c": "x"]], ["labels[\"a/b/c\"]: key pattern"]),
            (["name": "ok", "labels": ["a": "-"]], ["labels.a: pattern"]),
            (["name": "ok", "labels": ["a": .null]], ["labels.a: wrong type, not string"]),
            (["name": "ok", "nested": [:]], ["nested: required x"]),
            (["name": "ok", "prot": 80], ["prot: unknown, port"]),
            (["name": "ok", "other": .null], ["other: unknown, no suggestion"]),
            (["name": "ok", "port": 1, "ports": 1], ["ports: unknown, port"]),
            (["naem": "ok"], ["naem: unknown, name", ": required name"]),
        ] as [(Value, [String])])
    func violations(value: Value, expected: [String]) {
        #expect(Self.schema.violations(in: value).map(Self.text) == expected)
    }

    @Test func pathsStartWhereTheyAreToldTo() {
        #expect(
            Self.schema.violations(in: ["port": 0, "name": "ok"], at: "spec.x[0]").map(Self.text) == [
                "spec.x[0].port: below 1"
            ])
    }

    @Test func lengthsCountUnicodeScalars() {
        let schema = Schema.string("", length: 1...2)
        #expect(schema.violations(in: "😀😀").isEmpty)
        #expect(schema.violations(in: "e\u{301}").isEmpty)
        #expect(schema.violations(in: "e\u{301}x").map(Self.text) == [": length 3 > 2"])
    }

    @Test func whatBlocksRules() {
        let blocking = Self.schema.violations(in: [
            "port": "x", "mode": "x", "tags": ["a", "b", "c"], "name": "abcdef",
        ])
        #expect(blocking.map(\.blocksRules) == [true, true, true, true])
        let others = Self.schema.violations(in: ["port": 0, "tags": [], "name": "A_", "x": 1])
        #expect(others.map(\.blocksRules) == [false, false, false, false])
    }
}

struct DefaultsTests {
    static let schema = Schema.object(
        "", required: ["weight"],
        [
            ("group", .string("", default: "")), ("weight", .integer("", default: 1)), ("name", .string("")),
            ("list", .list("", of: .object("", [("kind", .string("", default: "Service"))]))),
            ("map", .map("", of: .object("", [("on", .integer("", default: 2))]))), ("any", .any("")),
        ])

    @Test(
        arguments: [
            ([:], ["group": "", "weight": 1]), (["weight": 0, "name": "x"], ["group": "", "weight": 0, "name": "x"]),
            (["weight": .null, "name": .null], ["group": "", "weight": 1]),
            (["group": "g", "weight": .double(3)], ["group": "g", "weight": 3]),
            (["weight": .double(3.5)], ["group": "", "weight": .double(3.5)]),
            (["list": []], ["group": "", "weight": 1, "list": []]),
            (
                ["list": [[:], ["kind": .null], ["kind": "K"]]],
                ["group": "", "weight": 1, "list": [["kind": "Service"], ["kind": "Service"], ["kind": "K"]]]
            ),
            (["list": .null], ["group": "", "weight": 1]),
            (["list": ["x", .null]], ["group": "", "weight": 1, "list": ["x", .null]]),
            (["map": ["a": [:], "b": .null]], ["group": "", "weight": 1, "map": ["a": ["on": 2], "b": .null]]),
            (["z": .null, "weight": 2, "a": 1], ["group": "", "weight": 2, "z": .null, "a": 1]),
            (["any": ["x": .null]], ["group": "", "weight": 1, "any": ["x": .null]]),
            (["weight": "x"], ["group": "", "weight": "x"]), (.null, .null), ([], []), ("x", "x"),
        ] as [(Value, Value)])
    func defaults(value: Value, expected: Value) {
        let result = Self.schema.applyingDefaults(to: value)
        #expect(result == expected)
        #expect(Self.schema.applyingDefaults(to: result) == result)
    }

    @Test(
        arguments: [
            (["name": "x", "other": 1], ["name": "x"]),
            (["list": [["kind": "K", "x": 1], 5]], ["list": [["kind": "K"], 5]]),
            (["map": ["a": ["on": 1, "off": 2]]], ["map": ["a": ["on": 1]]]),
            (["any": ["x": ["y": 1]]], ["any": ["x": ["y": 1]]]),
            (["group": ["wrong": "type"]], ["group": ["wrong": "type"]]), ([1], [1]), ([:], [:]),
        ] as [(Value, Value)])
    func pruning(value: Value, expected: Value) {
        #expect(Self.schema.pruning(value) == expected)
    }
}

struct SchemaTests {
    @Test func pathsPassThroughLists() {
        let schema = DefaultsTests.schema
        #expect(schema.at(["list", "kind"])?.defaultValue == "Service")
        #expect(schema.at(["map", "anything", "on"])?.defaultValue == 2)
        #expect(schema.at(["list", "nope"]) == nil)
        #expect(schema.at([])?.kind == .object)
    }

    @Test func copiesAreChangedAlone() {
        var schema = DefaultsTests.schema
        schema.change("list", "kind") { $0.defaultValue = "Other" }
        schema.change("list") { $0.maxItems = 1 }
        schema.change("nope", "kind") { $0.maxItems = 9 }
        schema["weight"] = nil
        schema["new"] = .string("")
        #expect(schema.at(["list", "kind"])?.defaultValue == "Other")
        #expect(schema["list"]?.maxItems == 1)
        #expect(schema.required == [])
        #expect(schema.properties.map(\.name) == ["group", "name", "list", "map", "any", "new"])
        #expect(DefaultsTests.schema.at(["list", "kind"])?.defaultValue == "Service")
        #expect(schema["list"]?.additionalProperties == nil)
        #expect(schema["map"]?.items == nil)
    }
}
