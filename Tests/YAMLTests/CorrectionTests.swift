import Diagnostics
import Documents
import Testing
import Values
import YAML

/// What libyaml reads otherwise than go-yaml v2, and is made to read like it.
struct CorrectionTests {
    @Test(
        arguments: [
            ("\"it\\'s\"", "it's"), ("\"\\'\\'\"", "''"), ("\"\\\\\\'\"", "\\'"), ("\"é\\'\\n\\'\"", "é'\n'"),
            ("[\"\\'\", \"\\'\"]", ["'", "'"]), ("\"a\n  \\'b\"", "a 'b"), ("{\"\\'\": 1}", ["'": 1]),
            ("a\\'b", "a\\'b"), ("|\n  \\'", "\\'\n"),
            ("[!b, c]", ["c"]), ("[!b, c, !d, e]", ["c", "e"]), ("{!b, c: d}", ["c": "d"]),
            ("{c: !b, d, e: f}", ["c": "d", "e": "f"]), ("[&x !b, c]", ["c"]), ("[!b &x, c]", ["", "c"]),
            ("!b, c", "c"), ("!b[x] c", "c"), ("[!b[x],] c]", ["c"]), ("[!<b> c]", ["c"]), ("[!, c]", ["c"]),
            ("[!!, c]", ["c"]), ("[! , c]", ["", "c"]), ("[!b , c]", ["", "c"]), ("{a: !!str, }", ["a": ""]),
            ("[!!str, 5]", ["5"]), ("[!!int , 5]", nil), ("[!b\n, c]", ["", "c"]), ("[\"\\'\", !b, c]", ["'", "c"]),
        ] as [(String, Value?)])
    func values(written: String, expected: Value?) throws {
        let stream = YAMLReaderTests.read("v: \(written)\nw: [é]\n")
        guard let expected else {
            return #expect(stream.diagnostics.map(\.message) == ["'' is not what its tag '!!int' says"])
        }
        #expect(stream.diagnostics.map(\.message) == [])
        #expect(stream.documents.map(\.root.value) == [["v": expected, "w": ["é"]]])
        // Places are those of the text as it is written.
        #expect(stream.documents.first?.root["w"]?.element(at: 0)?.sourceText == "é")
    }

    @Test func placesBehindWhatIsLeftOut() throws {
        let text = "a: \"\\'\\'\"\nb: \"é\\'\"\r\r\nc: {d: 'x', e: \"\\'\"}\n"
        let root = try #require(YAMLReaderTests.read(text).documents.first).root
        #expect(root["a"]?.sourceText == "\"\\'\\'\"")
        #expect(root["b"]?.sourceText == "\"é\\'\"")
        #expect(root["c"]?["d"]?.sourceText == "'x'")
        #expect(root["c"]?["e"]?.sourceText == "\"\\'\"")
        #expect(root["c"]?.range.startLocation.line == 4)
    }

    @Test(arguments: [
        ("[!b]", "did not find expected ',' or ']'", 8),
        ("[!b,]", "did not find expected ',' or ']'", 9), ("{a: !!str, b: 1}", "did not find expected ',' or '}'", 15),
        ("[!b{, c]", "did not find expected whitespace or line break", 6),
        ("\"\\'\\q\"", "found unknown escape character", 6),
    ])
    func refused(written: String, message: String, offset: Int) {
        let diagnostics = YAMLReaderTests.read("v: \(written)\n").diagnostics
        #expect(diagnostics.map(\.message) == ["the text is not YAML: \(message)"])
        #expect(diagnostics.map(\.range?.start) == [offset])
    }
}

/// Line ends as kubectl reads them, before YAML sees the text.
struct LineEndTests {
    @Test(arguments: [
        ("|\n  a", "a\n"), ("|\n  a\n", "a\n"), ("|+\n  a\n\n", "a\n\n"), ("|+\n  a", "a\n"), ("|-\n  a", "a"),
        (">\n  a\n  b", "a b\n"), ("|\n  é", "é\n"), ("|", ""), ("|\n  a\n  ", "a\n"), ("|\n  a\r", "a\n"),
        ("|\r\n  a\r\n  b", "a\nb\n"), ("|\n  a\r\r\n  b\r\r\n", "a\nb\n"), ("|\n  a\r\r\r\n  b", "a\n\nb\n"),
        ("|\n  a\r  b\r", "a\nb\n"), ("\"a\r\r\n  b\"", "a b"), ("a\r\r\n  b", "a b"), ("'a\r\r\r\n  b'", "a\nb"),
        ("|\n  a\u{85}  b", "a\nb\n"), ("|\n  a\u{2028}  b", "a\u{2028}b\n"), ("|-2\n   a", " a"),
    ])
    func values(written: String, expected: String) {
        let stream = YAMLReaderTests.read("v: \(written)")
        #expect(stream.diagnostics.map(\.message) == [])
        #expect(stream.documents.map(\.root.value) == [["v": .string(expected)]])
    }

    @Test func aProblemAtTheEndOfTheLastLine() {
        #expect(
            TextRenderer().render(YAMLReaderTests.read("a: \"open").diagnostics) == """
                f.yaml:1:9: error: the text is not YAML: found unexpected end of stream [yaml-syntax]
                  1 | a: "open
                    |         ^
                f.yaml:1:4: note: while scanning a quoted scalar
                  1 | a: "open
                    |    ^

                """)
    }
}
