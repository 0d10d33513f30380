import Diagnostics
import Testing

/// What a person sees: place, sentence, line, caret, help.
struct TextRendererTests {
    static let error = DiagnosticCode("some-code", .error, "Something", advice: "do something")
    static let warning = DiagnosticCode("some-code", .warning, "Something", advice: "do something")
    static let note = DiagnosticCode("some-code", .note, "Something", advice: "do something")

    /// Renders one error over the part of the text between the marks `«` and `»`, which are not part of it.
    static func render(_ marked: String, message: String = "wrong", help: String? = nil) -> String {
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        for scalar in marked.unicodeScalars {
            if scalar == "«" || scalar == "»" {
                offsets.append(bytes.count)
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        let file = SourceFile(name: "a.yaml", bytes: bytes)
        let range = SourceRange(file: file, start: offsets.first ?? 0, end: offsets.last ?? 0)
        return TextRenderer().render(Diagnostic(Self.error, message, at: .range(range), help: help))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let marked: String
        let place: String
        let excerpt: String
        var testDescription: String { name }

        init(_ name: String, _ marked: String, _ place: String, _ excerpt: String) {
            (self.name, self.marked, self.place, self.excerpt) = (name, marked, place, excerpt)
        }
    }

    static let cases = [
        Case("one word", "a: b\nport: «\"5\"»\n", "2:7", "  2 | port: \"5\"\n    |       ^^^\n"),
        Case("empty range", "port:«»\n", "1:6", "  1 | port:\n    |      ^\n"),
        Case("first byte", "«a»: 1\n", "1:1", "  1 | a: 1\n    | ^\n"),
        Case("tab before", "\t\tx: «y»\n", "1:6", "  1 |     x: y\n    |        ^\n"),
        Case("tab inside", "a: «x\ty»\n", "1:4", "  1 | a: x  y\n    |    ^^^^\n"),
        Case("accents before", "ä: é «ö»\n", "1:6", "  1 | ä: é ö\n    |      ^\n"),
        Case("wide characters before", "名: «x»\n", "1:4", "  1 | 名: x\n    |     ^\n"),
        Case("wide characters inside", "a: «名前» b\n", "1:4", "  1 | a: 名前 b\n    |    ^^^^\n"),
        Case("emoji inside", "a: «😀»\n", "1:4", "  1 | a: 😀\n    |    ^^\n"),
        Case("combining mark before", "e\u{301}: «x»\n", "1:5", "  1 | e\u{301}: x\n    |    ^\n"),
        Case("several lines", "a: «- b\n- c»\n", "1:4", "  1 | a: - b\n    |    ^^^\n"),
        Case("line break only", "ab«\n»c\n", "1:3", "  1 | ab\n    |   ^\n"),
        Case("end of file", "a: 1\n«»", "2:1", "  2 | \n    | ^\n"),
        Case("end of file without line break", "a: 1«»", "1:5", "  1 | a: 1\n    |     ^\n"),
        Case("empty file", "«»", "1:1", "  1 | \n    | ^\n"),
        Case("CRLF", "a: 1\r\nb: «2»\r\n", "2:4", "  2 | b: 2\n    |    ^\n"),
        Case("CR", "a: 1\rb: «2»\r", "2:4", "  2 | b: 2\n    |    ^\n"),
        Case("byte order mark", "\u{FEFF}a: «1»\n", "1:4", "  1 | a: 1\n    |    ^\n"),
        Case("line ten", String(repeating: "\n", count: 9) + "a: «1»", "10:4", "  10 | a: 1\n     |    ^\n"),
        Case("control characters", "a: «\u{1B}[31m»\n", "1:4", "  1 | a: \u{FFFD}[31m\n    |    ^^^^^\n"),
        Case("text direction", "a: «\u{202E}x»\n", "1:4", "  1 | a: \u{FFFD}x\n    |    ^^\n"),
    ]

    @Test(arguments: cases)
    func excerpt(_ example: Case) {
        #expect(
            Self.render(example.marked) == "a.yaml:\(example.place): error: wrong [some-code]\n\(example.excerpt)")
    }

    @Test func longLineIsCutAroundTheCaret() {
        let text = Self.render(String(repeating: "a", count: 300) + "«bbb»" + String(repeating: "c", count: 300))
        let line = "…" + String(repeating: "a", count: 40) + "bbb" + String(repeating: "c", count: 77) + "…"
        #expect(
            text == """
                a.yaml:1:301: error: wrong [some-code]
                  1 | \(line)
                    | \(String(repeating: " ", count: 41))^^^

                """)
    }

