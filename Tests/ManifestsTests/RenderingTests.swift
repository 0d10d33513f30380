import Diagnostics
import GatewayAPI
import Manifests
import Testing
import Values
import YAML

struct RenderingTests {
    static func load(_ texts: String..., options: ManifestOptions = ManifestOptions()) async -> ManifestSet {
        let inputs = texts.enumerated().map { ManifestInput.text(SourceFile(name: "\($0).yaml", text: $1)) }
        return await ManifestSet.load(inputs, options)
    }

    static let manifest = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: postgres-route
          env: prod
          labels:
            team: db
            openmcf.org/provisioner: pulumi
            pulumi.openmcf.org/stack.name: x
            notopenmcf.org/kept: "yes"
            app.kubernetes.io/name: mine
          annotations:
            note: |
              two
              lines
            kubernetes.openmcf.org/context: dev
          tags: [a]
        spec:
          target_cluster: {cluster_kind: GcpGkeCluster}
          namespace:
            value: app-ns
          parent_refs:
          - name: {value: my-gateway}
            section_name: tcp
          use_default_gateways: None
          rules:
          - name: main
            backend_refs:
            - name: postgres
              port: 5432
            - name: {value: spare}
              port: 0x1538
              weight: 0
              namespace: ~
        status:
          anything: [at, all]

        """

    @Test func everythingIsWrittenOut() async throws {
        let set = await Self.load(Self.manifest)
        #expect(set.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
        let route = try #require(set.routes.first)
        #expect(
            YAMLWriter.text(route.rendered(.v1alpha2)) == """
                apiVersion: gateway.networking.k8s.io/v1alpha2
                kind: TCPRoute
                metadata:
                  name: postgres-route
                  namespace: app-ns
                  labels:
                    team: db
                    notopenmcf.org/kept: "yes"
                    app.kubernetes.io/name: tcproute
                    app.kubernetes.io/instance: postgres-route
                    app.kubernetes.io/component: tcproute
                    app.kubernetes.io/managed-by: openmcf
                  annotations:
                    note: |
                      two
                      lines
                spec:
                  parentRefs:
                  - group: gateway.networking.k8s.io
                    kind: Gateway
                    name: my-gateway
                    sectionName: tcp
                  useDefaultGateways: None
                  rules:
                  - name: main
                    backendRefs:
                    - group: ""
                      kind: Service
                      name: postgres
                      port: 5432
                      weight: 1
                    - group: ""
                      kind: Service
                      name: spare
                      port: 5432
                      weight: 0

                """)
        #expect([route.name, route.namespace] == ["postgres-route", "app-ns"])
        #expect(route.key.description == "app-ns/postgres-route")
        #expect(route.manifest.keyRange(of: "spec.namespace").startLocation.line == 20)
        #expect(route.range(ofRendered: "metadata.namespace").startLocation.line == 21)
        #expect(route.range(ofRendered: "spec.rules[0].backendRefs[1].weight").startLocation.line == 33)
    }

    @Test func appliedObjectsCarryTheStack() async throws {
        let set = await Self.load(ManifestInputTests.route("a"))
        let route = try #require(set.routes.first)
        #expect(route.rendered(.v1)["apiVersion"] == "gateway.networking.k8s.io/v1")
        #expect(route.rendered(.v1)["metadata"]?["annotations"] == nil)
        #expect(route.rendered(.v1, stack: "id")["metadata"]?["annotations"] == ["openmcf.org/stack": "id"])
    }

    @Test func longNamesHaveNoInstanceLabel() async throws {
        let name = String(repeating: "a", count: 64)
        for (name, expected) in [(name, nil), (String(name.dropLast()), Value.string(String(name.dropLast())))]
            as [(String, Value?)]
        {
            let set = await Self.load(ManifestInputTests.route(name))
            let labels = set.routes.first?.rendered(.v1)["metadata"]?["labels"]
            #expect(labels?["app.kubernetes.io/instance"] == expected)
            #expect(labels?["app.kubernetes.io/name"] == "tcproute")
        }
    }

    @Test func deprecationIsNotedOnce() async {
        let routes = ["a", "b"].map { SharedListenerTests.route($0, "parentRefs: [{name: \($0)}]") }
        let set = await Self.load(routes[0], routes[1])
        #expect(
            set.diagnostics.map(\.message) == ["Gateway API v1.6 deprecates TCPRoute v1alpha2 in favour of v1"])
        #expect(set.diagnostics.map(\.severity) == [.note])
        for target in [
            GatewayAPITarget(release: .v1_5, channel: .experimental, version: .v1alpha2),
            GatewayAPITarget(release: .v1_6, channel: .standard, version: .v1),
        ] {
            var options = ManifestOptions()
            options.target = target
            #expect(await Self.load(routes[0], options: options).diagnostics.isEmpty)
        }
    }

    @Test func unavailableVersionsAreSaidOnce() async {
        var options = ManifestOptions()
        options.target = GatewayAPITarget(release: .v1_5, channel: .experimental, version: .v1)
        let set = await Self.load(ManifestInputTests.route("a"), options: options)
        #expect(set.diagnostics.map(\.message) == ["TCPRoute v1 came with v1.6; v1.5 has v1alpha2"])
        #expect(set.diagnostics.map(\.code) == [.unavailableVersion])
    }
}

/// References that resolve.
struct ReferenceTests {
    static let namespaces = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesNamespace
        metadata: {name: shared, env: dev}
        spec: {name: shared-dev}
        ---
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesNamespace
        metadata: {name: shared, env: prod}
        spec: {name: {value: shared-prod}}
        ---
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesNamespace
        metadata: {name: indirect}
        spec: {name: {valueFrom: {name: shared, env: prod}}}
        ---
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesGateway
        metadata: {name: gw}
        spec: {gatewayName: edge}

        """

