import Diagnostics
import GatewayAPI
import Manifests
import Routing
import Testing
import Values

/// Routes that share a listener, of which only the oldest gets connections.
struct SharedListenerTests {
    /// A route whose spec is its parents, on one line.
    static func route(_ name: String, _ parents: String, namespace: String = "ns", labels: String = "{}") -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: \(name), labels: \(labels)}
        spec:
          namespace: \(namespace)
          \(parents)
          rules: [{backendRefs: [{name: db, port: 1}]}]

        """
    }

    static func shared(_ routes: [String]) async -> [Diagnostic] {
        let inputs = routes.enumerated().map { ManifestInput.text(SourceFile(name: "\($0).yaml", text: $1)) }
        return await ManifestSet.load(inputs, ManifestOptions()).diagnostics.filter { $0.code == .sharedListener }
    }

    @Test(arguments: [
        (
            "parentRefs: [{name: gw, sectionName: tcp}]", "parentRefs: [{name: gw, sectionName: tcp}]",
            "listener 'tcp' of Gateway 'gw'"
        ),
        ("parentRefs: [{name: gw}]", "parentRefs: [{name: gw}]", "every listener of Gateway 'gw'"),
        ("parentRefs: [{name: gw}]", "parentRefs: [{name: gw, sectionName: tcp}]", "listener 'tcp' of Gateway 'gw'"),
        ("parentRefs: [{name: gw, sectionName: tcp}]", "parentRefs: [{name: gw}]", "every listener of Gateway 'gw'"),
        (
            "parentRefs: [{name: gw, port: 1}]", "parentRefs: [{name: gw, port: 1}]",
            "the listeners with port 1 of Gateway 'gw'"
        ),
        ("parentRefs: [{name: gw, port: 1}]", "parentRefs: [{name: gw}]", "every listener of Gateway 'gw'"),
        (
            "parentRefs: [{name: gw, sectionName: tcp}]", "parentRefs: [{name: gw, sectionName: tcp, port: 1}]",
            "listener 'tcp' of Gateway 'gw'"
        ),
        (
            "parentRefs: [{name: gw, sectionName: tcp, port: 1}]", "parentRefs: [{name: gw, sectionName: tcp}]",
            "listener 'tcp' of Gateway 'gw'"
        ),
        (
            "parentRefs: [{name: gw, sectionName: tcp, port: 1}]", "parentRefs: [{name: gw, port: 1}]",
            "the listeners with port 1 of Gateway 'gw'"
        ),
        (
            "parentRefs: [{name: gw, namespace: ns}]",
            "parentRefs: [{name: gw, group: gateway.networking.k8s.io, kind: Gateway}]",
            "every listener of Gateway 'gw'"
        ),
        (
            "parentRefs: [{name: gw, namespace: infra}]", "parentRefs: [{name: gw, namespace: infra}]",
            "every listener of Gateway 'infra/gw'"
        ),
        (
            "parentRefs: [{kind: ListenerSet, name: set}]", "parentRefs: [{kind: ListenerSet, name: set}]",
            "every listener of ListenerSet 'set'"
        ),
        ("useDefaultGateways: All", "useDefaultGateways: All", "every listener of the default Gateways"),
        ("parentRefs: [{name: a}, {name: b}]", "parentRefs: [{name: c}, {name: b}]", "every listener of Gateway 'b'"),
    ])
    func certain(first: String, second: String, listeners: String) async {
        let found = await Self.shared([Self.route("one", first), Self.route("two", second)])
        #expect(
            found.map(\.message) == ["ns/one attaches to \(listeners) too: only the older route gets connections"])
        #expect(found.map(\.file) == ["1.yaml"])
        #expect(found.map(\.resource) == ["ns/two"])
    }

    @Test(arguments: [
        ("parentRefs: [{name: gw, sectionName: a}]", "parentRefs: [{name: gw, sectionName: b}]"),
        ("parentRefs: [{name: gw, port: 1}]", "parentRefs: [{name: gw, port: 2}]"),
        ("parentRefs: [{name: gw, sectionName: a}]", "parentRefs: [{name: gw, port: 1}]"),
        ("parentRefs: [{name: gw, sectionName: a, port: 1}]", "parentRefs: [{name: gw, sectionName: a, port: 2}]"),
        ("parentRefs: [{name: gw, sectionName: a, port: 1}]", "parentRefs: [{name: gw, sectionName: b, port: 1}]"),
        ("parentRefs: [{name: a}]", "parentRefs: [{name: b}]"),
        ("parentRefs: [{name: gw}]", "parentRefs: [{name: gw, namespace: infra}]"),
        ("parentRefs: [{name: gw}]", "parentRefs: [{name: gw, kind: ListenerSet}]"),
        ("parentRefs: [{name: gw}]", "useDefaultGateways: All"),
        ("useDefaultGateways: None", "useDefaultGateways: None"),
        (
            "parentRefs: [{group: \"\", kind: Service, name: db}]",
            "parentRefs: [{group: \"\", kind: Service, name: db}]"
        ),
        (
            "parentRefs: [{group: x.io, kind: Gateway, name: gw}]",
            "parentRefs: [{group: x.io, kind: Gateway, name: gw}]"
        ),
    ])
    func differentOrOnlyPossible(first: String, second: String) async {
        #expect(await Self.shared([Self.route("one", first), Self.route("two", second)]).isEmpty)
        #expect(await Self.shared([Self.route("two", second), Self.route("one", first)]).isEmpty)
    }

    @Test func namespacesAndClusters() async {
        let parents = "parentRefs: [{name: gw}]"
        let here = Self.route("one", parents)
        #expect(await Self.shared([here, Self.route("two", parents, namespace: "other")]).isEmpty)
        // The namespace of a parent that another route lives in.
        let named = Self.route("one", "parentRefs: [{name: gw, sectionName: a}]")
        let there = Self.route("two", "parentRefs: [{name: gw, namespace: ns, sectionName: a}]", namespace: "other")
        #expect(
            await Self.shared([named, there]).map(\.message) == [
                "ns/one attaches to listener 'a' of Gateway 'ns/gw' too: only the older route gets connections"
            ])
        // A Gateway may have a listener for each namespace, so what names none proves nothing.
        let anywhere = Self.route("two", "parentRefs: [{name: gw, namespace: ns}]", namespace: "other")
        #expect(await Self.shared([here, anywhere]).isEmpty)
        #expect(await Self.shared([named, anywhere]).isEmpty)
        #expect(await Self.shared([anywhere, named]).isEmpty)
        let defaults = "useDefaultGateways: All"
        #expect(
            await Self.shared([Self.route("one", defaults), Self.route("two", defaults, namespace: "other")]).isEmpty)
        let context = "{kubernetes.openmcf.org/context: prod}"
        #expect(await Self.shared([here, Self.route("two", parents, labels: context)]).isEmpty)
        let both = [Self.route("one", parents, labels: context), Self.route("two", parents, labels: context)]
        #expect(await Self.shared(both).count == 1)
    }

    @Test func oneRouteIsNoRivalOfItself() async {
        let parents = "parentRefs: [{name: gw}, {name: gw, namespace: ns, sectionName: a}]"
        #expect(await Self.shared([Self.route("one", parents)]).isEmpty)
        // A route that is there twice is an error, and nothing else is said of it.
        let set = await RenderingTests.load(Self.route("one", parents), Self.route("one", parents))
        #expect(set.diagnostics.map(\.code) == [.duplicateRoute, .deprecatedVersion])
    }

    @Test func eachLaterRouteIsReportedAgainstTheFirst() async {
        let all = Self.route("all", "parentRefs: [{name: gw}]")
        let routes = [
            Self.route("a", "parentRefs: [{name: gw, sectionName: a}]"),
            Self.route("b", "parentRefs: [{name: gw, sectionName: b}]"), all,
            Self.route("c", "parentRefs: [{name: gw, sectionName: b}]"),
            Self.route("d", "parentRefs: [{name: gw, sectionName: d}, {name: gw, sectionName: a}]"),
        ]
        let found = await Self.shared(routes)
        #expect(
            found.map { "\($0.resource ?? "") \($0.related.first?.message ?? "")" } == [
                "ns/all ns/a attaches here", "ns/c ns/b attaches here", "ns/d ns/all attaches here",
                "ns/d ns/a attaches here",
            ])
        #expect(
            found.map(\.path) == [
                "spec.parentRefs[0].name", "spec.parentRefs[0].sectionName", "spec.parentRefs[0].sectionName",
                "spec.parentRefs[1].sectionName",
            ])
    }

    @Test func drawn() async {
        let found = await Self.shared([
            Self.route("one", "parentRefs: [{name: gw, sectionName: tcp}]"),
            Self.route("two", "parentRefs: [{name: gw, sectionName: tcp}]"),
        ])
        #expect(
            TextRenderer().render(found) == """
                1.yaml:6:40: warning: ns/one attaches to listener 'tcp' of Gateway 'gw' too: only the older route gets connections [shared-listener]
                  6 |   parentRefs: [{name: gw, sectionName: tcp}]
                    |                                        ^^^
                0.yaml:6:40: note: ns/one attaches here
                  6 |   parentRefs: [{name: gw, sectionName: tcp}]
                    |                                        ^^^
                  help: name another listener with 'sectionName:', or make one route of the two

                """)
    }

    /// Clashes in large files: each file is read again once, not for each clash.
    @Test(.timeLimit(.minutes(1)))
    func manyClashes() async {
        let routes = (0..<1000).map { "---\n" + Self.route("r\($0)", "parentRefs: [{name: gw}]") }.joined()
        let inputs = ["a.yaml", "b.yaml"].map { ManifestInput.text(SourceFile(name: $0, text: routes)) }
        var options = ManifestOptions()
        options.keepsRoutes = false
        let set = await ManifestSet.load(inputs, options)
        #expect(set.diagnostics.count { $0.code == .duplicateRoute } == 1000)
        #expect(set.diagnostics.count { $0.code == .sharedListener } == 999)
        #expect(set.diagnostics.allSatisfy { $0.range != nil || $0.severity == .note })
    }

    /// Ten times the routes take about ten times as long, also where all of them want one listener.
    @Test(arguments: ["parentRefs: [{name: gw}]", "parentRefs: [{name: gw, sectionName: tcp, port: 1}]"])
    func timeIsLinear(parents: String) async throws {
        let route = try #require(await RenderingTests.load(Self.route("one", parents)).routes.first)
        let clock = ContinuousClock()
        func time(_ count: Int) -> Duration {
            let routes = (0..<count).map {
                RouteView(ObjectKey(route.namespace, "r\($0)"), spec: route.spec, age: .planned)
            }
            var claims = UnseenParents()
            var found = 0
            let time = clock.measure {
                for (number, route) in routes.enumerated() {
                    found += claims.enter(route, as: number).count
                }
            }
            #expect(found == count - 1)
            return time
        }
        // The best of some, on a machine that does other things as well; quadratic time would be a hundredfold.
        let few = (0..<3).map { _ in time(1000) }.min() ?? .zero
        let many = (0..<3).map { _ in time(10_000) }.min() ?? .zero
        #expect(many < few * 40, "1,000 routes: \(few), 10,000 routes: \(many)")
    }
}