    @Test func longLineIsCutAtItsEnd() {
        let text = Self.render(String(repeating: "a", count: 300) + "«b»")
        #expect(
            text == """
                a.yaml:1:301: error: wrong [some-code]
                  1 | …\(String(repeating: "a", count: 119))b
                    | \(String(repeating: " ", count: 120))^

                """)
    }

    @Test func longRangeEndsWithTheWindow() {
        let text = Self.render("a: «" + String(repeating: "b", count: 300) + "»")
        #expect(
            text == """
                a.yaml:1:4: error: wrong [some-code]
                  1 | a: \(String(repeating: "b", count: 117))…
                    |    \(String(repeating: "^", count: 117))

                """)
    }

    @Test func helpOfSeveralLines() {
        #expect(
            Self.render("«a»", help: "first\nsecond") == """
                a.yaml:1:1: error: wrong [some-code]
                  1 | a
                    | ^
                  help: first
                        second

                """)
    }

    @Test func relatedPlaces() {
        let file = SourceFile(name: "a.yaml", text: "a: 1\na: 2\n")
        let other = SourceFile(name: "b.yaml", text: "x\n")
        let diagnostic = Diagnostic(
            Self.error, "repeated", at: .range(SourceRange(file: file, start: 5, end: 6)), help: "remove one",
            related: [
                .init("the first is here", at: SourceRange(file: file, start: 0, end: 1)),
                .init("and here", at: SourceRange(file: other, start: 0, end: 1)),
            ])
        #expect(
            TextRenderer().render(diagnostic) == """
                a.yaml:2:1: error: repeated [some-code]
                  2 | a: 2
                    | ^
                a.yaml:1:1: note: the first is here
                  1 | a: 1
                    | ^
                b.yaml:1:1: note: and here
                  1 | x
                    | ^
                  help: remove one

                """)
    }

    @Test func placeIsOptional() {
        let renderer = TextRenderer()
        #expect(renderer.render(Diagnostic(Self.warning, "odd")) == "warning: odd [some-code]\n")
        #expect(
            renderer.render(Diagnostic(Self.note, "fyi", at: .file("x.yaml"))) == "x.yaml: note: fyi [some-code]\n")
    }

    @Test func severalAreSeparatedByAnEmptyLine() {
        let one = Diagnostic(Self.error, "one")
        #expect(TextRenderer().render([one, one]) == "error: one [some-code]\n\nerror: one [some-code]\n")
        #expect(TextRenderer().render([]) == "")
    }

    @Test func coloursMarkSeverityAndCaret() {
        let file = SourceFile(name: "a", text: "x")
        let diagnostic = Diagnostic(
            Self.warning, "odd", at: .range(SourceRange(file: file, start: 0, end: 1)), help: "do")
        #expect(
            TextRenderer(style: TerminalStyle(colours: true)).render(diagnostic)
                == "\u{1B}[1ma:1:1\u{1B}[0m: \u{1B}[1;33mwarning\u{1B}[0m: \u{1B}[1modd\u{1B}[0m "
                + "\u{1B}[2m[some-code]\u{1B}[0m\n\u{1B}[34m  1 |\u{1B}[0m x\n\u{1B}[34m    |\u{1B}[0m "
                + "\u{1B}[1;33m^\u{1B}[0m\n  \u{1B}[1;36mhelp\u{1B}[0m: do\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\nb", "a\nb"), ("bell\u{7}", "bell\u{FFFD}"),
        ("\u{1B}]0;x\u{9C}", "\u{FFFD}]0;x\u{FFFD}"),
        ("a\rb", "a\u{FFFD}b"), ("\u{202E}x\u{2066}", "\u{FFFD}x\u{FFFD}"), ("ä 名 😀", "ä 名 😀"),
    ])
    func printableText(text: String, expected: String) {
        #expect(printable(text) == expected)
    }

    @Test func aValueCannotForgeALine() {
        let diagnostic = Diagnostic(Self.error, "'x\nerror: forged' is wrong", at: .file("a\nb.yaml"))
        #expect(
            TextRenderer().render(diagnostic)
                == "a\u{FFFD}b.yaml: error: 'x\n    error: forged' is wrong [some-code]\n")
    }

    @Test(.timeLimit(.minutes(1)))
    func manyProblemsOnOneLongLineAreQuick() {
        let file = SourceFile(name: "a.json", bytes: [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 18))
        let diagnostics = (0..<100).map {
            Diagnostic(Self.error, "wrong", at: .range(SourceRange(file: file, start: $0 * 2500, end: $0 * 2500 + 3)))
        }
        let clock = ContinuousClock()
        let time = clock.measure { #expect(TextRenderer().render(diagnostics).utf8.count < 100 * 400) }
        #expect(time < .seconds(20))
    }
}
