import Diagnostics
import GatewayAPI
import Testing
import Values

@testable import Manifests

/// TCPRoutes that are given as the objects that they are.
struct RouteObjectTests {
    private static func load(
        _ text: String, namespace: DefaultNamespace? = nil, overrides: [String] = [],
        version: GatewayAPITarget.APIVersion = .v1alpha2
    ) async throws -> ManifestSet {
        var options = ManifestOptions()
        options.defaultNamespace = namespace
        options.target.version = version
        options.overrides = try overrides.map { try Override(argument: $0) }
        try options.severities.choose(.ignore, .deprecatedVersion)
        return await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: text))], options)
    }

    private static func rendered(_ set: ManifestSet) -> String { TextRenderer().render(set.diagnostics) }

    /// As the guide of Gateway API has it, with a namespace.
    private static let guide = """
        apiVersion: gateway.networking.k8s.io/v1alpha2
        kind: TCPRoute
        metadata:
          name: tcp-app-1
          namespace: demo
        spec:
          parentRefs:
          - name: my-tcp-gateway
            sectionName: foo
          rules:
          - backendRefs:
            - name: my-foo-service
              port: 6000

        """

    private static let live = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: TCPRoute
        metadata:
          name: db
          namespace: demo
          uid: 5f1d7a84-0000-0000-0000-000000000000
          resourceVersion: "12"
          generation: 2
          creationTimestamp: "2024-03-01T00:00:00Z"
          labels: {team: db}
          annotations:
            kubectl.kubernetes.io/last-applied-configuration: "{}"
            openmcf.org/stack: 0a0a0a0a-0000-4000-8000-000000000000
            note: kept
          finalizers: [example.org/wait]
          managedFields: [{manager: kubectl}]
        spec:
          parentRefs: [{name: gw, sectionName: tcp}]
          rules: [{backendRefs: [{name: db, port: 5432, weight: 3}]}]
        status: {parents: []}

        """

    @Test func theGuidesRoute() async throws {
        let set = try await Self.load(Self.guide)
        #expect(Self.rendered(set) == "")
        let route = try #require(set.routes.first)
        #expect(
            JSONWriter.text(route.rendered(.v1)) == """
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"TCPRoute","metadata":{"name":"tcp-app-1",\
                "namespace":"demo","labels":{"app.kubernetes.io/name":"tcproute",\
                "app.kubernetes.io/instance":"tcp-app-1","app.kubernetes.io/component":"tcproute",\
                "app.kubernetes.io/managed-by":"openmcf"}},"spec":{"parentRefs":\
                [{"group":"gateway.networking.k8s.io","kind":"Gateway","name":"my-tcp-gateway","sectionName":"foo"}],\
                "rules":[{"backendRefs":[{"group":"","kind":"Service","name":"my-foo-service","port":6000,"weight":1}]}]}}
                """)
    }

    /// What a server has set goes, what people have set stays, also finalizers; nothing of another stack is taken over.
    @Test func aLiveObject() async throws {
        let set = try await Self.load(Self.live)
        #expect(
            Self.rendered(set) == """
                note: what a server sets is ignored in 1 TCPRoute: metadata.uid, metadata.resourceVersion, \
                metadata.generation, metadata.creationTimestamp, metadata.managedFields, kubectl's annotation, status \
                [server-fields]

                """)
        let metadata = try #require(set.routes.first).rendered(.v1alpha2)["metadata"]
        #expect(metadata?["labels"]?["team"] == "db")
        #expect(metadata?["annotations"] == ["note": "kept"])
        #expect(metadata?["finalizers"] == ["example.org/wait"])
        #expect(metadata?.object?.keys.sorted() == ["annotations", "finalizers", "labels", "name", "namespace"])
    }

    @Test func aList() async throws {
        let items = [Self.live, Self.guide].map { text in
            text.split(separator: "\n").enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }.joined(separator: "\n")
        }
        let set = try await Self.load("apiVersion: v1\nkind: List\nitems:\n" + items.joined(separator: "\n"))
        #expect(set.routes.map(\.key.description) == ["demo/db", "demo/tcp-app-1"])
        #expect(set.routeCount == 2)
    }

    /// The namespace is kubectl's to give: by `-n`, by the context, or not at all.
    @Test(arguments: [
        (
            DefaultNamespace("apps", origin: "the namespace of the context 'dev'"), "apps",
            """
            note: 1 TCPRoute names no namespace: it goes to 'apps', the namespace of the context 'dev' \
            [default-namespace]

            """
        ),
        (
            nil, nil,
            """
            f.yaml:3:1: error: namespace is missing from metadata [required-field]
              3 | metadata:
                | ^^^^^^^^
              help: add it, or name the namespace with -n: no cluster was asked whose context could have one

            """
        ),
    ])
    func noNamespace(given: DefaultNamespace?, namespace: String?, said: String) async throws {
        let set = try await Self.load(Self.guide.replacing("  namespace: demo\n", with: ""), namespace: given)
        #expect(Self.rendered(set) == said)
        #expect(set.routes.first?.namespace == namespace)
    }

    @Test func theOwnNamespaceWins() async throws {
        let set = try await Self.load(Self.guide, namespace: DefaultNamespace("apps", origin: "as -n says"))
        #expect(set.routes.map(\.namespace) == ["demo"])
        #expect(Self.rendered(set) == "")
    }

    @Test(arguments: [
        (
            "sectionName: foo", "sectionname: foo",
            """
            f.yaml:9:5: error: parentRefs[0] has no field 'sectionname' [unknown-field]
              9 |     sectionname: foo
                |     ^^^^^^^^^^^
              help: did you mean 'sectionName'?

            """
        ),
        (
            "spec:", "specs:",
            """
            f.yaml:6:1: error: a TCPRoute has no field 'specs' [unknown-field]
              6 | specs:
                | ^^^^^
              help: did you mean 'spec'?

            """
        ),
        (
            "port: 6000", "port: 66000",
            """
            f.yaml:13:13: error: port must be at most 65535, not 66000 [out-of-range]
              13 |       port: 66000
                 |             ^^^^^
              help: allowed is 1 to 65535

            """
        ),
        (
            "  namespace: demo", "  namespace: {value: demo}",
            """
            f.yaml:5:14: error: namespace must be a string, not a mapping [wrong-type]
              5 |   namespace: {value: demo}
                |              ^^^^^^^^^^^^^
              help: write a reference under spec.namespace, and leave metadata.namespace out

            """
        ),
        (
            "networking.k8s.io", "netwrking.k8s.io",
            """
            f.yaml:1:13: error: openmcf does not read 'TCPRoute' of gateway.netwrking.k8s.io/v1alpha2 [unknown-kind]
              1 | apiVersion: gateway.netwrking.k8s.io/v1alpha2
                |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: did you mean 'gateway.networking.k8s.io'?

            """
        ),
    ])
    func whatIsWrong(old: String, new: String, said: String) async throws {
        try #require(Self.guide.contains(old))
        let set = try await Self.load(Self.guide.replacing(old, with: new))
        #expect(Self.rendered(set) == said)
    }

    /// An object of v1 has one rule, also where it will be sent as v1alpha2.
    @Test func itsOwnVersionCounts() async throws {
        let rules = "rules: [{backendRefs: [{name: a, port: 1}]}, {backendRefs: [{name: b, port: 1}]}]"
        let text = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {name: a, namespace: b}
            spec: {parentRefs: [{name: gw}], \(rules)}

            """
        let set = try await Self.load(text)
        #expect(set.diagnostics.map(\.message) == ["rules may have at most 1 element in TCPRoute v1, but has 2"])
        let older = try await Self.load(text.replacing("/v1\n", with: "/v1alpha2\n"))
        #expect(older.isValid)
        let newer = try await Self.load(text.replacing("/v1\n", with: "/v1alpha2\n"), version: .v1)
        #expect(newer.diagnostics.map(\.message) == set.diagnostics.map(\.message))
    }

    @Test func theOtherGroup() async throws {
        let set = try await Self.load(Self.guide.replacing("gateway.networking.k8s.io", with: "gateway.apoxy.dev"))
        #expect(Self.rendered(set) == "")
        #expect(set.routes.map(\.key.description) == ["demo/tcp-app-1"])
    }

    @Test func overridesReachIn() async throws {
        let set = try await Self.load(Self.guide, overrides: ["spec.rules[0].backendRefs[0].weight=7"])
        #expect(set.routes.first?.spec["rules"]?.array?[0]["backendRefs"]?.array?[0]["weight"] == 7)
    }

    /// Both spellings are one route: the same name twice is an error.
    @Test func besideManifests() async throws {
        let manifest = """
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata: {name: tcp-app-1}
            spec: {namespace: demo, parentRefs: [{name: gw}], rules: [{backendRefs: [{name: a, port: 1}]}]}

            """
        let set = try await Self.load(Self.guide + manifest)
        #expect(set.diagnostics.map(\.message) == ["the route demo/tcp-app-1 is defined twice"])
    }
}
