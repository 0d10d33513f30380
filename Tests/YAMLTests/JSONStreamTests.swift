import Diagnostics
import Documents
import Testing
import Values
import YAML

/// Texts that begin with `{` are JSON first, and YAML from where they are none.
struct JSONStreamTests {
    private static let pair = #"{"v": "\ud83d\ude00"}"#

    @Test(
        arguments: [
            (#"  {"v": "\ud83d\ude00", "n": 5}"#, [["v": "😀", "n": 5]]), (#"{"v": "\ud83d"}"#, [["v": "\u{FFFD}"]]),
            (#"{"v": "a\/b"}"#, [["v": "a/b"]]), ("{\"v\": \"a\u{85}b\u{2028}\"}", [["v": "a\u{85}b\u{2028}"]]),
            ("{\"v\": \"\u{7F}\u{9F}\u{FFFE}\u{FFFF}\"}", [["v": "\u{7F}\u{9F}\u{FFFE}\u{FFFF}"]]),
            ("{\"v\": \"\u{FEFF}\"}", [["v": "\u{FEFF}"]]),
            (#"{"a": 1}{"b": "\ud83d\ude00"}"#, [["a": 1], ["b": "😀"]]),
            ("{\"a\": 1}\n{\"b\": 2}\n", [["a": 1], ["b": 2]]),
            ("\u{FEFF} {\"a\": 1} \n\n{}\tnull[1]", [["a": 1], [:], .null, [1]]),
            ("\(pair)\n---\nb: 1\n", [["v": "😀"], ["b": 1]]), ("\(pair) ---\nb: 1\n", [["v": "😀"], ["b": 1]]),
            ("\(pair)\nb: 1\n---\n{\"c\": 2}", [["v": "😀"], ["b": 1], ["c": 2]]), ("\(pair) # c\n", [["v": "😀"]]),
            ("\(pair)\n---\n", [["v": "😀"]]), ("\(pair)\n\n\n---\n# c\n---\n{b: 1}", [["v": "😀"], ["b": 1]]),
            ("\u{A0}\u{2003}{\"a\": 1}", [["a": 1]]),
            ("{a: 1}", [["a": 1]]), ("{\"a\": 'b', # c\n}", [["a": "b"]]),
            ("{\"a\": 1,}\n---\n{b: 2}", [["a": 1], ["b": 2]]),
            ("{\"a\": \"b\tc\"}", [["a": "b\tc"]]),
        ] as [(String, [Value])])
    func documents(text: String, expected: [Value]) {
        let stream = YAMLReaderTests.read(text)
        #expect(stream.diagnostics.map(\.message) == [])
        #expect(stream.documents.map(\.root.value) == expected)
        #expect(stream.documents.map(\.number) == Array(expected.indices))
    }

    /// In YAML, the escapes of JSON are not all known.
    @Test(arguments: [
        #"v: "\ud83d\ude00""#, "# c\n\(pair)", "---\n\(pair)", "a: 1\n---\n\(pair)", #"["\ud83d\ude00"]"#,
    ])
    func onlyWhatBeginsAsJSON(text: String) {
        #expect(
            YAMLReaderTests.read(text).diagnostics.map(\.message)
                == ["the text is not YAML: found invalid Unicode character escape code"])
    }

    @Test(arguments: [
        (
            "{\"a\": 1}\n{\"b\": 2}\n---\nc: 3\n",
            """
            f.yaml:3:2: error: the text is not JSON: expected a digit [yaml-syntax]
              3 | ---
                |  ^
              help: behind several JSON values kubectl reads nothing else; separate all documents with '---'

            """
        ),
        (
            "{\"a\": 1, \"b\": 1e400}\n",
            """
            f.yaml:1:15: error: the number does not fit a double [yaml-number]
              1 | {"a": 1, "b": 1e400}
                |               ^

            """
        ),
        (
            #"{"v": "\ud83d\ude00", "w": [1 2]}"#,
            """
            f.yaml:1:31: error: the text is not JSON: expected ',' or ']' [yaml-syntax]
              1 | {"v": "\\ud83d\\ude00", "w": [1 2]}
                |                               ^

            """
        ),
        (
            "{\"a\": [1, 2}\n",
            """
            f.yaml:1:12: error: the text is not YAML: did not find expected ',' or ']' [yaml-syntax]
              1 | {"a": [1, 2}
                |            ^
            f.yaml:1:7: note: while parsing a flow sequence
              1 | {"a": [1, 2}
                |       ^

            """
        ),
        (
            "{\"a\": {{ .Values.a }}}\n",
            """
            f.yaml:1:7: error: the text is not YAML but a template: '{{' is to be replaced [yaml-syntax]
              1 | {"a": {{ .Values.a }}}
                |       ^^
              help: render it first, for example: helm template CHART | openmcf validate -f -

            """
        ),
    ])
    func rendered(text: String, expected: String) {
        #expect(TextRenderer().render(YAMLReaderTests.read(text).diagnostics) == expected)
    }

    @Test func repeatedKeys() {
        let repeated = YAMLReaderTests.read("{\"a\": 1}\n{\"b\": 2, \"b\": 3}\n").diagnostics
        #expect(repeated.map(\.message) == ["the key 'b' is repeated in this mapping"])
        #expect(repeated.map(\.document) == [1])
    }

    @Test(
        arguments: [
            ("{\"a\": 1} {\"a\": 1}", nil), ("{\"a\": 1} {\"a\": [1]}", "the document has more than 3 values"),
            ("{} {} {}", "the text has more than 2 documents"),
            ("{}\n---\n{}\n---\n{}", "the text has more than 2 documents"),
            ("{} [[[]]]", "nested more than 2 levels deep"),
        ] as [(String, String?)])
    func bounds(text: String, message: String?) {
        var limits = YAMLLimits()
        (limits.documents, limits.nodes, limits.depth) = (2, 3, 2)
        let diagnostics = YAMLReader.read(SourceFile(name: "f", text: text), limits: limits).diagnostics
        #expect(diagnostics.map(\.message) == [message].compactMap { $0 })
        #expect(diagnostics.allSatisfy { $0.code == .yamlLimit })
    }
}
