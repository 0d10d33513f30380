import Diagnostics
import Testing

/// What GitHub Actions reads: one command a line, with nothing in it that would end it early.
struct WorkflowCommandTests {
    static let error = DiagnosticCode("some-code", .error, "Something", advice: "do something")
    static let warning = DiagnosticCode("some-code", .warning, "Something", advice: "do something")
    static let note = DiagnosticCode("some-code", .note, "Something", advice: "do something")
    static let file = SourceFile(name: "./routes/a,b:c.yaml", text: "a: 1\nb: ü2\nc: 3\n")

    private func render(_ diagnostic: Diagnostic, in directory: String = "/repo") -> String {
        WorkflowCommandRenderer(root: SourceRoot(workingDirectory: directory)).render([diagnostic])
    }

    private func range(_ start: Int, _ end: Int) -> SourceRange { SourceRange(file: Self.file, start: start, end: end) }

    @Test func placesAreProperties() {
        let place = "file=routes/a%2Cb%3Ac.yaml,line=2"
        let cases = [
            (range(8, 11), "\(place),endLine=2,col=4,endColumn=6"),
            (range(8, 8), "\(place),endLine=2,col=4,endColumn=4"),
            (range(8, 12), "\(place),endLine=2,col=4"), (range(8, 13), "\(place),endLine=3"),
        ]
        for (range, expected) in cases {
            #expect(
                render(Diagnostic(Self.error, "wrong", at: .range(range)))
                    == "::error \(expected),title=some-code::wrong\n")
        }
    }

    @Test func severitiesAndHelp() {
        #expect(
            render(Diagnostic(Self.warning, "odd", at: .file("a.yaml"), help: "do\nthis"))
                == "::warning file=a.yaml,title=some-code::odd%0Ahelp: do%0Athis\n")
        #expect(render(Diagnostic(Self.note, "fyi")) == "::notice title=some-code::fyi\n")
    }

    @Test func relatedPlacesStandInTheMessage() {
        let diagnostic = Diagnostic(
            Self.error, "repeated", at: .range(range(5, 6)), help: "remove one",
            related: [.init("the first is here", at: range(0, 1))])
        #expect(
            render(diagnostic) == """
                ::error file=routes/a%2Cb%3Ac.yaml,line=2,endLine=2,col=1,endColumn=2,title=some-code::repeated%0Anote: \
                the first is here (routes/a,b:c.yaml:1:1)%0Ahelp: remove one

                """)
    }

    @Test func whatIsNoFileIsNamedInTheMessage() {
        let file = SourceFile(name: "--set", text: "a=1")
        let range = SourceRange(file: file, start: 2, end: 3)
        #expect(
            render(Diagnostic(Self.error, "wrong", at: .range(range)))
                == "::error title=some-code::--set:1:3: wrong\n")
        #expect(
            render(Diagnostic(Self.error, "empty", at: .file("<stdin>")))
                == "::error title=some-code::<stdin>: empty\n")
    }

    @Test func valuesCannotEndTheCommand() {
        #expect(
            render(Diagnostic(Self.error, "100% '\r\n::stop-commands::x\u{1B}[2J'", at: .file("a\nb%,:.yaml")))
                == """
                ::error file=a%0Ab%25%2C%3A.yaml,title=some-code::100%25 '%0D%0A::stop-commands::x\u{FFFD}[2J'

                """)
    }

    @Test func aFailureIsACommandAsWell() {
        let renderer = WorkflowCommandRenderer(root: SourceRoot(workingDirectory: "/"))
        #expect(
            renderer.render(FailedRun(code: "usage", "no manifest was given", help: "name one"))
                == "::error title=usage::no manifest was given%0Ahelp: name one\n")
        #expect(renderer.render([]) == "")
    }
}
