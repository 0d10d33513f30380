import Diagnostics
import Testing
import Values
import YAML

/// What keeps texts that say little in many ways from costing much; depth and size are ``LimitTests``.
struct BoundsTests {
    private static func read(_ text: String, _ change: (inout YAMLLimits) -> Void) -> YAMLStream {
        var limits = YAMLLimits()
        change(&limits)
        return YAMLReader.read(SourceFile(name: "f.yaml", text: text), limits: limits)
    }

    @Test(
        arguments: [
            ("a: &a abcd\nb: *a\n", 4, nil), ("a: &a abcde\nb: *a\n", 4, 15),
            ("a: &a {abc: de}\nb: [*a, *a]\n", 9, 24), ("a: &a {abc: de}\nb: {<<: *a}\n", 10, nil),
            ("a: &a {abc: de}\nb: {<<: *a}\n", 9, 20),
        ] as [(String, Int, Int?)])
    func textOfAliases(text: String, limit: Int, offset: Int?) {
        let stream = Self.read(text) { $0.expandedText = limit }
        #expect(stream.diagnostics.first?.range?.start == offset)
        #expect(
            stream.diagnostics.map(\.message)
                == (offset == nil ? [] : ["the document's aliases repeat more than \(limit) bytes of text"]))
    }

    /// Only documents that hold something count.
    @Test(
        arguments: [
            ("a\n---\nb\n", nil), ("a\n---\n# c\n---\nb\n---\n", nil), ("a\n---\nb\n---\nc\n", 12),
            ("a\n---\nb\n---\nc\n---\nd\n", 12),
        ] as [(String, Int?)])
    func documents(text: String, offset: Int?) {
        let stream = Self.read(text) { $0.documents = 2 }
        #expect(stream.documents.count == 2)
        #expect(stream.diagnostics.map(\.message) == (offset == nil ? [] : ["the text has more than 2 documents"]))
        #expect(stream.diagnostics.first?.range?.start == offset)
    }

    @Test(.timeLimit(.minutes(1)))
    func asManyDocumentsAsAreRead() {
        let text = String(repeating: "a\n---\n", count: 100_000)
        let stream = YAMLReader.read(SourceFile(name: "f.yaml", text: text))
        #expect(stream.documents.count == 100_000)
        #expect(stream.diagnostics.isEmpty)
    }

    @Test func repeatedKeys() {
        let stream = Self.read("a: 1\na: 2\na: 3\na: 4\n") { $0.duplicateKeys = 1 }
        #expect(
            stream.diagnostics.map(\.message) == [
                "the key 'a' is repeated in this mapping", "2 more keys are repeated in this document",
            ])
        let two = Self.read("a: 1\na: 2\na: 3\n") { $0.duplicateKeys = 1 }
        #expect(two.diagnostics.last?.message == "1 more key is repeated in this document")
    }

    @Test func overriddenKeys() {
        let stream = Self.read("x: &x {a: 1, b: 2}\ny: {a: 3, b: 4, <<: *x}\n") { $0.duplicateKeys = 1 }
        #expect(
            stream.diagnostics.map(\.message) == [
                "kubectl would take the merged 'a', because '<<' stands after it; openmcf takes this one",
                "kubectl would take the merged value of 1 more key in this document",
            ])
    }

    @Test(
        arguments: [
            ("%TAG !a! x\n%TAG !b! y\n--- 100%TAG\n", nil), ("%TAG !a! x\r\n%TAG !b! y\r\n%TAG !c! z\r\n--- a\n", 24),
            ("%YAML 1.1\n---\n\"a\n%TAG\"\n", nil),
        ] as [(String, Int?)])
    func tagDirectives(text: String, offset: Int?) {
        var limits = YAMLLimits()
        limits.tagDirectives = 2
        let stream = YAMLReader.readWhole(SourceFile(name: "f", text: text), limits: limits)
        #expect(stream.diagnostics.first?.range?.start == offset)
        #expect(
            stream.diagnostics.map(\.message) == (offset == nil ? [] : ["the text has more than 2 '%TAG' directives"]))
    }

    /// A document is read again for each text that libyaml reads otherwise, as long as that costs little.
    @Test(
        arguments: [
            (
                "- \"\\'\"\n- \"\\'\\'\"\n- \"\\'\"\n", 3, "the text is not YAML: found unknown escape character",
                "in double quotes, ' needs no backslash", 10
            ),
            (
                "[!a, b, !c, d]", 2, "the text is not YAML: did not find the end of a tag",
                "put a space behind the tag", 10
            ),
        ])
    func rereading(text: String, rereadings: Int, message: String, help: String, offset: Int) {
        let count = text.utf8.count
        func read(_ times: Int) -> YAMLStream { Self.read(text) { $0.rereading = times * count } }
        #expect(read(rereadings).diagnostics.isEmpty)
        let cut = read(1).diagnostics
        #expect(cut.map(\.message) == [message])
        #expect(cut.map(\.help) == [help])
        #expect(cut.first?.range?.start == offset)
    }
}
