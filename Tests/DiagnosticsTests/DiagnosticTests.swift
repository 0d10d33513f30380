import Diagnostics
import Testing

struct DiagnosticTests {
    static let error = DiagnosticCode("c", .error, "Something", advice: "do something")
    static let warning = DiagnosticCode("c", .warning, "Something", advice: "do something")
    static let note = DiagnosticCode("c", .note, "Something", advice: "do something")

    @Test func sourceOrderKeepsFilesAndSortsPlaces() {
        let first = SourceFile(name: "z.yaml", text: "0123456789")
        let second = SourceFile(name: "a.yaml", text: "0123456789")
        func at(_ file: SourceFile, _ start: Int, _ document: Int, _ message: String) -> Diagnostic {
            Diagnostic(
                Self.error, message,
                at: Diagnostic.Place(SourceRange(file: file, start: start, end: start), document: document)
            )
        }
        let diagnostics = [
            at(first, 5, 0, "z5"), at(second, 3, 0, "a3"), at(first, 1, 0, "z1"), at(first, 0, 1, "z second document"),
            Diagnostic(Self.error, "z as a whole", at: .file("z.yaml")), at(second, 3, 0, "a3 again"),
            Diagnostic(Self.note, "no file"),
        ]
        #expect(
            diagnostics.inSourceOrder().map(\.message) == [
                "z as a whole", "z1", "z5", "z second document", "a3", "a3 again", "no file",
            ])
        #expect([Diagnostic]().inSourceOrder().isEmpty)
    }

    @Test func fileComesFromTheRange() {
        let file = SourceFile(name: "f.yaml", text: "x")
        #expect(Diagnostic(Self.error, "m", at: .range(SourceRange(file: file, start: 0, end: 1))).file == "f.yaml")
        #expect(Diagnostic(Self.error, "m").file == nil)
    }

    @Test func onlyErrorsCountAsErrors() {
        #expect(![Diagnostic(Self.warning, ""), Diagnostic(Self.note, "")].containsErrors)
        #expect([Diagnostic(Self.note, ""), Diagnostic(Self.error, "")].containsErrors)
        #expect(Diagnostic.Severity.error < .warning)
        #expect(Diagnostic.Severity.warning < .note)
    }
}

struct SuggestionTests {
    static let fields = ["parentRefs", "useDefaultGateways", "rules", "namespace", "targetCluster"]

    @Test(arguments: [
        ("rule", "rules"), ("ruels", "rules"), ("Rules", "rules"), ("parentRef", "parentRefs"),
        ("parent_refs", "parentRefs"), ("parentrefs", "parentRefs"), ("parentsRefs", "parentRefs"),
        ("name-space", "namespace"), ("namspace", "namespace"), ("namesapce", "namespace"),
        ("useDefaultGateway", "useDefaultGateways"), ("targetCluser", "targetCluster"), ("parents", "parentRefs"),
        ("usedefault", "useDefaultGateways"), ("target_", "targetCluster"),
    ])
    func slipsAreUnderstood(word: String, expected: String) {
        #expect(Suggestion.nearest(to: word, among: Self.fields) == expected)
    }

    @Test(arguments: ["replicas", "hostnames", "", "x", "spec", String(repeating: "rules", count: 100)])
    func otherWordsAreNot(word: String) {
        #expect(Suggestion.nearest(to: word, among: Self.fields) == nil)
    }

    @Test func theNearestWins() {
        #expect(Suggestion.nearest(to: "port", among: ["sort", "ports", "port"]) == "port")
        #expect(Suggestion.nearest(to: "weigth", among: ["height", "weight"]) == "weight")
        #expect(Suggestion.nearest(to: "a", among: [String]()) == nil)
    }
}
