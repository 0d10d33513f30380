import Diagnostics
import Manifests
import Testing

/// What may look odd and is meant: nothing is said of it.
struct NoWarningTests {
    static let backends = "rules: [{backendRefs: [{name: db, port: 1}]}]"
    static let gateway = "parentRefs: [{name: gw}]"

    static let cases = [
        WarningCase("a Gateway", "\(gateway)\n\(backends)"),
        WarningCase("default Gateways", "useDefaultGateways: All\n\(backends)"),
        WarningCase("a Gateway and no default Gateways", "\(gateway)\nuseDefaultGateways: None\n\(backends)"),
        WarningCase("a name with dots", "parentRefs: [{name: 9a.b-c}]\n\(backends)"),
        WarningCase("a port of a named listener", "parentRefs: [{name: gw, sectionName: a, port: 1}]\n\(backends)"),
        WarningCase("a Service", "parentRefs: [{group: \"\", kind: Service, name: db, port: 1}]\n\(backends)"),
        WarningCase("a Service of another group", "parentRefs: [{group: x.io, kind: Service, name: D_B}]\n\(backends)"),
        WarningCase("another kind of parent", "parentRefs: [{kind: ListenerSet, name: set, port: 1}]\n\(backends)"),
        WarningCase(
            "a Gateway of another namespace", "parentRefs: [{name: gw, namespace: infra, sectionName: a}]\n\(backends)"),
        WarningCase(
            "a long name",
            "\(gateway)\nrules: [{backendRefs: [{name: \(String(repeating: "d", count: 63)), port: 1}]}]"),
        WarningCase(
            "another kind of backend",
            "\(gateway)\nrules: [{backendRefs: [{group: x.io, kind: Pool, name: A_B}, {kind: Pool, name: A_B}]}]"),
        WarningCase(
            "one backend of two without connections",
            "\(gateway)\nrules: [{backendRefs: [{name: a, port: 1, weight: 0}, {name: b, port: 1}]}]"),
        WarningCase(
            "two ports of a Service", "\(gateway)\nrules: [{backendRefs: [{name: a, port: 1}, {name: a, port: 2}]}]"),
        WarningCase(
            "the own namespace written out", "\(gateway)\nrules: [{backendRefs: [{name: a, namespace: ns, port: 1}]}]"),
        WarningCase("one rule, named", "\(gateway)\nrules: [{name: main, backendRefs: [{name: a, port: 1}]}]"),
        WarningCase("a rule without backends", target: "v1.3/experimental", "\(gateway)\nrules: [{}]"),
    ]

    @Test(arguments: cases)
    func nothingIsSaid(_ example: WarningCase) async {
        #expect(await example.rendered() == "")
    }

    /// Errors come first: what is wrong anyway is not judged further.
    @Test func brokenRoutesAreNotJudgedFurther() async {
        let text = WarningCase.manifest("rules: [{backendRefs: [{name: D_B, weight: 0}]}]")
        #expect(await RenderingTests.load(text).diagnostics.map(\.code.name) == ["port-required"])
    }
}
