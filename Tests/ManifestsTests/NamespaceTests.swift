import Diagnostics
import GatewayAPI
import Testing
import Values

@testable import Manifests

/// Where a manifest says the namespace of its route: in the spec, in the metadata, or in both.
struct NamespaceTests {
    /// A manifest; line 4 is that of metadata.namespace where there is one.
    private static func manifest(metadata: String? = nil, spec: String? = nil, name: String = "db") -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
        \(metadata.map { "  namespace: \($0)\n" } ?? "")  name: \(name)
        spec:
        \(spec.map { "  namespace: \($0)\n" } ?? "")  rules:
          - backendRefs:
            - {name: db, port: 5432}

        """
    }

    private static let shared = """
        ---
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesNamespace
        metadata: {name: shared}
        spec: {name: app}

        """

    private static func load(_ text: String, set arguments: [String] = []) async throws -> ManifestSet {
        var options = ManifestOptions()
        options.overrides = try arguments.map { try Override(argument: $0) }
        for code: DiagnosticCode in [.noParent, .deprecatedVersion, .notApplied] {
            try options.severities.choose(.ignore, code)
        }
        return await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: text))], options)
    }

    @Test(
        arguments: [
            (nil, "app"), ("app", nil), ("app", "app"), ("null", "app"), ("app", "null"), ("app", "{value: app}"),
            ("app", "{valueFrom: {name: shared}}"), (nil, "{valueFrom: {name: shared}}"),
        ] as [(String?, String?)])
    func oneNamespace(metadata: String?, spec: String?) async throws {
        let set = try await Self.load(Self.manifest(metadata: metadata, spec: spec) + Self.shared)
        #expect(TextRenderer().render(set.diagnostics) == "")
        let route = try #require(set.routes.first)
        #expect(route.namespace == "app")
        #expect(route.rendered(.v1alpha2)["metadata"]?["namespace"] == "app")
        #expect(route.rendered(.v1alpha2)["spec"]?["namespace"] == nil)
        #expect(route.effective["spec"]?["namespace"] == "app")
        #expect(route.effective["metadata"]?["namespace"]?.string == (metadata == "app" ? "app" : nil))
        // A server that refuses the namespace is answered for at the line that says it.
        let place = route.range(ofRendered: "metadata.namespace").startLocation
        #expect(place.line == (spec == nil || spec == "null" ? 4 : metadata == nil ? 6 : 7))
    }

    private static let rules =
        "namespace: Namespace of the route: a name, {value: name}, or {valueFrom: …} to take it from another manifest. Needed unless metadata.namespace has it."

    static let messages = [
        MessageCase(
            "different", Self.manifest(metadata: "prod", spec: "app"),
            """
            f.yaml:4:14: error: metadata.namespace is 'prod', but spec.namespace is 'app' [namespace-mismatch]
              4 |   namespace: prod
                |              ^^^^
            f.yaml:7:14: note: spec.namespace is 'app' here
              7 |   namespace: app
                |              ^^^
              help: keep one of the two; 'namespace:' of a kustomization sets metadata.namespace

            """),
        MessageCase(
            "different from a literal", Self.manifest(metadata: "prod", spec: "{value: app}"),
            """
            f.yaml:4:14: error: metadata.namespace is 'prod', but spec.namespace is 'app' [namespace-mismatch]
              4 |   namespace: prod
                |              ^^^^
            f.yaml:7:22: note: spec.namespace is 'app' here
              7 |   namespace: {value: app}
                |                      ^^^
              help: keep one of the two; 'namespace:' of a kustomization sets metadata.namespace

            """),
        MessageCase(
            "different from what a reference leads to",
            Self.manifest(metadata: "prod", spec: "{valueFrom: {name: shared}}") + Self.shared,
            """
            f.yaml:4:14: error: metadata.namespace is 'prod', but spec.namespace is 'app' [namespace-mismatch]
              4 |   namespace: prod
                |              ^^^^
            f.yaml:7:14: note: spec.namespace is 'app' here
              7 |   namespace: {valueFrom: {name: shared}}
                |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: keep one of the two; 'namespace:' of a kustomization sets metadata.namespace

            """),
        // What does not resolve is no name that could differ, and metadata does not stand in for it.
        MessageCase(
            "an unresolved reference", Self.manifest(metadata: "app", spec: "{valueFrom: {name: other}}") + Self.shared,
            """
            f.yaml:7:15: error: KubernetesNamespace 'other' is neither in the input nor in the state, so its spec.name is unknown [unresolved-reference]
              7 |   namespace: {valueFrom: {name: other}}
                |               ^^^^^^^^^
              help: give its manifest with another -f, or write the name itself

