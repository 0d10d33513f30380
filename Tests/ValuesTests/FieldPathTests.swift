import TestSupport
import Testing

@testable import Values

struct FieldPathTests {
    static func path(_ elements: FieldPath.Element...) -> FieldPath { FieldPath(elements) }

    @Test(arguments: [
        ("spec", path(.key("spec"))),
        ("spec.rules[0].name", path(.key("spec"), .key("rules"), .index(0), .key("name"))),
        ("spec.rules.0.name", path(.key("spec"), .key("rules"), .index(0), .key("name"))),
        ("a[0][12]", path(.key("a"), .index(0), .index(12))), ("[3]", path(.index(3))), ("0", path(.index(0))),
        (#"labels["a.b/c"]"#, path(.key("labels"), .key("a.b/c"))),
        ("labels['a.b/c'].x", path(.key("labels"), .key("a.b/c"), .key("x"))),
        (#"labels.a\.b/c"#, path(.key("labels"), .key("a.b/c"))), (#"labels["0"]"#, path(.key("labels"), .key("0"))),
        (#"labels.\0"#, path(.key("labels"), .key("0"))), ("labels[app]", path(.key("labels"), .key("app"))),
        (#"a[""]"#, path(.key("a"), .key(""))), (#"a["it's"]"#, path(.key("a"), .key("it's"))),
        (#"a["say \"x\" \\"]"#, path(.key("a"), .key(#"say "x" \"#))), ("a]b", path(.key("a]b"))),
        ("é.名", path(.key("é"), .key("名"))), ("a.99999999999999999999", path(.key("a"), .key("99999999999999999999"))),
        ("a[-1]", path(.key("a"), .key("-1"))), (#"a[0]["b"].c"#, path(.key("a"), .index(0), .key("b"), .key("c"))),
        (#"a\"#, path(.key(#"a\"#))),
    ])
    func parses(text: String, expected: FieldPath) throws {
        #expect(try FieldPath(parsing: text) == expected)
    }

    @Test(arguments: [
        ("", "the path is empty", 0), (".a", "a step of the path is empty", 0),
        ("a.", "a step of the path is empty", 2),
        ("a..b", "a step of the path is empty", 2), ("a[0]b", "expected '.' or '['", 4),
        ("a[0", "'[' is not closed", 1),
        ("a[", "'[' is not closed", 1), ("a[]", "'[]' needs an index", 1),
        (#"a["b"#, "the quoted key is not closed", 1),
        (#"a["b"x]"#, "the quoted key is not closed", 1), (#"a["b\"]"#, "the quoted key is not closed", 1),
        ("a['b\"]", "the quoted key is not closed", 1), ("a.[0]", "a step of the path is empty", 2),
    ])
    func errors(text: String, message: String, offset: Int) {
        #expect(throws: FieldPathError(message: message, offset: offset)) { try FieldPath(parsing: text) }
    }

    @Test(arguments: [
        (path(), ""), (path(.key("spec"), .key("rules"), .index(0)), "spec.rules[0]"),
        (path(.index(1), .index(2)), "[1][2]"),
        (path(.key("labels"), .key("a.b/c")), #"labels["a.b/c"]"#), (path(.key("labels"), .key("0")), #"labels["0"]"#),
        (path(.key("")), #"[""]"#), (path(.key("a b")), #"["a b"]"#), (path(.key("a"), .key("b-c_d")), "a.b-c_d"),
        (path(.key(#"a"b\c"#)), #"["a\"b\\c"]"#), (path(.key("it's")), "it's"),
    ])
    func describes(path: FieldPath, text: String) {
        #expect(path.description == text)
    }

    @Test func readsBackWhatItDescribes() throws {
        let seed = SeededGenerator.testSeed
        var values = RandomValues(seed: seed)
        let keys = [
            "", "0", "12", "a.b", "a[0]", "]", "'", "\"", "\\", "\\\"", "a\\", "app.kubernetes.io/name", "-1", " ",
        ]
        for round in 0..<3000 {
            var elements: [FieldPath.Element] = []
            for _ in 0...Int.random(in: 0...4, using: &values.generator) {
                switch Int.random(in: 0...2, using: &values.generator) {
                case 0: elements.append(.index(Int.random(in: 0...99, using: &values.generator)))
                case 1: elements.append(.key(keys.randomElement(using: &values.generator) ?? ""))
                default: elements.append(.key(values.string()))
                }
            }
            let path = FieldPath(elements)
            let text = path.description
            let read = try? FieldPath(parsing: text)
            #expect(read == path, "seed \(seed), round \(round): \(text)")
        }
    }

    @Test func orderIsByPlace() {
        let paths: [FieldPath] = ["a[10]", "a[2].b", "b", "a", "a[2]", "a.b"]
        #expect(paths.sorted() == ["a", "a.b", "a[2]", "a[2].b", "a[10]", "b"])
    }

    @Test func containment() {
        let rule: FieldPath = "spec.rules[0]"
        #expect(rule.isInside("spec"))
        #expect(rule.isInside(rule))
        #expect(rule.isInside(FieldPath()))
        #expect(!rule.isInside("spec.rules[0].name"))
        #expect(!rule.isInside("spec.rule"))
        #expect(rule.parent == "spec.rules")
        #expect(FieldPath().parent.isRoot)
        #expect(rule.appending("name").appending(FieldPath([.index(1)])) == "spec.rules[0].name[1]")
        #expect(rule.last == .index(0))
    }
}
