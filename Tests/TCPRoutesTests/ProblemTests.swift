import TCPRoutes
import Testing

/// What `problems()` says of routes that an API server would refuse.
struct ProblemTests {
    private static let backend = BackendReference().withName("pg").withPort(5432)
    private static let route = TCPRoute("pg") + rules(backend)

    private static func rules(_ backends: BackendReference...) -> TCPRoute.Mixin {
        TCPRoute.spec.withRules(TCPRoute.Rule().withBackendRefs(backends))
    }

    @Test func aGoodRouteHasNone() {
        #expect(Self.route.problems() == [])
    }

    /// The same route in clusters that have other releases and channels installed.
    @Test(arguments: [
        ("v1.6", []), ("v1.4/experimental", []),
        ("v1.6/standard", ["spec.useDefaultGateways", "spec.rules"]), ("v1.3", ["spec.useDefaultGateways"]),
        ("v1.1", ["spec.useDefaultGateways", "spec.rules[0].name"]),
    ])
    func releasesHaveRulesOfTheirOwn(release: String, paths: [String]) throws {
        let rule = TCPRoute.Rule().withBackendRefs(Self.backend)
        let route =
            TCPRoute("pg") + TCPRoute.spec.withUseDefaultGateways(.all)
            + TCPRoute.spec.withRules(rule.withName("a"), rule)
        let known = try #require(GatewayAPIRelease(release))
        #expect(Set(route.problems(in: known).map(\.path)) == Set(paths))
        #expect(known.description == (release.contains("/") ? release : release + "/experimental"))
    }

    @Test(arguments: ["", "v1.5/standard", "v2.0", "1.6/other"])
    func releasesWithoutTCPRoutesAreNone(release: String) { #expect(GatewayAPIRelease(release) == nil) }

    @Test(arguments: [
        (
            route + rules(backend.withPort(0)),
            "spec.rules[0].backendRefs[0].port: port must be at least 1, not 0 (allowed is 1 to 65535)"
        ),
        (
            route + rules(backend.withPort(.max)),
            "spec.rules[0].backendRefs[0].port: port must be at most 65535, not 9223372036854775807 (allowed is 1 to 65535)"
        ),
        (
            route + rules(backend, BackendReference().withName("b")),
            "spec.rules[0].backendRefs[1]: the Service 'b' needs a port (add 'port:' with the Service's port number)"
        ),
        (
            route.spec.withRules(TCPRoute.Rule()),
            "spec.rules[0].backendRefs: backendRefs is missing from rules[0] (backendRefs: Backends that share the connections by weight. One that is missing or has no endpoints rejects its share.)"
        ),
        (route.spec.withRules(), "spec.rules: rules needs at least 1 element, but has 0"),
        (TCPRoute("pg"), "spec: spec is missing from the object (spec: What the route forwards.)"),
        (route.metadata.withName(""), "metadata.name: name must not be empty"),
        (
            route.metadata.withNamespace("App"),
            "metadata.namespace: namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'App' is not"
        ),
        (
            route.metadata.withAnnotations(["a": String(repeating: "x", count: 256 << 10)]),
            "metadata.annotations: annotations has 262145 bytes, keys included; an object takes 262144 (keep large texts elsewhere, such as in a ConfigMap)"
        ),
        (
            route.metadata.withOwnerReferences(
                OwnerReference().withApiVersion("v1").withKind("Pod").withName("a")),
            "metadata.ownerReferences[0].uid: uid is missing from ownerReferences[0] (uid: Identity of the owner: another object of its name is not the owner.)"
        ),
    ])
    func namesTheFieldAndWhatIsAllowed(route: TCPRoute, problem: String) {
        #expect(route.problems().map(\.description) == [problem])
    }

    @Test func aFieldThatServersNoLongerKnowIsOne() throws {
        let problem = try #require(Self.route.metadata.withClusterName("east").problems().first)
        #expect(problem.path == "metadata.clusterName")
        #expect(problem.message == "metadata has no field 'clusterName'")
    }

    @Test func allOfThemAreTold() {
        let route = TCPRoute("").spec.withParentRefs(ParentReference().withPort(70000)).spec.withRules([])
        let paths = ["metadata.name", "spec.parentRefs[0].port", "spec.parentRefs[0].name", "spec.rules"]
        #expect(route.problems().map(\.path) == paths)
    }
}
