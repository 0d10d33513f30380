import Diagnostics
import Documents
import Testing
import Values
import YAML

/// Where a text is cut into documents: at each line that starts with `---`, as kubectl does it.
struct SeparatorTests {
    @Test(
        arguments: [
            ("a: 1\n---# c\nb: 2\n", [["a": 1], ["b": 2]]), ("a: 1\n---\t#c\nb: 2\n", [["a": 1], ["b": 2]]),
            ("a: 1\n---\u{A0}\nb: 2\n", [["a": 1], ["b": 2]]),
            ("a: 1\n---\u{3000} # é\r\nb: 2\n", [["a": 1], ["b": 2]]),
            ("\n---# c\nb: 2\n", [["b": 2]]), ("# c\n---# c\nb: 2\n", [["b": 2]]), ("--- # c\nb: 2\n", [["b": 2]]),
            ("---\n---# c\nb: 2\n", [["b": 2]]), ("a: 1\n ---\n", [["a": "1 ---"]]),
            ("a: |\n ---\n b\n", [["a": "---\nb\n"]]),
            ("#---\na: ---\n", [["a": "---"]]), ("a: 1\n...\n---\nb: 2\n", [["a": 1], ["b": 2]]),
            ("a: 1\n... # c\n", [["a": 1]]), ("a: 1\r\r\n---\r\r\nb: 2\r\r\n", [["a": 1], ["b": 2]]),
        ] as [(String, [Value])])
    func documents(text: String, expected: [Value]) {
        let stream = YAMLReaderTests.read(text)
        #expect(stream.diagnostics.map(\.message) == [])
        #expect(stream.documents.map(\.root.value) == expected)
    }

    @Test(arguments: [
        ("a: 1\n--- !!map\nb: 2\n", 9..<14), ("a: 1\n---b\n", 8..<9), ("----\n", 3..<4), ("a: 1\n---- # x\n", 8..<13),
        ("--- |\n a\n", 4..<5), ("a: \"b\n--- c \u{A0}\r\nd\"\n", 10..<11), ("a: [b,\n---c: d]\n", 10..<15),
        ("a: 1\n---\u{200B}\n", 8..<11), ("a: 1\n---\u{85}b\n", 10..<11), ("--- --- #\n", 4..<9),
    ])
    func textBehindASeparator(text: String, place: Range<Int>) {
        let diagnostics = YAMLReaderTests.read(text).diagnostics
        #expect(
            diagnostics.map(\.message)
                == ["a line that starts with '---' separates documents, so no text may stand on it"])
        #expect(
            diagnostics.map(\.help) == [
                "put the text on the next line; to kubectl it is an error between quotes as well"
            ])
        #expect(diagnostics.map(\.code) == [.yamlSyntax])
        #expect(diagnostics.first?.range.map { $0.start..<$0.end } == place)
    }

    @Test(arguments: ["---#c\na: 1\n", "\u{FEFF}---# c\na: 1\n", "---\u{A0}\na: 1\n", "a: 1\n---\n---#c\nb: 1\n"])
    func nothingBeforeTheSeparator(text: String) {
        let diagnostics = YAMLReaderTests.read(text).diagnostics
        #expect(
            diagnostics.map(\.message)
                == ["to kubectl this '---' is a text, because something stands right behind it"])
        #expect(diagnostics.map(\.help) == ["put a space behind '---', or leave the line out"])
    }

    @Test(arguments: [
        (
            "a: \"b\n---\nc\"\n",
            """
            f.yaml:2:1: error: the text is not YAML: found unexpected end of stream [yaml-syntax]
              2 | ---
                | ^
            f.yaml:1:4: note: while scanning a quoted scalar
              1 | a: "b
                |    ^
              help: to kubectl every line that starts with '---' ends the document, also between quotes or brackets

            """
        ),
        (
            "a: [b,\n--- # c\nd]\n",
            """
            f.yaml:2:1: error: the text is not YAML: did not find expected node content [yaml-syntax]
              2 | --- # c
                | ^
              help: to kubectl every line that starts with '---' ends the document, also between quotes or brackets

            """
        ),
        (
            "a: 1\n...\nb: 2\n",
            """
            f.yaml:3:1: error: kubectl reads one document up to each '---', and would lose what stands here [yaml-syntax]
              3 | b: 2
                | ^
              help: separate documents with a line of '---'

            """
        ),
        (
            "a: 1\r---\rb: 2\r",
            """
            f.yaml:2:1: error: kubectl does not see this '---', and would lose the document behind it [yaml-syntax]
              2 | ---
                | ^^^
              help: end the line before it with a line feed, or CR and line feed

            """
        ),
        (
            "---\n{a: 1}\n{b: 2}\n",
            """
            f.yaml:3:1: error: kubectl reads one document up to each '---', and would lose what stands here [yaml-syntax]
              3 | {b: 2}
                | ^
              help: separate documents with a line of '---'

            """
        ),
        (
            "# c\n%YAML 1.1 # x\n---\na: 1\n",
            """
            f.yaml:2:1: error: kubectl reads no directives: the '---' behind this one cuts it off its document [yaml-syntax]
              2 | %YAML 1.1 # x
                | ^^^^^^^^^^^^^
              help: leave the line out

            """
        ),
        (
            "a: 1\n---\n...\n---\nb: 2\n",
            """
            f.yaml:3:1: error: the text is not YAML: did not find expected node content [yaml-syntax]
              3 | ...
                | ^

            """
        ),
    ])
    func rendered(text: String, expected: String) {
        #expect(TextRenderer().render(YAMLReaderTests.read(text).diagnostics) == expected)
    }

    /// Line breaks of YAML 1.1 beyond LF are none to kubectl's reader.
    @Test(arguments: ["\r", "\u{85}", "\u{2028}", "\u{2029}"])
    func separatorsThatKubectlDoesNotSee(lineBreak: String) {
        let stream = YAMLReaderTests.read("a: 1\(lineBreak)---\nb: 2\n")
        #expect(
            stream.diagnostics.map(\.message)
                == ["kubectl does not see this '---', and would lose the document behind it"])
        #expect(stream.documents.map(\.root.value) == [["a": 1]])
    }

    /// A comment or blank part is no document, but what is refused in it stays refused.
    @Test(arguments: [
        ("a: 1\n---\n# \u{1}\n---\nb: 1\n", "control characters are not allowed at byte 11"),
        ("a: 1\n---\n# c\rb\u{0}\n", "control characters are not allowed at byte 14"),
        ("a: 1\n---\n\t\n---\nb: 1\n", "the text is not YAML: found character that cannot start any token"),
    ])
    func emptyParts(text: String, message: String) {
        #expect(YAMLReaderTests.read(text).diagnostics.map(\.message) == [message])
    }
}