            """),
        MessageCase(
            "neither", Self.manifest(),
            """
            f.yaml:5:1: error: namespace is missing from spec [required-field]
              5 | spec:
                | ^^^^
              help: \(rules)

            """),
        MessageCase(
            "both empty", Self.manifest(metadata: "", spec: ""),
            """
            f.yaml:7:13: error: namespace is missing from spec [required-field]
              7 |   namespace:\(" ")
                |             ^
              help: \(rules)

            """),
        MessageCase(
            "an empty text", Self.manifest(metadata: "\"\"", spec: "app"),
            """
            f.yaml:4:14: error: namespace must not be empty [text-length]
              4 |   namespace: ""
                |              ^^

            """),
        MessageCase(
            "no name of a namespace", Self.manifest(metadata: "App_NS"),
            """
            f.yaml:4:14: error: namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'App_NS' is not [pattern]
              4 |   namespace: App_NS
                |              ^^^^^^

            """),
        MessageCase(
            "a reference in the metadata", Self.manifest(metadata: "{valueFrom: {name: shared}}") + Self.shared,
            """
            f.yaml:4:14: error: namespace must be a string, not a mapping [wrong-type]
              4 |   namespace: {valueFrom: {name: shared}}
                |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: write a reference under spec.namespace, and leave metadata.namespace out

            """),
        MessageCase(
            "misspelled", Self.manifest().replacing("spec:\n", with: "spec:\n  namespce: app\n"),
            """
            f.yaml:6:3: error: spec has no field 'namespce' [unknown-field]
              6 |   namespce: app
                |   ^^^^^^^^
              help: did you mean 'namespace'?

            """),
        MessageCase(
            "a template", Self.manifest(metadata: "{{ .Release.Namespace }}"),
            """
            f.yaml:4:14: error: the text is not YAML but a template: '{{' is to be replaced [yaml-syntax]
              4 |   namespace: {{ .Release.Namespace }}
                |              ^^
              help: render it first, for example: helm template CHART | openmcf validate -f -

            """),
    ]

    @Test(arguments: messages)
    func message(_ example: MessageCase) async {
        let text = await example.rendered().split(separator: "\n\n").joined(separator: "\n")
        let expected = example.expected.split(separator: "\n\n").joined(separator: "\n")
        #expect(text == expected)
    }

    @Test func anArgumentMaySayIt() async throws {
        var set = try await Self.load(Self.manifest(), set: ["metadata.namespace=app"])
        #expect(set.routes.map(\.namespace) == ["app"])
        set = try await Self.load(Self.manifest(metadata: "app"), set: ["metadata.namespace=prod"])
        #expect(set.routes.map(\.namespace) == ["prod"])
        set = try await Self.load(Self.manifest(metadata: "app"), set: ["metadata.namespace=null", "spec.namespace=x"])
        #expect(set.routes.map(\.namespace) == ["x"])
    }

    @Test func anArgumentMayClash() async throws {
        let set = try await Self.load(Self.manifest(metadata: "app"), set: ["spec.namespace=prod"])
        #expect(
            TextRenderer().render(set.diagnostics) == """
                f.yaml:4:14: error: metadata.namespace is 'app', but spec.namespace is 'prod' [namespace-mismatch]
                  4 |   namespace: app
                    |              ^^^
                --set:1:16: note: spec.namespace is 'prod' here
                  1 | spec.namespace=prod
                    |                ^^^^
                  help: keep one of the two; 'namespace:' of a kustomization sets metadata.namespace

                """)
    }

    /// Other routes need not know in which of the places it stands.
    @Test(arguments: ["spec.namespace", "status.outputs.namespace", "metadata.namespace"])
    func referencesFindIt(fieldPath: String) async throws {
        let reference = "{valueFrom: {kind: KubernetesTcpRoute, name: one, fieldPath: \(fieldPath)}}"
        let set = try await Self.load(
            Self.manifest(metadata: "app", name: "one") + "---\n" + Self.manifest(spec: reference, name: "two"))
        #expect(set.diagnostics.map(\.message) == [])
        #expect(set.routes.map(\.key.description) == ["app/one", "app/two"])
    }

    @Test func oneRouteIsOneWhereverItsNamespaceStands() async throws {
        let set = try await Self.load(Self.manifest(metadata: "app") + "---\n" + Self.manifest(spec: "app"))
        #expect(set.diagnostics.map(\.message) == ["the route app/db is defined twice"])
    }
}
