import Diagnostics
import Manifests
import Testing

/// Warnings as errors, as warnings and not at all.
struct SeverityPolicyTests {
    fileprivate static let codes: [DiagnosticCode] = [
        .notApplied, .wrongType, .noParent, .onlyBackendZeroWeight, .deprecatedVersion,
    ]

    /// What is said of a route with two warnings; the note of every run is left out.
    static func severities(_ policy: SeverityPolicy) async -> [String] {
        var options = ManifestOptions()
        options.severities = policy
        let text = WarningCase.manifest("rules: [{backendRefs: [{name: db, port: 1, weight: 0}]}]")
        let set = await RenderingTests.load(text, options: options)
        #expect(set.isValid == !set.diagnostics.contains { $0.severity == .error })
        return set.diagnostics.filter { $0.severity != .note }.map { "\($0.severity) \($0.code)" }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let choices: [(SeverityPolicy.Choice, String)]
        var isStrict = false
        let expected: [String]
        var testDescription: String { name }

        func policy() throws -> SeverityPolicy {
            var policy = SeverityPolicy()
            for (choice, code) in choices { try policy.choose(choice, code, among: SeverityPolicyTests.codes) }
            policy.isStrict = isStrict
            return policy
        }
    }

    static let cases = [
        Case(name: "nothing", choices: [], expected: ["warning no-parent", "warning only-backend-zero-weight"]),
        Case(
            name: "--error", choices: [(.error, "no-parent")],
            expected: ["error no-parent", "warning only-backend-zero-weight"]),
        Case(name: "--ignore", choices: [(.ignore, "no-parent")], expected: ["warning only-backend-zero-weight"]),
        Case(
            name: "the last one counts: --warn", choices: [(.error, "no-parent"), (.warn, "no-parent")],
            expected: ["warning no-parent", "warning only-backend-zero-weight"]),
        Case(
            name: "the last one counts: --error", choices: [(.ignore, "no-parent"), (.error, "no-parent")],
            expected: ["error no-parent", "warning only-backend-zero-weight"]),
        Case(
            name: "--strict", choices: [], isStrict: true,
            expected: ["error no-parent", "error only-backend-zero-weight"]),
        Case(
            name: "--strict --warn", choices: [(.warn, "no-parent")], isStrict: true,
            expected: ["warning no-parent", "error only-backend-zero-weight"]),
        Case(
            name: "--strict --ignore", choices: [(.ignore, "no-parent")], isStrict: true,
            expected: ["error only-backend-zero-weight"]),
    ]

    @Test(arguments: cases)
    func chosen(_ example: Case) async throws {
        #expect(await Self.severities(try example.policy()) == example.expected)
    }

    @Test func notesAreNeverRaised() async throws {
        var options = ManifestOptions()
        options.severities.isStrict = true
        let text = WarningCase.manifest("useDefaultGateways: All\nrules: [{backendRefs: [{name: db, port: 1}]}]")
        var set = await RenderingTests.load(text, ReferenceTests.namespaces, options: options)
        #expect(
            Set(set.diagnostics.map { "\($0.severity) \($0.code)" }) == ["note not-applied", "note deprecated-version"])
        #expect(set.isValid)
        try options.severities.choose(.ignore, "not-applied", among: Self.codes)
        set = await RenderingTests.load(text, ReferenceTests.namespaces, options: options)
        #expect(set.diagnostics.map(\.code) == [.deprecatedVersion])
        try options.severities.choose(.ignore, "deprecated-version", among: Self.codes)
        set = await RenderingTests.load(text, ReferenceTests.namespaces, options: options)
        #expect(set.diagnostics.isEmpty)
    }

    @Test(arguments: [
        (SeverityPolicy.Choice.ignore, "no-parents", "there is no warning 'no-parents'", "did you mean 'no-parent'?"),
        (.ignore, "not-aplied", "there is no warning 'not-aplied'", "did you mean 'not-applied'?"),
        (
            .error, "x", "there is no warning 'x'",
            "known are no-parent, only-backend-zero-weight"
        ),
        (
            .ignore, "x", "there is no warning 'x'",
            "known are no-parent, only-backend-zero-weight, not-applied, deprecated-version"
        ),
        (
            .ignore, "wrong-type", "'wrong-type' is an error, which cannot be switched",
            "an error is what an API server would refuse or openmcf cannot do; warnings can be switched"
        ),
        (
            .warn, "wrong-type", "'wrong-type' is an error, which cannot be switched",
            "an error is what an API server would refuse or openmcf cannot do; warnings can be switched"
        ),
        (
            .error, "deprecated-version", "'deprecated-version' is a note, which is never raised",
            "a note can only be ignored"
        ),
        (.warn, "not-applied", "'not-applied' is a note, which is never raised", "a note can only be ignored"),
    ])
    func unknownCodes(choice: SeverityPolicy.Choice, code: String, message: String, help: String) {
        var policy = SeverityPolicy()
        do throws(SeverityPolicyError) {
            try policy.choose(choice, code, among: Self.codes)
            Issue.record("\(code) was accepted")
        } catch {
            #expect(error.message == message)
            #expect(error.help == help)
        }
    }
}
