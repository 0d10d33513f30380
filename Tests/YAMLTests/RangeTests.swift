import Diagnostics
import Documents
import Testing
import Values
import YAML

/// Every node knows the bytes that it was written with.
struct RangeTests {
    @Test(
        arguments: [
            ("a: 1\n", "a", "1"), ("a:   word  # c\n", "a", "word"), ("a: 'x y'\n", "a", "'x y'"),
            ("a: \"x\\ny\"\n", "a", "\"x\\ny\""),
            ("a: |\n  x\n  y\nb: 1\n", "a", "|\n  x\n  y"), ("a: |+\n  x\n\n\nb: 1\n", "a", "|+\n  x"),
            ("a: >-\n  x\n", "a", ">-\n  x"),
            ("a: [1, 2]\nb: 1\n", "a", "[1, 2]"), ("a: {b: 1} # c\n", "a", "{b: 1}"),
            ("a:\n  b: 1\n  c: 2\n# c\nd: 3\n", "a", "b: 1\n  c: 2"), ("a:\n- x\n- y\n\nd: 3\n", "a", "- x\n- y"),
            ("a:\n- x: 1\n  y: 2\n- z\n", "a[0]", "x: 1\n  y: 2"), ("a:\n- - x\n  - y\n- z\n", "a[0]", "- x\n  - y"),
            ("a:\n- x\n- [y]\n", "a[1]", "[y]"), ("é名: {😀: ö}\n", "é名[\"😀\"]", "ö"),
            ("# ünï\na:\n  - é\n  - b\n", "a[1]", "b"),
            ("a: x\n  y\nb: 1\n", "a", "x\n  y"), ("a: &n x\n", "a", "&n x"), ("a: !!str 5\n", "a", "!!str 5"),
            ("a:\nb: 1\n", "a", ""),
            ("a: {\n  b: [x,\n   y]\n}\n", "a.b", "[x,\n   y]"), ("\u{FEFF}a: é\nb: x\n", "b", "x"),
            ("a: 1\r\nb: x\r\n", "b", "x"),
            ("a:\r\n  b: |\r\n    x\r\nc: 1\r\n", "a.b", "|\r\n    x"), ("a: b: c\n", "a", nil),
            ("a:\n  b: &x\n    c: 1\n", "a.b", "&x\n    c: 1"),
        ] as [(String, FieldPath, String?)])
    func sourceText(text: String, path: FieldPath, expected: String?) {
        let root = YAMLReaderTests.read(text).documents.first?.root
        let located = root?.locate(path)
        #expect(located?.found == expected.map { _ in true })
        #expect(located?.node.sourceText == expected)
    }

    @Test func keysHaveRangesToo() throws {
        let root = try #require(YAMLReaderTests.read("é: 1\n'b c': {d : 2}\n? e\n: 3\n").documents.first).root
        #expect(root.entries.map(\.key.sourceText) == ["é", "'b c'", "e"])
        #expect(root.entries.map(\.key.range.start) == [0, 6, 23])
        #expect(root["b c"]?.entries.first?.key.sourceText == "d")
        #expect(root.range.startLocation == SourceFile(name: "f", text: "").location(at: 0))
    }

    @Test func laterDocumentsCountFromTheStartOfTheFile() throws {
        let documents = YAMLReaderTests.read("é: 1\n---\na: [x]\n").documents
        let node = try #require(documents.last?.root["a"]?.elements.first)
        #expect(node.range.start == 14)
        #expect(node.range.startLocation.line == 3)
        #expect(node.range.startLocation.column == 5)
    }

    @Test func aByteOrderMarkOfALaterDocumentTakesNoColumn() throws {
        let documents = YAMLReaderTests.read("é: 1\n---\n\u{FEFF}a: [x]\n").documents
        let node = try #require(documents.last?.root["a"]?.elements.first)
        #expect(node.sourceText == "x")
        #expect(node.range.startLocation.line == 3)
        #expect(node.range.startLocation.column == 5)
    }

    @Test func longNonASCIITexts() throws {
        let comment = String(repeating: "# ünïcödé 名前 😀\n", count: 200)
        let text = comment + "key: välue\n" + comment + "last: [é, x]\n"
        let root = try #require(YAMLReaderTests.read(text).documents.first).root
        #expect(root["key"]?.sourceText == "välue")
        #expect(root["last"]?.elements.map(\.sourceText) == ["é", "x"])
        #expect(root["last"]?.range.startLocation.line == 402)
    }
}
