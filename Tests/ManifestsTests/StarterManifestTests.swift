import Diagnostics
import Manifests
import Testing
import Values

/// The manifest that `init` writes.
struct StarterManifestTests {
    @Test func text() async {
        let manifest = StarterManifest()
        #expect(await manifest.problems().isEmpty)
        #expect(
            manifest.text(schemaLocation: "x.json") == """
                # yaml-language-server: $schema=x.json
                # A TCP route for openmcf. 'openmcf explain' documents all fields, 'openmcf validate' checks the file.
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata:
                  # Name of the object, unique in its namespace.
                  name: my-route
                spec:
                  # Namespace of the route: a name, {value: name}, or {valueFrom: …} to take it from another
                  # manifest. Needed unless metadata.namespace has it.
                  namespace:
                    value: default
                  # Gateways that the route attaches to. Several references to one Gateway must name different
                  # listeners.
                  parentRefs:
                    # Name of the Gateway, or of the other parent.
                    - name: my-gateway
                      # Namespace of the parent; the route's own when left out. The listener's allowedRoutes decides
                      # whether it accepts routes from elsewhere.
                      # namespace: gateways
                      # Listener of the Gateway, by name. Left out, the route attaches to every TCP listener.
                      sectionName: tcp
                  # Where connections go. A TCP route matches nothing: each connection of the listener takes the
                  # rule.
                  rules:
                    # Backends that share the connections by weight. One that is missing or has no endpoints rejects
                    # its share.
                    - backendRefs:
                        # Name of the Service, or of the other backend.
                        - name: my-service
                          # Port of the backend; required for a Service.
                          port: 8080
                          # Share of the connections, relative to the sum of all weights of the rule; 0 gets none.
                          # weight: 1

                """)
    }

    @Test func valuesStandWhereTheyBelong() async throws {
        var manifest = StarterManifest()
        manifest.name = "postgres.route"
        manifest.namespace = "123"
        manifest.gateway = "true"
        manifest.gatewayNamespace = "no"
        manifest.listener = "1e3"
        manifest.backend = "null"
        manifest.port = 65535
        #expect(await manifest.problems().filter { $0.severity == .error }.isEmpty)
        let source = SourceFile(name: "f.yaml", text: manifest.text(schemaLocation: ""))
        let route = try #require(await ManifestSet.load([.text(source)], ManifestOptions()).routes.first)
        #expect(route.name == "postgres.route")
        #expect(route.namespace == "123")
        #expect(
            route.manifest.value["spec"]?["parentRefs"] == [
                ["name": "true", "namespace": "no", "sectionName": "1e3"]
            ])
        #expect(route.manifest.value["spec"]?["rules"] == [["backendRefs": [["name": "null", "port": 65535]]]])
    }

    @Test func problemsNameTheirPlace() async {
        var manifest = StarterManifest()
        manifest.name = ""
        manifest.namespace = "Not_A_Label"
        manifest.gateway = "\u{7}\n---\n"
        manifest.gatewayNamespace = "x\n# y"
        manifest.listener = "a b"
        manifest.backend = ""
        manifest.port = 0
        let places = Set(await manifest.problems().compactMap(\.place.path))
        typealias Place = StarterManifest.Place
        for place in [
            Place.name, Place.namespace, Place.gatewayNamespace, Place.listener, Place.backend, Place.port,
        ] { #expect(places.contains(place)) }
    }
}