    static func route(namespace: String, gateway: String = "gw", backend: String = "db") -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: a}
        spec:
          namespace: \(namespace)
          parentRefs: [{name: \(gateway)}]
          rules: [{backendRefs: [{name: \(backend), port: 1}]}]

        """
    }

    static let outputs = [OutputsOfRoute(name: "old", routeName: "old", namespace: "old-ns")]

    @Test(arguments: [
        ("ns", "ns"), ("{value: ns}", "ns"), ("{value: ns, valueFrom: ~}", "ns"),
        ("{valueFrom: {name: shared, env: dev}}", "shared-dev"),
        ("{valueFrom: {kind: KubernetesNamespace, name: shared, env: prod, fieldPath: spec.name}}", "shared-prod"),
        ("{value_from: {name: shared, env: dev, field_path: metadata.name}}", "shared"),
        ("{valueFrom: {name: indirect}}", "shared-prod"),
        ("{valueFrom: {kind: KubernetesGateway, name: gw, fieldPath: spec.gatewayName}}", "edge"),
        ("{valueFrom: {kind: KubernetesTcpRoute, name: old, fieldPath: status.outputs.namespace}}", "old-ns"),
        ("{valueFrom: {kind: KubernetesTcpRoute, name: b, fieldPath: status.outputs.namespace}}", "other"),
        ("{valueFrom: {kind: KubernetesTcpRoute, name: b, fieldPath: metadata.name}}", "b"),
        ("{valueFrom: {kind: KubernetesGateway, name: gw, fieldPath: spec.gateway_name}}", "edge"),
        ("{valueFrom: {kind: KubernetesTcpRoute, name: old, fieldPath: status.outputs.route_name}}", "old"),
        ("{valueFrom: {kind: KubernetesTcpRoute, name: b, fieldPath: status.outputs.route_name}}", "b"),
        ("{valueFrom: {kind: KubernetesTcpRoute, name: b, fieldPath: spec.rules.0.backend_refs.0.name}}", "db"),
    ])
    func namespaces(written: String, expected: String) async {
        var options = ManifestOptions()
        options.outputs = Self.outputs
        let inputs = [
            Self.namespaces, Self.route(namespace: written), ManifestInputTests.route("b", namespace: "other"),
        ]
        let set = await ManifestSet.load(inputs.map { .text(SourceFile(name: "f", text: $0)) }, options)
        #expect(set.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
        #expect(set.routes.first?.namespace == expected)
    }

    @Test func everyReferenceProblemNamesItsRoute() async {
        let text = Self.route(
            namespace: "{valueFrom: {name: nowhere}}", gateway: "{value: 5}", backend: "{valueFrom: {name: gw}}")
        let set = await ManifestSet.load(
            [Self.namespaces, text].map { .text(SourceFile(name: "f", text: $0)) }, ManifestOptions())
        #expect(set.diagnostics.filter { $0.severity == .error }.map(\.resource) == ["a", "a", "a"])
    }

    /// A manifest of another kind may be written in either spelling, and be asked in the other.
    @Test(arguments: [("edgeName", "edge_name"), ("edge_name", "edgeName"), ("edge_name", "edge_name")])
    func spellings(written: String, asked: String) async {
        let edge = """
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesNamespace
            metadata: {name: edge, labels: {\(written): label}}
            spec: {hosts: [{\(written): {value: here}}]}

            """
        for (path, expected) in [("spec.hosts.0", "here"), ("metadata.labels", written == asked ? "label" : nil)] {
            let text = Self.route(namespace: "{valueFrom: {name: edge, fieldPath: \(path).\(asked)}}")
            let set = await ManifestSet.load(
                [edge, text].map { .text(SourceFile(name: "f", text: $0)) }, ManifestOptions())
            #expect(set.routes.first?.namespace == expected)
        }
    }

    @Test func namesOfParentsAndBackends() async {
        let text = Self.route(
            namespace: "ns", gateway: "{valueFrom: {name: gw}}",
            backend: "{valueFrom: {kind: KubernetesGateway, name: gw, fieldPath: spec.gatewayName}}")
        let set = await ManifestSet.load(
            [Self.namespaces, text].map { .text(SourceFile(name: "f", text: $0)) }, ManifestOptions())
        #expect(set.routes.first?.spec["parentRefs[0].name" as FieldPath] == "gw")
        #expect(set.routes.first?.spec["rules[0].backendRefs[0].name" as FieldPath] == "edge")
    }

    @Test func otherKindsAreNotApplied() async {
        let set = await ManifestSet.load(
            [Self.namespaces, Self.route(namespace: "ns")].map { .text(SourceFile(name: "f", text: $0)) },
            ManifestOptions())
        #expect(
            set.others.map(\.kind) == [
                "KubernetesNamespace", "KubernetesNamespace", "KubernetesNamespace", "KubernetesGateway",
            ])
        let notes = set.diagnostics.filter { $0.code == .notApplied }
        #expect(notes.count == 4)
        #expect(notes.allSatisfy { $0.severity == .note })
        #expect(notes.last?.message == "KubernetesGateway 'gw' is not applied: it serves as a reference target only")
    }
}
