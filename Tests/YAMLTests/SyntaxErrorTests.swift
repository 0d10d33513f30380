import Diagnostics
import Documents
import Testing
import Values
import YAML

struct SyntaxErrorTests {
    @Test(arguments: [
        (
            "a:\n\t- b\n",
            """
            f.yaml:2:1: error: the text is not YAML: found character that cannot start any token [yaml-syntax]
              2 |   - b
                | ^^
              help: YAML is indented with spaces; this is a tab

            """
        ),
        (
            "a: [1, 2\nb: 3\n",
            """
            f.yaml:2:2: error: the text is not YAML: did not find expected ',' or ']' [yaml-syntax]
              2 | b: 3
                |  ^
            f.yaml:1:4: note: while parsing a flow sequence
              1 | a: [1, 2
                |    ^

            """
        ),
        (
            "a:\n    b: 1\n  c: 2\n",
            """
            f.yaml:3:3: error: the text is not YAML: did not find expected key [yaml-syntax]
              3 |   c: 2
                |   ^
            f.yaml:1:1: note: while parsing a block mapping
              1 | a:
                | ^

            """
        ),
        (
            "a: {{ .Release.Name }}\n",
            """
            f.yaml:1:4: error: the text is not YAML but a template: '{{' is to be replaced [yaml-syntax]
              1 | a: {{ .Release.Name }}
                |    ^^
              help: render it first, for example: helm template CHART | openmcf validate -f -

            """
        ),
        (
            "{{- if .Values.on }}\na: 1\n{{- end }}\n",
            """
            f.yaml:1:1: error: the text is not YAML but a template: '{{' is to be replaced [yaml-syntax]
              1 | {{- if .Values.on }}
                | ^^
              help: render it first, for example: helm template CHART | openmcf validate -f -

            """
        ),
        (
            "key: value: x\n",
            """
            f.yaml:1:11: error: the text is not YAML: mapping values are not allowed in this context [yaml-syntax]
              1 | key: value: x
                |           ^

            """
        ),
        (
            "é: \"open\n",
            """
            f.yaml:2:1: error: the text is not YAML: found unexpected end of stream [yaml-syntax]
              2 | 
                | ^
            f.yaml:1:4: note: while scanning a quoted scalar
              1 | é: "open
                |    ^

            """
        ),
        (
            "a: {u: http://x/?a=b}\n",
            """
            f.yaml:1:17: error: the text is not YAML to kubectl: a '?' between brackets needs quotes [yaml-syntax]
              1 | a: {u: http://x/?a=b}
                |                 ^
              help: put quotes around the text that it stands in

            """
        ),
        (
            "a: \"it\\q\"\n",
            """
            f.yaml:1:7: error: the text is not YAML: found unknown escape character [yaml-syntax]
              1 | a: "it\\q"
                |       ^
            f.yaml:1:4: note: while parsing a quoted scalar
              1 | a: "it\\q"
                |    ^

            """
        ),
        (
            "a: [\"x\", \"a\\/b\"]\n",
            """
            f.yaml:1:12: error: the text is not YAML to kubectl: it knows no escape '\\/' [yaml-syntax]
              1 | a: ["x", "a\\/b"]
                |            ^^
              help: write '/' without the backslash

            """
        ),
        (
            "a: {b: [c:]}\n",
            """
            f.yaml:1:10: error: the text is not YAML: found unexpected ':' [yaml-syntax]
              1 | a: {b: [c:]}
                |          ^
            f.yaml:1:9: note: while scanning a plain scalar
              1 | a: {b: [c:]}
                |         ^
              help: to kubectl this colon is a part of the text; put the text in quotes, or a space behind the colon

            """
        ),
        (
            "a: [!<b>, c]\n",
            """
            f.yaml:1:9: error: the text is not YAML to kubectl: a tag ends with a space [yaml-syntax]
              1 | a: [!<b>, c]
                |         ^
              help: put a space before the comma

            """
        ),
        (
            "# c\n%TAG ! !x\n%YAML 1.2\n---\na: b\n",
            """
            f.yaml:2:1: error: kubectl reads no directives: the '---' behind this one cuts it off its document [yaml-syntax]
              2 | %TAG ! !x
                | ^^^^^^^^^
              help: leave the line out

            """
        ),
        (
            "a: @b\n",
            """
            f.yaml:1:4: error: the text is not YAML: found character that cannot start any token [yaml-syntax]
              1 | a: @b
                |    ^

            """
        ),
    ])
    func rendered(text: String, expected: String) {
        #expect(TextRenderer().render(YAMLReaderTests.read(text).diagnostics) == expected)
    }

