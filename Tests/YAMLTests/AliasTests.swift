import Diagnostics
import Documents
import Testing
import Values
import YAML

/// Anchors, aliases and merge keys, as kubectl reads them.
struct AliasTests {
    @Test(
        arguments: [
            ("a: &x 1\nv: *x", 1), ("a: &x 1\nb: &x 2\nv: *x", 2), ("a: &x [1, {b: 2}]\nv: *x", [1, ["b": 2]]),
            ("a: &x k\nv: {*x : 1}", ["k": 1]), ("a: &x 5\nv: {*x : 1}", ["5": 1]), ("a: &x\nv: *x", .null),
            ("v: {!!merge <<: {p: 1}}", ["p": 1]), ("v: {!!merge '<<': {p: 1}}", ["p": 1]),
            ("v: {! '<<': {p: 1}}", ["p": 1]), ("v: {&k <<: {p: 1}, q: *k}", ["q": "<<", "p": 1]),
            ("v: {!!str <<: 1}", ["<<": 1]), ("v: {!!str <<: {p: 1}}", ["<<": ["p": 1]]),
            ("v: {!x <<: {p: 1}, <<: {q: 2}}", ["<<": ["p": 1], "q": 2]), ("v: {!!merge x: {p: 1}}", ["x": ["p": 1]]),
            ("v: {<<: &y [{p: 3}]}", ["p": 3]), ("a: &x {p: 1}\nv: {<<: *x, q: 2}", ["q": 2, "p": 1]),
            ("a: &x {p: 1, q: 1}\nv: {<<: *x, q: 2}", ["q": 2, "p": 1]),
            ("a: &x {p: 1}\nb: &y {p: 2, r: 2}\nv: {<<: [*x, *y]}", ["p": 1, "r": 2]),
            ("a: &x {p: 1}\nb: &y {p: 2, r: 2}\nv:\n  <<: *x\n  <<: *y", ["p": 2, "r": 2]),
            ("a: &x {p: 1}\nb: &y {<<: *x, r: 2}\nv: {<<: *y}", ["r": 2, "p": 1]),
            ("a: &x {p: 1}\nb: &y {<<: *x, p: 2}\nv: {<<: *y}", ["p": 2]), ("v: {<<: {p: 1}, q: 2}", ["q": 2, "p": 1]),
            ("v: {<<: [{p: 1}, {p: 2, s: 3}], q: 2}", ["q": 2, "p": 1, "s": 3]), ("v: {<<: []}", [:]),
            ("v: {<<: {}}", [:]),
            ("v: {\"<<\": {p: 1}}", ["<<": ["p": 1]]), ("v: {'<<': 1}", ["<<": 1]), ("v: [<<]", ["<<"]),
            ("a: &x {p: &z 7}\nb: {<<: *x}\nv: *z", 7), ("a: &x {<<: {k: &z 3}}\nv: *z", 3),
            ("a: &x {p: {q: 1}}\nv: {<<: *x, p: {r: 2}}", ["p": ["r": 2]]),
            ("a: &x {<<: {k: {l: 1}}, m: 2}\nv: {o: *x}", ["o": ["m": 2, "k": ["l": 1]]]),
            ("a: &x {n: &x 1, p: 2}\nv: *x", 1), ("v: [&x [&x 1, *x], *x]", [[1, 1], 1]),
            ("v: [&x [&y 2, &x [3], *x], *x]", [[2, [3], [3]], [3]]), ("a: &x {n: &x {}}\nb: &x 3\nv: *x", 3),
            ("a: &x {<<: {k: 1}}\nb: &y {c: *x}\nv: [*y, *x]", [["c": ["k": 1]], ["k": 1]]),
        ] as [(String, Value)])
    func values(text: String, expected: Value) throws {
        let stream = YAMLReaderTests.read(text + "\n")
        #expect(stream.diagnostics.map(\.message) == [])
        #expect(stream.documents.first?.root["v"]?.value == expected)
    }

