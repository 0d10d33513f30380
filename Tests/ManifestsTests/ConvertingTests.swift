import Diagnostics
import FoundationEssentials
import GatewayAPI
import TestSupport
import Testing
import Values
import YAML

@testable import Manifests

/// TCPRoutes, and manifests of other spellings, as manifests of ours.
struct ConvertingTests {
    static func load(_ text: String) async -> ManifestSet {
        var options = ManifestOptions()
        options.defaultNamespace = DefaultNamespace("default", origin: "as -n says")
        return await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: text))], options)
    }

    /// The routes of a text, which has to be valid.
    private static func routes(_ text: String, of manifests: String = "") async throws -> [RouteManifest] {
        let set = await load(text)
        try #require(set.isValid, "\(manifests)\n\(text)\n\(TextRenderer().render(set.diagnostics))")
        return set.routes
    }

    private static func rendered(_ routes: [RouteManifest]) -> [Value] { routes.map { $0.rendered(.v1alpha2) } }

    /// Fields come in the order of the docs, without defaults, nulls, our own labels and what a server sets.
    @Test func onlyWhatWasSet() async throws {
        let text = """
            kind: TCPRoute
            apiVersion: gateway.networking.k8s.io/v1alpha2
            metadata:
              namespace: shop
              uid: 5f1d7a84-0000-0000-0000-000000000000
              annotations: {openmcf.org/stack: 0a0a0a0a-0000-4000-8000-000000000000, note: kept}
              labels: {team: db, app.kubernetes.io/managed-by: openmcf, app.kubernetes.io/instance: orders}
              name: orders
            spec:
              rules:
              - backendRefs:
                - {weight: 90, port: 5432, name: orders-a, kind: Service, group: ""}
                - {weight: 1, port: 5433, name: orders-b, namespace: null}
                name: main
              parentRefs:
              - {sectionName: tcp, name: gw, kind: Gateway, group: gateway.networking.k8s.io}
            status: {parents: []}
            """
        #expect(
            try await Self.routes(text).flatMap(\.conversion.manifests).map(\.text) == [
                """
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata:
                  name: orders
                  labels:
                    team: db
                  annotations:
                    note: kept
                spec:
                  namespace: shop
                  parentRefs:
                  - name: gw
                    sectionName: tcp
                  rules:
                  - name: main
                    backendRefs:
                    - name: orders-a
                      port: 5432
                      weight: 90
                    - name: orders-b
                      port: 5433

                """
            ])
    }

    /// No other version of Planton's group is ours, and its other kinds are what references lead to.
    @Test func plantonsVersionAndKinds() async throws {
        func text(_ version: String) -> String {
            """
            apiVersion: kubernetes.planton.dev/v1
            kind: KubernetesNamespace
            metadata: {name: shared}
            spec: {name: db}
            ---
            apiVersion: kubernetes.planton.dev/\(version)
            kind: KubernetesTcpRoute
            metadata: {name: pg}
            spec:
              namespace: {valueFrom: {name: shared}}
              parentRefs: [{name: gw}]
              rules: [{backendRefs: [{name: pg, port: 5432}]}]
            """
        }
        #expect(try await Self.routes(text("v1")).map(\.key.description) == ["db/pg"])
        let wrong = await Self.load(text("v2")).diagnostics.filter { $0.severity == .error }
        #expect(
            wrong.map(\.message) == ["apiVersion must be 'kubernetes.openmcf.org/v1', not 'kubernetes.planton.dev/v2'"])
    }

    @Test(arguments: [("[example.org/wait]", 1), ("[]", 0)])
    func whatHasNoPlaceIsRefused(finalizers: String, count: Int) async throws {
        let routes = try await Self.routes(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata:
              name: pg
              namespace: db
              finalizers: \(finalizers)
            spec:
              parentRefs: [{name: gw}]
              rules: [{backendRefs: [{name: pg, port: 5432}]}]
            """)
        let findings = routes.flatMap(\.conversion.findings)
        #expect(
            findings.map(\.message)
                == Array(repeating: "a KubernetesTcpRoute has no place for metadata.finalizers", count: count))
        #expect(findings.allSatisfy { $0.severity == .error })
    }

    /// A reference stays as it is written, also where what it leads to is elsewhere.
    @Test func referencesThatLeadNowhereStay() async throws {
        let text = """
            apiVersion: kubernetes.planton.dev/v1
            kind: KubernetesTcpRoute
            metadata: {name: pg}
            spec:
              namespace: {valueFrom: {name: shared}}
              rules:
              - backendRefs: [{name: {value_from: {kind: KubernetesPostgres, name: main, field_path: spec.x}}, port: 5432}]

            """
        var options = ManifestOptions()
        options.keepsReferences = true
        let set = await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: text))], options)
        #expect(
            set.diagnostics.filter { $0.code == .unresolvedReference }.map(\.severity) == [.warning, .warning])
        #expect(
            set.conversions(ConversionOptions()).flatMap(\.manifests).map(\.text) == [
                """
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata:
                  name: pg
                spec:
                  namespace:
                    valueFrom:
                      name: shared
                  rules:
                  - backendRefs:
                    - name:
                        valueFrom:
                          kind: KubernetesPostgres
                          name: main
                          fieldPath: spec.x
                      port: 5432

                """
            ])
        #expect(await !Self.load(text).isValid)
    }

    /// Where the API of the routes has no namespaces, an annotation keeps that of the manifest.
    @Test(arguments: [("db", "db"), ("No Label", "default")])
    func theNamespaceIsThatOfTheAnnotation(annotation: String, expected: String) async throws {
        let routes = try await Self.routes(
            """
            apiVersion: gateway.apoxy.dev/v1alpha2
            kind: TCPRoute
            metadata: {name: pg, annotations: {openmcf.org/namespace: \(annotation)}}
            spec: {rules: [{backendRefs: [{name: pg, port: 5432}]}]}
            """)
        let manifests = routes.flatMap(\.conversion.manifests)
        #expect(manifests.map { $0.value["spec"]?["namespace"] } == [.string(expected)])
        #expect(manifests.map { $0.value["metadata"] } == [["name": "pg"]])
    }

    /// Labels that steer Planton are no labels of the TCPRoute.
    @Test func labelsOfPlantonAreNotRendered() async throws {
        let routes = try await Self.routes(
            """
            apiVersion: kubernetes.planton.dev/v1
            kind: KubernetesTcpRoute
            metadata:
              name: pg
              labels: {planton.ai/kind: KubernetesTcpRoute, kubernetes.planton.dev/context: dev, myplanton.ai/x: mine}
            spec: {namespace: db, rules: [{backendRefs: [{name: pg, port: 5432}]}]}
            """)
        #expect(routes.map(\.labels) == [["myplanton.ai/x": "mine"]])
    }

    // MARK: - Round trips

    /// What a manifest renders as, converted, renders as the same; and so does the manifest itself, converted.
    ///
    /// - Parameter note: how to make the text again.
    private static func expectRoundTrip(of text: String, _ note: String) async throws {
        let original = await load(text)
        let expected = rendered(original.routes)
        let objects = try await routes(expected.map { YAMLWriter.text($0) }.joined(separator: "---\n"), of: note)
        let manifests = objects.flatMap(\.conversion.manifests).map(\.text)
        let again = try await routes(manifests.joined(separator: "---\n"), of: note)
        for (number, (found, expected)) in zip(rendered(again), expected).enumerated() {
            #expect(found == expected, "\(note), route \(number):\n\(manifests[number])")
        }
        #expect(again.count == expected.count, "\(note)")
        #expect(
            again.flatMap(\.conversion.manifests).map(\.text) == manifests, "\(note): converting changes what it made")
        let targets = original.others.map { YAMLWriter.text($0.value) }
        let respelled = (original.routes.flatMap(\.conversion.manifests).map(\.text) + targets).joined(
            separator: "---\n")
        #expect(rendered(try await routes(respelled, of: note)) == expected, "\(note)\n\(respelled)")
    }

    @Test func randomManifestsRenderTheSame() async throws {
        let seed = SeededGenerator.testSeed
        var generator = SeededGenerator(seed: seed)
        let texts = (0..<200).map { YAMLWriter.text(RandomManifest.value($0, &generator)) }
        let text = texts.joined(separator: "---\n")
        try #require(await Self.load(text).routes.count == texts.count, "OPENMCF_TEST_SEED=\(seed)\n\(text)")
        try await Self.expectRoundTrip(of: text, "OPENMCF_TEST_SEED=\(seed)")
    }

    private static let root = #filePath.components(separatedBy: "/Tests/ManifestsTests/")[0]

    /// The valid ones of the examples and of the fuzzer's seeds.
    @Test(arguments: [("examples", 8), ("Tests/Fuzz/seeds/manifest", 4)])
    func manifestsOfTheRepositoryRenderTheSame(folder: String, least: Int) async throws {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: Self.root + "/" + folder).sorted()
        var count = 0
        for path in paths where !path.contains(".build") {
            guard path.hasSuffix(".yaml"),
                let data = FileManager.default.contents(atPath: "\(Self.root)/\(folder)/\(path)")
            else { continue }
            let text = String(decoding: data, as: UTF8.self)
            let set = await Self.load(text)
            guard set.isValid else { continue }
            count += set.routes.count
            try await Self.expectRoundTrip(of: text, path)
        }
        #expect(count >= least)
    }

    /// Every tenth of those that were shown to a real server.
    @Test(.enabled(if: ConformanceTests.available, "needs ../shared/conformance"))
    func manifestsOfTheConformanceRenderTheSame() async throws {
        var count = 0
        for index in stride(from: 0, to: ConformanceTests.cases.count, by: 10) {
            let example = ConformanceTests.cases[index]
            let set = await Self.load(example.manifest)
            guard set.isValid, set.routes.count == 1 else { continue }
            count += 1
            try await Self.expectRoundTrip(of: example.manifest, example.id)
        }
        #expect(count > 10)
    }
}

/// Valid manifests whose optional fields are there or not, with their defaults among the values.
enum RandomManifest {
    static func value(_ number: Int, _ random: inout SeededGenerator) -> Value {
        let name = ["pg", String(repeating: "n", count: 70)].randomElement(using: &random) ?? ""
        var metadata: Object = ["name": .string("\(name)-\(number)")]
        optional("labels", of: &metadata, [[:], ["team": "db", "app.kubernetes.io/name": "mine"]], &random)
        optional("annotations", of: &metadata, [["note": "two\nlines"], ["kubernetes.openmcf.org/x": "y"]], &random)
        var spec: Object = ["namespace": "db"]
        optional("useDefaultGateways", of: &spec, ["All", "None"], &random)
        var parents: [Value] = []
        for number in 0..<Int.random(in: 0...2, using: &random) { parents.append(parent(number, &random)) }
        optional("parentRefs", of: &spec, [.array(parents)], &random)
        var rules: [Value] = []
        for number in 0...Int.random(in: 0...1, using: &random) { rules.append(rule(number, &random)) }
        spec["rules"] = .array(rules)
        return [
            "apiVersion": .string(ManifestSchema.apiVersion), "kind": .string(ManifestSchema.kind),
            "metadata": .object(metadata), "spec": .object(spec),
        ]
    }

    private static func optional(
        _ field: String, of object: inout Object, _ values: [Value], _ random: inout SeededGenerator
    ) {
        if let value = (values.map(Optional.some) + [nil]).randomElement(using: &random) ?? nil {
            object[field] = value
        }
    }

    private static func parent(_ number: Int, _ random: inout SeededGenerator) -> Value {
        var parent: Object = ["name": .string("gw\(number)")]
        optional("group", of: &parent, ["gateway.networking.k8s.io"], &random)
        optional("kind", of: &parent, ["Gateway"], &random)
        optional("namespace", of: &parent, ["edge"], &random)
        optional("sectionName", of: &parent, ["tcp"], &random)
        optional("port", of: &parent, [1, 65535], &random)
        return .object(parent)
    }

    private static func rule(_ number: Int, _ random: inout SeededGenerator) -> Value {
        var backend: Object = ["name": "pg", "port": 5432]
        optional("group", of: &backend, [""], &random)
        optional("kind", of: &backend, ["Service"], &random)
        optional("namespace", of: &backend, ["other"], &random)
        optional("weight", of: &backend, [0, 1, 1_000_000], &random)
        var rule: Object = ["backendRefs": [.object(backend)]]
        optional("name", of: &rule, [.string("rule-\(number)")], &random)
        return .object(rule)
    }
}