    /// Where go-yaml v2 takes a question mark for the sign of a key.
    @Test(arguments: [
        ("{u: a?}", 5), ("{u: a ? b}", 6), ("{a?b: 1}", 2), ("[a?b]", 2), ("[{u: -?}]", 6), ("{u: a\n  ?b}", 8),
        ("{u: !x?y &z a?b??}", 13), ("[a?: b]", 2),
    ])
    func questionMarksInFlow(text: String, offset: Int) {
        let diagnostics = YAMLReaderTests.read("v: \(text)\n").diagnostics
        #expect(
            diagnostics.map(\.message) == ["the text is not YAML to kubectl: a '?' between brackets needs quotes"])
        #expect(diagnostics.map(\.range?.start) == [offset + 3])
    }

    @Test(arguments: [
        "a?b", "?a", "'a?'", "{u: 'a?b'}", "{u: \"a?b\"}", "{u: a # what?\n }", "{? a : b}", "{u: !x?y z}",
    ])
    func questionMarksThatAreFine(text: String) {
        #expect(YAMLReaderTests.read("v: \(text)\n").diagnostics.map(\.message) == [])
    }

    @Test(arguments: [
        "[a, , b]", "[a", "{a", "'a", "@a", "`a", "%a", "- a: -", "a: 1\n...\nb: 2", "*", "&", "%FOO x\n---\na",
        "%YAML 2.0\n---\na",
        "\"\\q\"", "\"\\ud83d\\ude00\"", "a: |9x\n a", "]", "}", "a: [}", "a\nb: c", "- a\nb: c", "a: b\n- c", "--- |",
        "a: !<x",
        "a: 'b' c", "a: \"b\" \"c\"", "a: *b c: d", "{a: b c: d}", "%TAG ! x\n%TAG ! y\n---\na",
    ])
    func onlyOneErrorWithAPlace(text: String) {
        let stream = YAMLReaderTests.read("ok: 1\n---\n" + text + "\n")
        #expect(stream.documents.first?.root.value == ["ok": 1])
        for diagnostic in stream.diagnostics {
            #expect(diagnostic.severity == .error)
            #expect(diagnostic.range.map { $0.start <= $0.file.bytes.count } == true)
        }
        #expect(stream.diagnostics.count <= 1)
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF, 0x0A], "invalid leading UTF-8 octet at byte 3", 3),
            ([0x61, 0x3A, 0x20, 0xC3, 0x28, 0x0A], "invalid trailing UTF-8 octet at byte 4", 4),
            ([0x61, 0x3A, 0x20, 0xC3], "incomplete UTF-8 octet sequence at byte 3", 3),
            ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], "invalid Unicode character at byte 3", 3),
            ([0x61, 0x3A, 0x20, 0xC0, 0xAF], "invalid length of a UTF-8 sequence at byte 3", 3),
            ([0x61, 0x3A, 0x00, 0x0A], "control characters are not allowed at byte 2", 2),
            ([0x61, 0x3A, 0x20, 0x07, 0x0A], "control characters are not allowed at byte 3", 3),
            ([0xC3, 0xA9, 0x0A, 0x61, 0x3A, 0x20, 0x80], "invalid leading UTF-8 octet at byte 6", 6),
            ([0xEF, 0xBB, 0xBF, 0x61, 0x3A, 0x20, 0x80], "invalid leading UTF-8 octet at byte 6", 6),
            ([0xFF, 0xFE, 0x61, 0x00], "invalid leading UTF-8 octet at byte 0", 0),
        ] as [([UInt8], String, Int)])
    func encoding(bytes: [UInt8], message: String, offset: Int) {
        let diagnostics = YAMLReader.read(SourceFile(name: "f", bytes: bytes)).diagnostics
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.map(\.code) == [.yamlEncoding])
        #expect(diagnostics.first?.range?.start == offset)
    }

    @Test(arguments: [
        ("a: 1\n\u{FEFF}---\nb: 1\n", 5), ("a: 1\n\u{FEFF}b: 1\n", 5), ("a: 1\n---\n\u{FEFF}\u{FEFF}b: 1\n", 12),
        ("\u{FEFF}\u{FEFF}\u{FEFF}a: 1\n", 6), ("---\n\u{FEFF}a: 1\n", 4), ("a: \"b\n\u{FEFF}c\"\n", 6),
        ("a: 1\u{85}\u{FEFF}b: 1\n", 6), ("a: 1\u{2028}\u{FEFF}b: 1\n", 7),
    ])
    func byteOrderMarkInTheMiddle(text: String, offset: Int) {
        let diagnostics = YAMLReaderTests.read(text).diagnostics
        #expect(diagnostics.map(\.message) == ["a byte order mark stands in the middle of the text"])
        #expect(diagnostics.map(\.help) == ["remove it; kubectl takes one only where a document begins"])
        #expect(diagnostics.map(\.code) == [.yamlEncoding])
        #expect(diagnostics.map(\.range?.start) == [offset])
    }

    @Test func newerVersionsOfYAML() {
        let text = "# c\n%TAG ! !x\n%YAML 1.2\n---\na: b\n"
        let stream = YAMLReader.readWhole(SourceFile(name: "f.yaml", text: text))
        #expect(
            TextRenderer().render(stream.diagnostics) == """
                f.yaml:3:1: error: kubectl reads YAML 1.1, not 1.2 [yaml-syntax]
                  3 | %YAML 1.2
                    | ^^^^^^^^^
                  help: write '%YAML 1.1', or leave the line out

                """)
    }

    @Test func encodingRendered() {
        let file = SourceFile(name: "f.yaml", bytes: Array("ok: é\nname: ".utf8) + [0xE9, 0x0A])
        #expect(
            TextRenderer().render(YAMLReader.read(file).diagnostics) == """
                f.yaml:2:7: error: incomplete UTF-8 octet sequence at byte 13 [yaml-encoding]
                  2 | name: \u{FFFD}
                    |       ^
                  help: the file must be UTF-8, or UTF-16 with a byte order mark

                """)
    }
}

