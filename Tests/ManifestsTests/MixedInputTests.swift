import Diagnostics
import Testing
import Values

@testable import Manifests

/// Objects of other kinds beside the manifests: what is left alone, and what is a mistake.
struct MixedInputTests {
    private static let route = ManifestInputTests.route("db")

    private static func object(_ kind: String, _ apiVersion: String = "v1", name: String = "a") -> String {
        "---\napiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: \(name)}\n"
    }

    private static func load(_ inputs: [ManifestInput]) async throws -> ManifestSet {
        var options = ManifestOptions()
        for code: DiagnosticCode in [.noParent, .deprecatedVersion] { try options.severities.choose(.ignore, code) }
        return await ManifestSet.load(inputs, options)
    }

    private static func text(_ text: String) -> ManifestInput { .text(SourceFile(name: "f.yaml", text: text)) }

    /// A file of a directory.
    private static func found(_ name: String, _ text: String) -> ManifestInput {
        ManifestInput(name: name, isNamed: false) { SourceFile(name: name, text: text) }
    }

    private static func named(_ name: String, _ text: String) -> ManifestInput {
        .text(SourceFile(name: name, text: text))
    }

    private static func rendered(_ set: ManifestSet) -> String { TextRenderer().render(set.diagnostics) }

    // MARK: Left alone

