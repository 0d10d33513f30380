import Diagnostics
import Testing

/// One case an input, whole counts, and XML that a parser takes.
struct JUnitRendererTests {
    static let error = DiagnosticCode("some-code", .error, "Something", advice: "do something")
    static let warning = DiagnosticCode("some-code", .warning, "Something", advice: "do something")
    static let note = DiagnosticCode("some-code", .note, "Something", advice: "do something")
    private let renderer = JUnitRenderer(
        command: "openmcf validate", root: SourceRoot(workingDirectory: "/repo"))

    private func document(tests: Int, failures: Int = 0, errors: Int = 0, _ content: String) -> String {
        let list =
            "name=\"openmcf validate\" tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"0\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites \(list)>
              <testsuite \(list)>
            \(content)  </testsuite>
            </testsuites>

            """
    }

    @Test func nothingWrong() {
        #expect(renderer.render([], files: []) == document(tests: 0, ""))
        #expect(
            renderer.render([], files: ["./a.yaml", "<stdin>"])
                == document(
                    tests: 2,
                    """
                        <testcase classname="openmcf.validate" name="a.yaml" file="a.yaml"/>
                        <testcase classname="openmcf.validate" name="&lt;stdin&gt;"/>

                    """))
    }

    @Test func errorsFailAndTheRestIsOutput() {
        let file = SourceFile(name: "b.yaml", text: "port: \"5\"\n")
        let error = Diagnostic(
            Self.error, "'5' is wrong", at: .range(SourceRange(file: file, start: 6, end: 9)), help: "write 5")
        let warning = Diagnostic(Self.warning, "odd", at: .file("b.yaml"))
        let other = Diagnostic(Self.note, "fyi", at: .file("a.yaml"))
        #expect(
            renderer.render(
                [other, error, error, warning, Diagnostic(Self.note, "all")], files: ["a.yaml", "b.yaml"])
                == document(
                    tests: 2, failures: 1,
                    """
                        <testcase classname="openmcf.validate" name="a.yaml" file="a.yaml">
                          <system-out>a.yaml: note: fyi [some-code]
                    </system-out>
                        </testcase>
                        <testcase classname="openmcf.validate" name="b.yaml" file="b.yaml">
                          <failure type="invalid-manifest" message="2 errors">b.yaml:1:7: error: '5' is wrong [some-code]
                      1 | port: "5"
                        |       ^^^
                      help: write 5

                    b.yaml:1:7: error: '5' is wrong [some-code]
                      1 | port: "5"
                        |       ^^^
                      help: write 5
                    </failure>
                          <system-out>b.yaml: warning: odd [some-code]
                    </system-out>
                        </testcase>
                        <system-out>note: all [some-code]
                    </system-out>

                    """))
    }

    @Test func inputsThatOnlyADiagnosticNamesAreCases() {
        let diagnostics = [
            Diagnostic(Self.error, "no such file", at: .file("c.yaml")), Diagnostic(Self.error, "no route"),
        ]
        #expect(
            renderer.render(diagnostics, files: ["a.yaml"])
                == document(
                    tests: 3, failures: 2,
                    """
                        <testcase classname="openmcf.validate" name="a.yaml" file="a.yaml"/>
                        <testcase classname="openmcf.validate" name="c.yaml" file="c.yaml">
                          <failure type="some-code" message="no such file">c.yaml: error: no such file [some-code]
                    </failure>
                        </testcase>
                        <testcase classname="openmcf.validate" name="input">
                          <failure type="some-code" message="no route">error: no route [some-code]
                    </failure>
                        </testcase>

                    """))
    }

    @Test func aFailureIsACaseInError() {
        #expect(
            renderer.render(
                FailedRun(
                    code: "usage", "no manifest", help: "name one", diagnostics: [Diagnostic(Self.error, "wrong")]))
                == document(
                    tests: 1, errors: 1,
                    """
                        <testcase classname="openmcf.validate" name="openmcf validate">
                          <error type="usage" message="no manifest">no manifest
                    help: name one

                    error: wrong [some-code]
                    </error>
                        </testcase>

                    """))
    }

    /// Markup is escaped, and what XML 1.0 cannot hold in any form is replaced.
    @Test func charactersThatXMLDoesNotTake() {
        let message = "<a b=\"c\">&]]>\u{0}\u{1B}\u{FFFE}\u{FFFF}\u{85}\tä😀\nx"
        let text = renderer.render([Diagnostic(Self.error, message, at: .file("a&\"<.yaml"))], files: [])
        #expect(
            text
                == document(
                    tests: 1, failures: 1,
                    """
                        <testcase classname="openmcf.validate" name="a&amp;&quot;&lt;.yaml" file="a&amp;&quot;&lt;.yaml">
                          <failure type="some-code" message="&lt;a b=&quot;c&quot;&gt;&amp;]]&gt;\u{FFFD}\u{FFFD}\u{FFFD}\
                    \u{FFFD}\u{FFFD}\u{FFFD}ä😀&#10;x">a&amp;"&lt;.yaml: error: &lt;a b="c"&gt;&amp;]]&gt;\
                    \u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}ä😀
                        x [some-code]
                    </failure>
                        </testcase>

                    """))
    }
}