    @Test(arguments: [
        ("v: &x [*x]\n", DiagnosticCode.yamlAlias, "the anchor '&x' contains itself", 7),
        ("v: &x {a: {b: *x}}\n", .yamlAlias, "the anchor '&x' contains itself", 14),
        ("v: [&x 1, &x [*x]]\n", .yamlAlias, "the anchor '&x' contains itself", 14),
        ("v: *x\n", .yamlAlias, "the alias '*x' has no anchor '&x' before it in this document", 3),
        ("a: &x 1\n---\nv: *x\n", .yamlAlias, "the alias '*x' has no anchor '&x' before it in this document", 15),
        ("v: {<<: 5}\n", .yamlMergeKey, "'<<' merges a mapping or a list of mappings", 4),
        ("v: {<<: [1]}\n", .yamlMergeKey, "'<<' merges a mapping or a list of mappings", 4),
        ("v: {<<: null}\n", .yamlMergeKey, "'<<' merges a mapping or a list of mappings", 4),
        ("a: &x [{p: 1}]\nv: {<<: *x}\n", .yamlMergeKey, "'<<' merges no alias of a list", 19),
        ("a: &x []\nv: {<<: [*x]}\n", .yamlMergeKey, "'<<' merges a mapping or a list of mappings", 13),
        ("v: {!!merge <<: 5}\n", .yamlMergeKey, "'<<' merges a mapping or a list of mappings", 4),
        ("a: &x 1\nv: {<<: *x}\n", .yamlMergeKey, "'<<' merges a mapping or a list of mappings", 12),
        ("v: {null: a}\n", .yamlKey, "a key must not be null", 4),
        ("v: {~: a}\n", .yamlKey, "a key must not be null", 4),
        ("v: {? [a] : b}\n", .yamlKey, "a key must be a scalar, not a list", 6),
        ("v: {? {a: 1} : b}\n", .yamlKey, "a key must be a scalar, not a mapping", 6),
        ("a: &x [1]\nv: {*x : 1}\n", .yamlKey, "a key must be a scalar", 14),
        ("a: &x []\nv: {*x : 1}\n", .yamlKey, "a key must be a scalar", 13),
        ("a: &x {}\nv: {*x : 1}\n", .yamlKey, "a key must be a scalar", 13),
        ("a: &x\nv: {*x : 1}\n", .yamlKey, "a key must not be null", 10),
    ])
    func errors(text: String, code: DiagnosticCode, message: String, offset: Int) {
        let diagnostics = YAMLReaderTests.read(text).diagnostics
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.map(\.code) == [code])
        #expect(diagnostics.first?.range?.start == offset)
    }

    /// kubectl lets a merge key win over the keys before it.
    @Test(
        arguments: [
            ("a: &x {p: 1, q: 1}\nv: {q: 2, <<: *x}", ["q": 2, "p": 1], [23]),
            ("v: {p: 1, q: 2, <<: [{q: 3}, {p: 4, r: 5}]}", ["p": 1, "q": 2, "r": 5], [4, 10]),
            ("v: {<<: {p: 1}, p: 2, <<: {p: 3}}", ["p": 2], [16]), ("v: {'1': a, <<: {0x1: b}}", ["1": "a"], [4]),
            ("a: &x {p: 1, <<: {p: 2}}\nb: *x\nv: {<<: *x, q: 1}", ["q": 1, "p": 1], [7]),
        ] as [(String, Value, [Int])])
    func keysBeforeAMergeKey(text: String, expected: Value, offsets: [Int]) {
        let stream = YAMLReaderTests.read(text + "\n")
        #expect(stream.documents.first?.root["v"]?.value == expected)
        #expect(stream.diagnostics.map(\.code) == offsets.map { _ in .mergeOrder })
        #expect(stream.diagnostics.map(\.severity) == offsets.map { _ in .warning })
        #expect(stream.diagnostics.map(\.range?.start) == offsets)
    }

    @Test func unknownAliasSuggestsANearOne() {
        let diagnostics = YAMLReaderTests.read("a: &backend 1\nb: *backnd\n").diagnostics
        #expect(diagnostics.map(\.help) == ["did you mean '*backend'?"])
    }

    @Test func severalComplexKeysAreNoRepetition() {
        #expect(YAMLReaderTests.read("{? [a] : b, ? [c] : d}\n").diagnostics.map(\.code) == [.yamlKey, .yamlKey])
    }

    @Test func expandedNodesKnowDefinitionAndUse() throws {
        let text = "a: &x {p: 1}\nb: *x\nc: {<<: *x, q: 2}\n"
        let root = try #require(YAMLReaderTests.read(text).documents.first).root
        let alias = try #require(root["b"]?["p"])
        #expect(alias.range.start == 10)
        #expect(alias.use?.start == 16)
        #expect(alias.use?.end == 18)
        let merged = try #require(root["c"]?["p"])
        #expect(merged.range.start == 10)
        #expect(merged.use?.start == 23)
        #expect(root["c"]?["q"]?.use == nil)
        #expect(root["a"]?["p"]?.use == nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func billionLaughs() {
        var lists = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        var merges = "a0: &a0 {k0: x}\n"
        for level in 1...30 {
            let aliases = (0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", ")
            lists += "a\(level): &a\(level) [\(aliases)]\n"
            merges += "a\(level): &a\(level) {<<: [\(aliases)], k\(level): x}\n"
        }
        let clock = ContinuousClock()
        for text in [lists, merges] {
            let time = clock.measure {
                let stream = YAMLReaderTests.read(text)
                #expect(stream.documents.isEmpty)
                #expect(
                    stream.diagnostics.map(\.message) == ["the document's aliases expand to more than 100000 values"])
            }
            #expect(time < .seconds(10))
        }
    }

    @Test func manyAliasesOfASmallAnchorAreFine() throws {
        let text = "a: &x {p: 1}\nv:\n" + String(repeating: "- *x\n", count: 20_000)
        #expect(YAMLReaderTests.read(text).documents.first?.root["v"]?.elements.count == 20_000)
    }
}