    @Test func inAStreamOfSeveralDocuments() async throws {
        let set = try await Self.load([
            Self.text(
                Self.route + Self.object("ConfigMap") + Self.object("Secret") + Self.object("ConfigMap", name: "b")
                    + Self.object("Deployment", "apps/v1"))
        ])
        #expect(
            Self.rendered(set)
                == "note: 4 objects of other kinds are left alone: 2 ConfigMap, 1 Deployment, 1 Secret [left-alone]\n")
        #expect(set.routes.map(\.name) == ["db"])
        #expect(set.routeCount == 1)
    }

    @Test func inADirectory() async throws {
        let set = try await Self.load([
            Self.found("a.yaml", Self.route), Self.found("b.yaml", Self.object("ConfigMap")),
            Self.found("c.json", #"{"apiVersion": "apps/v1", "kind": "Deployment"}"#),
        ])
        #expect(
            Self.rendered(set)
                == "note: 2 objects of other kinds are left alone: 1 ConfigMap, 1 Deployment [left-alone]\n")
        #expect(set.routes.map(\.name) == ["db"])
    }

    /// The most frequent ones are named, and one note is enough for any number of them.
    @Test func manyKinds() async throws {
        let kinds = (1...9).map { "Kind\($0)" } + (0..<1000).map { _ in "Pod" } + ["Kind7"]
        let set = try await Self.load([Self.text(Self.route + kinds.map { Self.object($0) }.joined())])
        #expect(
            Self.rendered(set) == """
                note: 1010 objects of other kinds are left alone: 1000 Pod, 2 Kind7, 1 Kind1, 1 Kind2, 1 Kind3 and 5 of \
                other kinds [left-alone]

                """)
    }

    @Test func theNoteCanBeLeftOut() async throws {
        var options = ManifestOptions()
        for code: DiagnosticCode in [.noParent, .deprecatedVersion, .leftAlone] {
            try options.severities.choose(.ignore, code)
        }
        let set = await ManifestSet.load([Self.text(Self.route + Self.object("Pod"))], options)
        #expect(Self.rendered(set) == "")
    }

    /// A Gateway is what routes are about: its file may be named beside theirs, whatever else it holds.
    @Test(arguments: [
        ("Service", "v1"), ("Namespace", "v1"), ("EndpointSlice", "discovery.k8s.io/v1"),
        ("Gateway", "gateway.networking.k8s.io/v1"), ("GatewayClass", "gateway.networking.k8s.io/v1"),
        ("ReferenceGrant", "gateway.networking.k8s.io/v1beta1"),
    ])
    func whatRoutesMeet(kind: String, apiVersion: String) async throws {
        let set = try await Self.load([
            Self.named("r.yaml", Self.route),
            Self.named("neighbour.yaml", Self.object(kind, apiVersion) + Self.object("Pod")),
        ])
        let notes = set.diagnostics.filter { $0.code != .contextObject }
        #expect(
            notes.map(\.message) == [
                "not applied, but the routes are judged against them: 1 \(kind)",
                "1 object of another kind is left alone: 1 Pod",
            ])
        #expect(set.isValid)
    }

    /// Neighbours that are no misspelled kinds of ours.
    @Test(arguments: [
        ("TLSRoute", "gateway.networking.k8s.io/v1alpha2"), ("UDPRoute", "gateway.networking.k8s.io/v1alpha2"),
        ("HTTPRoute", "gateway.networking.k8s.io/v1"), ("GRPCRoute", "gateway.networking.k8s.io/v1"),
        ("HTTPRouteList", "gateway.networking.k8s.io/v1"), ("TCPRoute", "example.com/v1"),
        ("IngressRouteTCP", "traefik.io/v1"),
        ("List", "example.com/v1"), ("Certificate", "cert-manager.io/v1"),
    ])
    func kindsOfOthers(kind: String, apiVersion: String) async throws {
        let set = try await Self.load([Self.text(Self.route + Self.object(kind, apiVersion))])
        #expect(Self.rendered(set) == "note: 1 object of another kind is left alone: 1 \(kind) [left-alone]\n")
    }

    @Test(arguments: ["KubernetesTlsRoute", "KubernetesHttpRoute", "KubernetesUdpRoute", "KubernetesGrpcRoute"])
    func siblingsAreReferenceTargets(kind: String) async throws {
        let set = try await Self.load([Self.text(Self.route + Self.object(kind, "kubernetes.openmcf.org/v1"))])
        #expect(set.diagnostics.map(\.message) == ["\(kind) 'a' is not applied: it serves as a reference target only"])
    }

    // MARK: Mistakes

    /// A file that is named by itself is meant to do something.
    @Test func aNamedFileWithNothingToApply() async throws {
        let set = try await Self.load([
            Self.named("r.yaml", Self.route), Self.named("one.yaml", Self.object("Deployment", "apps/v1")),
            Self.named("two.yaml", Self.object("ConfigMap") + Self.object("Secret") + Self.object("ConfigMap")),
        ])
        #expect(
            Self.rendered(set) == """
                one.yaml:3:7: error: openmcf does not read 'Deployment' of apps/v1 [unknown-kind]
                  3 | kind: Deployment
                    |       ^^^^^^^^^^
                  help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

                two.yaml: error: there is nothing to apply among the 3 objects: 2 ConfigMap, 1 Secret [no-manifests]
                  help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

                """)
    }

    @Test func aDirectoryWithNothingToApply() async throws {
        let set = try await Self.load([Self.found("a.yaml", Self.object("ConfigMap"))])
        #expect(
            Self.rendered(set) == """
                error: there is no KubernetesTcpRoute in the input [no-manifests]
                  help: give a manifest with 'kind: KubernetesTcpRoute', or a TCPRoute

                note: 1 object of another kind is left alone: 1 ConfigMap [left-alone]

                """)
    }

    /// What looks like ours would be lost without a word, wherever it stands.
    @Test(arguments: [
        (
            "KubernetesTcpRout", "kubernetes.openmcf.org/v1", "kind",
            "there is no kind 'KubernetesTcpRout' in kubernetes.openmcf.org/v1", "did you mean 'KubernetesTcpRoute'?"
        ),
        (
            "KubernetesTCPRoute", "example.com/v1", "kind", "there is no kind 'KubernetesTCPRoute' in example.com/v1",
            "did you mean 'KubernetesTcpRoute'?"
        ),
        (
            "KubernetesNamespace", "kubernetes.openmfc.org/v1", "apiVersion",
            "there is no group 'kubernetes.openmfc.org'", "did you mean 'kubernetes.openmcf.org'?"
        ),
        (
            "TcpRoute", "kubernetes.openmcf.org/v1", "kind",
            "there is no kind 'TcpRoute' in kubernetes.openmcf.org/v1", "did you mean 'KubernetesTcpRoute'?"
        ),
        (
            "Namespace", "kubernetes.openmcf.org/v1", "kind",
            "there is no kind 'Namespace' in kubernetes.openmcf.org/v1", "did you mean 'KubernetesNamespace'?"
        ),
    ])
    func misspelled(kind: String, apiVersion: String, field: String, message: String, help: String) async throws {
        let set = try await Self.load([Self.found("a.yaml", Self.route + Self.object(kind, apiVersion))])
        let diagnostic = try #require(set.diagnostics.first)
        #expect(set.diagnostics.count == 1)
        #expect(diagnostic.severity == .error)
        #expect(diagnostic.message == message)
        #expect(diagnostic.help == help)
        #expect(diagnostic.path?.description == field)
    }

    /// What is nearly a TCPRoute is meant to be applied, which nobody would do.
    @Test(arguments: [
        ("TcpRoute", "gateway.networking.k8s.io/v1"),
        ("TCPRout", "gateway.networking.k8s.io/v1"), ("TCPRouteLis", "gateway.networking.k8s.io/v1"),
    ])
    func nearlyTheObject(kind: String, apiVersion: String) async throws {
        let set = try await Self.load([Self.found("a.yaml", Self.route + Self.object(kind, apiVersion))])
        #expect(
            Self.rendered(set).hasPrefix(
                "a.yaml:13:7: error: openmcf does not read '\(kind)' of \(apiVersion) [unknown-kind]\n"))
        #expect(set.diagnostics.count == 1)
    }

    @Test(arguments: [
        ("kind: \"\"\napiVersion: v1\n", "kind is empty"), ("kind: Pod\napiVersion: \"\"\n", "apiVersion is empty"),
        ("kind: 1\napiVersion: v1\n", "kind must be a string"), ("kind: Pod\n", "apiVersion is missing"),
        ("replicas: 1\n", "kind is missing"),
    ])
    func whatHasNoKind(document: String, message: String) async throws {
        let set = try await Self.load([Self.found("a.yaml", Self.route + "---\n" + document)])
        #expect(set.diagnostics.map(\.message) == [message])
    }

    // MARK: Lists

    private static func item(_ text: String) -> String {
        let lines = text.split(separator: "\n").drop { $0 == "---" }
        return "- " + lines.joined(separator: "\n  ") + "\n"
    }

    private static func list(_ items: String...) -> String {
        "apiVersion: v1\nkind: List\nitems:\n" + items.map(item).joined()
    }

    @Test func itemsOfAListAreObjects() async throws {
        let set = try await Self.load([
            Self.text(
                Self.list(
                    ManifestInputTests.route("a"), Self.object("ConfigMap"), ManifestInputTests.route("b", port: "0"))
                    + "---\n" + ManifestInputTests.route("c"))
        ])
        #expect(
            Self.rendered(set) == """
                f.yaml:26:15: error: port must be at least 1, not 0 [out-of-range]
                  26 |         port: 0
                     |               ^
                  help: allowed is 1 to 65535

                note: 1 object of another kind is left alone: 1 ConfigMap [left-alone]

                """)
        #expect(set.routes.map(\.name) == ["a", "c"])
        #expect(set.routeCount == 3)
        #expect(set.diagnostics.first?.document == 0)
    }

    /// Clashes and references find the item, also when the input is read again for them.
    @Test func itemsAreToldApart() async throws {
        let reference = "{valueFrom: {kind: KubernetesTcpRoute, name: one, fieldPath: spec.namespace}}"
        let text = Self.list(
            ManifestInputTests.route("one", namespace: "app"), ManifestInputTests.route("two", namespace: reference),
            ManifestInputTests.route("one", namespace: "{value: app}"))
        for keeps in [true, false] {
            var options = ManifestOptions()
            options.keepsRoutes = keeps
            for code: DiagnosticCode in [.noParent, .deprecatedVersion] { try options.severities.choose(.ignore, code) }
            let set = await ManifestSet.load([Self.text(text.replacing("name: two", with: "name: two"))], options)
            #expect(
                set.diagnostics.map(\.message) == [
                    "KubernetesTcpRoute 'one' is defined 2 times in the input", "the route app/one is defined twice",
                ])
            #expect(set.diagnostics.last?.range?.startLocation.line == 27)
            #expect(set.diagnostics.last?.related.first?.range.startLocation.line == 7)
        }
    }

    /// Aliases that reach into an item, and items that are aliases.
    @Test func aliasesInLists() async throws {
        let text = """
            apiVersion: v1
            kind: List
            items:
            - &one
              apiVersion: kubernetes.openmcf.org/v1
              kind: KubernetesTcpRoute
              metadata: {name: one}
              spec: &spec
                namespace: app
                rules: [{backendRefs: [{name: db, port: &port 5432}]}]
            - apiVersion: kubernetes.openmcf.org/v1
              kind: KubernetesTcpRoute
              metadata: {name: two}
              spec: *spec
            - *one
            - apiVersion: kubernetes.openmcf.org/v1
              kind: KubernetesTcpRoute
              metadata: {name: three}
              spec:
                namespace: app
                rules: [{backendRefs: [{name: db, port: *port}]}, {backendRefs: [{name: db, port: *port, weight: x}]}]

            """
        let set = try await Self.load([Self.text(text)])
        #expect(
            Self.rendered(set) == """
                f.yaml:15:3: error: the route app/one is defined twice [duplicate-route]
                  15 | - *one
                     |   ^^^^
                f.yaml:7:20: note: the first is here
                  7 |   metadata: {name: one}
                    |                    ^^^
                  help: rename one, or remove it

                f.yaml:21:102: error: weight must be an integer, not the string 'x' [wrong-type]
                  21 |     rules: [{backendRefs: [{name: db, port: *port}]}, {backendRefs: [{name: db, port: *port, weight: x}]}]
                     |                                                                                                      ^

                """)
    }
}
