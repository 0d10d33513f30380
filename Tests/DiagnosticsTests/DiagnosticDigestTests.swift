import Diagnostics
import Testing

/// What a person is shown of many diagnostics.
struct DiagnosticDigestTests {
    private static func diagnostics(
        _ severity: Diagnostic.Severity, _ code: String, _ range: ClosedRange<Int>, help: String? = nil
    ) -> [Diagnostic] {
        range.map {
            Diagnostic(
                DiagnosticCode(code, severity, "Something", advice: "do something"), "\(code) \($0)",
                at: Diagnostic.Place(file: "f.yaml", resource: "ns/r\($0)"), help: help)
        }
    }

    private static func text(_ diagnostics: [Diagnostic], limit: Int? = DiagnosticDigest.usualLimit) -> String {
        TextRenderer().render(DiagnosticDigest(diagnostics, limit: limit))
    }

    @Test func threeOfACodeAreShown() {
        #expect(
            Self.text(Self.diagnostics(.warning, "a", 1...3)) == """
                f.yaml: warning: a 1 [a]

                f.yaml: warning: a 2 [a]

                f.yaml: warning: a 3 [a]

                """)
    }

    @Test func theOthersAreCounted() {
        #expect(
            Self.text(Self.diagnostics(.warning, "a", 1...10_000)) == """
                f.yaml: warning: a 1 [a]

                f.yaml: warning: a 2 [a]

                f.yaml: warning: a 3 [a]

                warning: 9997 more warnings of this kind are not shown; -v shows all [a]

                """)
        #expect(
            Self.text(Self.diagnostics(.error, "a", 1...4)).hasSuffix(
                "\nerror: 1 more error of this kind is not shown; -v shows all [a]\n"))
    }

    /// A code may be raised for some of its diagnostics: what is an error is counted as one.
    @Test func severitiesAreCountedEachForItself() {
        let mixed = Self.diagnostics(.error, "a", 1...4) + Self.diagnostics(.note, "a", 5...9)
        let lines = Self.text(mixed).split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "f.yaml: note: a 5 [a]", "f.yaml: note: a 6 [a]", "f.yaml: note: a 7 [a]",
                "note: 2 more notes of this kind are not shown; -v shows all [a]",
                "f.yaml: error: a 1 [a]", "f.yaml: error: a 2 [a]", "f.yaml: error: a 3 [a]",
                "error: 1 more error of this kind is not shown; -v shows all [a]",
            ])
    }

    @Test func errorsComeLast() {
        let mixed =
            Self.diagnostics(.error, "e", 1...1) + Self.diagnostics(.warning, "w", 2...2)
            + Self.diagnostics(.error, "f", 3...3) + Self.diagnostics(.note, "n", 4...4)
        #expect(
            Self.text(mixed) == """
                f.yaml: warning: w 2 [w]

                f.yaml: note: n 4 [n]

                f.yaml: error: e 1 [e]

                f.yaml: error: f 3 [f]

                """)
    }

    @Test func everythingIsShownWithoutALimit() {
        let text = Self.text(Self.diagnostics(.warning, "a", 1...1000), limit: nil)
        #expect(text.split(separator: "\n").count == 1000)
        #expect(!text.contains("more"))
    }

    @Test func nothingIsAnEmptyText() { #expect(Self.text([]) == "") }

    // MARK: Help

    /// What is to be applied once is shown once, for all that need it, those that are not shown among them.
    @Test(arguments: [(2, "ns/r1, ns/r2"), (3, "ns/r1, ns/r2, ns/r3"), (5, "ns/r1, ns/r2, ns/r3 and 2 more routes")])
    func aLongHelpIsShownOnce(count: Int, routes: String) {
        let text = Self.text(Self.diagnostics(.warning, "a", 1...count, help: "apply this:\nkind: ReferenceGrant"))
        #expect(
            text.hasPrefix(
                """
                f.yaml: warning: a 1 [a]
                  help for \(routes): apply this:
                        kind: ReferenceGrant

                f.yaml: warning: a 2 [a]

                """), "\(text)")
        #expect(text.split(separator: "help").count == 2)
    }

    @Test func differentHelpsAreShownEach() {
        let text = Self.text(
            Self.diagnostics(.warning, "a", 1...1, help: "one\ntwo")
                + Self.diagnostics(.warning, "a", 2...2, help: "a\nb"))
        #expect(
            text == """
                f.yaml: warning: a 1 [a]
                  help: one
                        two

                f.yaml: warning: a 2 [a]
                  help: a
                        b

                """)
    }

    /// Two places of one route need no list of routes.
    @Test func aHelpForOneRouteNamesNone() {
        let twice = Self.diagnostics(.warning, "a", 1...1, help: "one\ntwo")
        #expect(Self.text(twice + twice).contains("  help: one\n        two\n\nf.yaml: warning: a 1 [a]\n"))
    }

    @Test func aShortHelpStandsAtEachPlace() {
        let text = Self.text(Self.diagnostics(.error, "a", 1...3, help: "did you mean 'port'?"))
        #expect(text.split(separator: "help: did you mean").count == 4)
    }
}
