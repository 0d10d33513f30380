import Diagnostics
import GatewayAPI
import Schemas
import Testing
import Values

struct TCPRouteSchemaTests {
    static let spec = TCPRouteSchema.spec(.standard)

    @Test func defaultsAreWrittenOut() {
        let spec: Value = [
            "rules": [
                [
                    "backendRefs": [
                        ["port": 80, "name": "a"],
                        ["name": "b", "group": "g.io", "kind": "K", "weight": 0, "namespace": .null],
                    ]
                ]
            ],
            "parentRefs": [["name": "gw"], ["name": "svc", "group": "", "kind": "Service"]],
            "useDefaultGateways": .null,
        ]
        #expect(
            Self.spec.applyingDefaults(to: spec) == [
                "parentRefs": [
                    ["group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "gw"],
                    ["group": "", "kind": "Service", "name": "svc"],
                ],
                "rules": [
                    [
                        "backendRefs": [
                            ["group": "", "kind": "Service", "name": "a", "port": 80, "weight": 1],
                            ["group": "g.io", "kind": "K", "name": "b", "weight": 0],
                        ]
                    ]
                ],
            ])
    }

    static func rules(_ backend: Value) -> Value { ["rules": [["backendRefs": [backend]]]] }

    @Test(
        arguments: [
            (["name": "a", "port": 1], []), (["name": "a"], ["port-required"]), (["name": "a", "kind": "Other"], []),
            (["name": "a", "group": "g.io"], []), (["name": "a", "group": "", "kind": "Service"], ["port-required"]),
            (["name": "a", "port": .null], ["port-required"]), (["port": 1], ["required"]),
            (["name": "a", "port": 65536], ["range"]),
            (["name": "a", "port": 1, "weight": -1], ["range"]),
            (["name": "a", "port": 1, "weight": 1_000_001], ["range"]),
            (["name": "", "port": 1], ["length"]), (["name": "a", "port": 1, "namespace": "A"], ["pattern"]),
            (["name": "a", "port": 1, "filters": []], ["unknown"]), (["name": "ANY thing", "port": 1], []),
        ] as [(Value, [String])])
    func backends(backend: Value, expected: [String]) {
        #expect(Self.kinds(Self.rules(backend), .standard) == expected)
    }

    static func kinds(_ spec: Value, _ target: GatewayAPITarget) -> [String] {
        let schema = TCPRouteSchema.spec(target)
        return schema.violations(in: schema.applyingDefaults(to: spec)).map {
            switch $0.kind {
            case .rule(let rule, _): rule.code.name
            case .required: "required"
            case .belowMinimum, .aboveMaximum: "range"
            case .tooShort, .tooLong, .tooFewItems, .tooManyItems: "length"
            case .pattern, .keyPattern: "pattern"
            case .unknownField: "unknown"
            default: "other"
            }
        }
    }

    static let gateway: Object = ["name": "gw"]

    static func gateway(_ members: (String, Value)...) -> Value { .object(Object([("name", "gw")] + members)) }

    /// Which rule two references break in v1.6/standard, v1.6/experimental and v0.8.
    @Test(
        arguments: [
            ([gateway()], "", "", ""), ([gateway(), ["name": "other"]], "", "", ""),
            ([gateway(), gateway()], "duplicate-parent", "duplicate-parent", "duplicate-parent"),
            ([gateway(("sectionName", "a")), gateway(("sectionName", "b"))], "", "", ""),
            (
                [gateway(("sectionName", "a")), gateway(("sectionName", "a"))], "duplicate-parent", "duplicate-parent",
                "duplicate-parent"
            ),
            (
                [gateway(("sectionName", "a")), gateway()], "parent-listener-required", "parent-listener-required",
                "parent-listener-required"
            ),
            ([gateway(("port", 1)), gateway(("port", 2))], "duplicate-parent", "", ""),
            (
                [gateway(("port", 1)), gateway()], "duplicate-parent", "parent-listener-required",
                "parent-listener-required"
            ),
            (
                [gateway(("port", 1)), gateway(("sectionName", "a"))], "parent-listener-required",
                "parent-listener-required", ""
            ),
            (
                [gateway(("sectionName", "a"), ("port", 1)), gateway(("sectionName", "a"), ("port", 2))],
                "duplicate-parent", "", ""
            ),
            ([gateway(("namespace", "x")), gateway(("namespace", "y"))], "", "", ""),
            ([gateway(("kind", "Service"), ("group", "")), gateway()], "", "", ""),
        ] as [([Value], String, String, String)])
    func parents(parents: [Value], standard: String, experimental: String, first: String) {
        let spec: Value = ["parentRefs": .array(parents), "rules": [["backendRefs": [["name": "a", "port": 1]]]]]
        let targets: [(GatewayAPITarget, String)] = [
            (.init(release: .v1_6, channel: .standard, version: .v1), standard), (.standard, experimental),
            (.init(release: .v0_8, channel: .experimental, version: .v1alpha2), first),
        ]
        for (target, expected) in targets {
            #expect(Self.kinds(spec, target) == (expected.isEmpty ? [] : [expected]), "\(target)")
        }
    }

    @Test func ruleNamesAreUnique() {
        func rule(_ name: String?) -> Value {
            var rule: Object = ["backendRefs": [["name": "a", "port": 1]]]
            rule["name"] = name.map(Value.string)
            return .object(rule)
        }
        #expect(Self.kinds(["rules": [rule("a"), rule(nil), rule("b"), rule(nil)]], .standard) == [])
        #expect(
            Self.kinds(["rules": [rule("a"), rule("b"), rule("a"), rule("a")]], .standard) == [
                "duplicate-rule-name", "duplicate-rule-name",
            ])
        #expect(Self.kinds(["rules": .array((0..<17).map { rule("r\($0)") })], .standard) == ["length"])
        #expect(Self.kinds(["rules": []], .standard) == ["length"])
    }

    @Test(arguments: ["a", "A", "a.b", String(repeating: "a", count: 254)])
    func objectNames(name: String) {
        let valid = name == "a" || name == "a.b"
        #expect(ObjectMetadata.name.violations(in: .string(name)).isEmpty == valid)
    }
}
