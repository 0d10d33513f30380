import Diagnostics
import Testing
import YAML

/// Characters where YAML's signs stand that cannot be seen, or look like a colon.
struct MisleadingCharacterTests {
    @Test(arguments: [
        ("a: 1\nb:\u{A0}2\n", 2, 3, "U+00A0 no-break space"),
        ("a: 1\nb:\u{200B}2\nc: 3\n", 2, 3, "U+200B zero width space"),
        ("a: 1\n\u{A0}b: 2\n c: 3\n", 2, 1, "U+00A0 no-break space"),
        ("- a: 1\n  b:\u{2003}2\n", 2, 5, "U+2003 em space"),
        ("- a:\u{A0}1\n  b: 2\n", 1, 5, "U+00A0 no-break space"), ("- a\n-\u{A0}b: 1\n", 2, 2, "U+00A0 no-break space"),
        ("[a,\n b: {c:\u{FEFF}d}, e: {f: g: h}]\n", 2, 8, "U+FEFF zero width no-break space"),
        ("a: 1\nb:\u{3000}2", 2, 3, "U+3000 ideographic space"), ("é: 1\né:\u{A0}2\n", 2, 3, "U+00A0 no-break space"),
    ])
    func invisible(text: String, line: Int, column: Int, name: String) {
        expect(text, line, column, "the text has a character that cannot be seen: \(name)")
    }

    @Test(arguments: [
        ("a: 1\nport\u{FF1A} 2\n", 5, "U+FF1A fullwidth colon"), ("a: 1\nb\u{2236}2\n", 2, "U+2236 ratio"),
    ])
    func colons(text: String, column: Int, name: String) {
        expect(text, 2, column, "the text has a character that looks like ':' and is another: \(name)")
    }

    private func expect(_ text: String, _ line: Int, _ column: Int, _ help: String) {
        let diagnostics = YAMLReaderTests.read(text).diagnostics
        #expect(diagnostics.map(\.code) == [.yamlSyntax])
        #expect(diagnostics.map(\.help) == [help])
        #expect(diagnostics.first?.range?.startLocation.line == line)
        #expect(diagnostics.first?.range?.startLocation.column == column)
    }

    /// Elsewhere such a character is a part of a text, and not what is wrong.
    @Test(arguments: [
        "a: x\u{A0}y\nb: c: d\n", "# a:\u{A0}\nb: c: d\n", "a: 1 # b:\u{A0}c\nb: c: d\n",
        "k: a:\u{A0}1\nb: 1\n\nc: d: e\n",
    ])
    func innocent(text: String) {
        #expect(YAMLReaderTests.read(text).diagnostics.map(\.help) == [nil])
    }
}