struct LimitTests {
    static func messages(_ text: String, _ limits: YAMLLimits = YAMLLimits()) -> [String] {
        YAMLReader.read(SourceFile(name: "f", text: text), limits: limits).diagnostics.map(\.message)
    }

    @Test func size() {
        var limits = YAMLLimits()
        limits.size = 5
        #expect(Self.messages("a: 12", limits) == [])
        #expect(Self.messages("a: 123", limits) == ["the text has 6 bytes; at most 5 are read"])
    }

    @Test func depthInFlow() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(Self.messages(nested(100)) == [])
        #expect(Self.messages(nested(101)) == ["the text is nested more than 100 levels deep"])
        #expect(
            Self.messages(String(repeating: "{a: ", count: 101)) == ["the text is nested more than 100 levels deep"])
        #expect(
            Self.messages(String(repeating: "[", count: 100_000)) == ["the text is nested more than 100 levels deep"])
    }

    @Test func depthInBlocks() {
        let mappings = (0..<101).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(Self.messages(mappings) == ["the text is nested more than 100 levels deep"])
        #expect(
            Self.messages(String(repeating: "- ", count: 101) + "a") == ["the text is nested more than 100 levels deep"]
        )
        #expect(Self.messages(String(repeating: "- ", count: 100) + "a") == [])
    }

    @Test func depthThroughAliases() {
        var text = "a0: &a0 [x]\n"
        for level in 1...120 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(Self.messages(text) == ["the text is nested more than 100 levels deep"])
        var merged = "a0: &a0 {b: x}\n"
        for level in 1...120 { merged += "a\(level): &a\(level) {b: {<<: *a\(level - 1)}}\n" }
        #expect(Self.messages(merged) == ["the text is nested more than 100 levels deep"])
    }

    @Test func nodes() {
        var limits = YAMLLimits()
        limits.nodes = 10
        #expect(Self.messages("[1, 2, 3, 4, 5, 6, 7, 8, 9]", limits) == [])
        #expect(Self.messages("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", limits) == ["the document has more than 10 values"])
    }

    @Test(.timeLimit(.minutes(1)))
    func largeScalars() {
        let long = String(repeating: "x", count: 1 << 20)
        for text in ["v: \(long)", "v: '\(long)'", "v: \"\(long)\"", "v: |-\n  \(long)"] {
            let stream = YAMLReaderTests.read(text + "\n")
            #expect(stream.documents.first?.root["v"]?.string?.utf8.count == 1 << 20)
        }
        #expect(!Self.messages("\(long): 1\n").isEmpty)
    }
}
