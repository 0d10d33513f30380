import Diagnostics
import Manifests
import Testing
import Values

/// Routes judged against Gateways, Services and grants in the input.
struct ContextTests {
    static let gateway = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: gw, namespace: infra}
        spec:
          gatewayClassName: any
          listeners:
            - name: tcp
              port: 5432
              protocol: TCP
              allowedRoutes: {namespaces: {from: All}}
            - name: web
              port: 80
              protocol: HTTP
              allowedRoutes: {namespaces: {from: All}}
            - name: own
              port: 6000
              protocol: TCP
            - name: kinds
              port: 7000
              protocol: TCP
              allowedRoutes: {namespaces: {from: All}, kinds: [{kind: TLSRoute}]}

        """

    static func route(_ parent: String, backend: String = "{name: db, port: 1}", name: String = "one") -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: \(name)}
        spec:
          namespace: app
          parentRefs: [{\(parent)}]
          rules: [{backendRefs: [\(backend)]}]

        """
    }

    /// The diagnostics of a route and what stands beside it, but for the deprecation of v1alpha2.
    static func diagnostics(_ route: String, _ context: String...) async -> [Diagnostic] {
        let inputs = [route] + context
        let files = inputs.enumerated().map {
            ManifestInput.text(SourceFile(name: $0 == 0 ? "route.yaml" : "context\($0).yaml", text: $1))
        }
        return await ManifestSet.load(files, ManifestOptions()).diagnostics.filter { $0.code != .deprecatedVersion }
    }

    @Test(arguments: [
        (
            "sectionName: tpc", "no-such-listener", "spec.parentRefs[0].sectionName",
            "Gateway 'infra/gw' has no listener 'tpc'; it has tcp :5432, web :80, own :6000, kinds :7000",
            "did you mean 'tcp'?", ["context1.yaml:7 the listener 'tcp' is here"]
        ),
        (
            "port: 9", "no-such-listener", "spec.parentRefs[0].port",
            "Gateway 'infra/gw' has no listener with port 9; it has tcp :5432, web :80, own :6000, kinds :7000",
            "name one of its listeners with 'sectionName:'", ["context1.yaml:7 its listeners are here"]
        ),
        (
            "sectionName: tcp, port: 80", "no-such-listener", "spec.parentRefs[0].sectionName",
            "Gateway 'infra/gw' has no listener 'tcp' with port 80; it has tcp :5432, web :80, own :6000, kinds :7000",
            "name one of its listeners with 'sectionName:'", ["context1.yaml:7 its listeners are here"]
        ),
        (
            "sectionName: web", "listener-protocol", "spec.parentRefs[0].sectionName",
            "Gateway 'infra/gw' does not take the route: web :80 is HTTP, not TCP",
            "name a listener with protocol TCP, or add one to the Gateway",
            ["context1.yaml:13 web :80 is HTTP, not TCP"]
        ),
        (
            "sectionName: own", "listener-namespaces", "spec.parentRefs[0].sectionName",
            "Gateway 'infra/gw' does not take the route: own :6000 takes routes only from its own namespace infra",
            "let the listener's allowedRoutes.namespaces admit namespace 'app'",
            ["context1.yaml:15 own :6000 takes routes only from its own namespace infra"]
        ),
        (
            "sectionName: kinds", "listener-kinds", "spec.parentRefs[0].sectionName",
            "Gateway 'infra/gw' does not take the route: kinds :7000 takes only TLSRoute",
            "add 'kind: TCPRoute' to the listener's allowedRoutes.kinds",
            ["context1.yaml:21 kinds :7000 takes only TLSRoute"]
        ),
    ])
    func parents(
        selector: String, code: String, path: String, message: String, help: String, related: [String]
    )
        async throws
    {
        let all = await Self.diagnostics(Self.route("name: gw, namespace: infra, \(selector)"), Self.gateway)
        let found = try #require(all.first { $0.code.name == code })
        #expect(found.message == message)
        #expect(found.path?.description == path)
        #expect(found.help == help)
        #expect(found.file == "route.yaml")
        #expect(found.range != nil)
        #expect(found.related.map { "\($0.range.file.name):\($0.range.startLocation.line) \($0.message)" } == related)
        #expect(found.severity == .warning)
    }

    @Test func manyListenersAreCounted() async {
        let listeners = (1...11).map { "{name: l\($0), port: \($0), protocol: TCP}" }.joined(separator: ", ")
        let gateway = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: app},
             spec: {gatewayClassName: any, listeners: [\(listeners)]}}

            """
        let all = await Self.diagnostics(Self.route("name: gw, sectionName: tcp"), gateway)
        #expect(
            all.first?.message == """
                Gateway 'gw' has no listener 'tcp'; it has l1 :1, l2 :2, l3 :3, l4 :4, l5 :5, l6 :6, l7 :7, l8 :8 and 3 more
                """)
    }

    @Test(arguments: ["sectionName: tcp", "kind: Gateway", "sectionName: tcp, port: 5432"])
    func attachedRoutesAreFine(selector: String) async {
        let all = await Self.diagnostics(Self.route("name: gw, namespace: infra, \(selector)"), Self.gateway)
        #expect(all.map(\.message) == ["not applied, but the routes are judged against them: 1 Gateway"])
        #expect(all.map(\.severity) == [.note])
    }

    @Test func aGatewayThatIsNotGivenIsUnknown() async {
        #expect(
            await Self.diagnostics(Self.route("name: other, namespace: infra, sectionName: x"), Self.gateway).count == 1
        )
    }

    @Test(
        arguments: [
            (
                "ports: [{port: 5432}]", "{name: db, port: 5433}",
                "Service app/db has no TCP port 5433; it has 5432: connections to port 5433 are rejected",
                "did you mean 5432?"
            ),
            (
                "ports: [{port: 53, protocol: UDP}]", "{name: db, port: 53}",
                "Service app/db has no TCP port 53: connections to port 53 are rejected", "add the port to the Service"
            ),
            ("ports: [{port: 5432}]", "{name: db, port: 5432}", nil, nil),
            ("type: ExternalName, externalName: x.io", "{name: db, port: 5432}", nil, nil),
            ("ports: [{port: 5432}]", "{name: other, port: 1}", nil, nil),
        ] as [(String, String, String?, String?)])
    func ports(service: String, backend: String, message: String?, help: String?) async {
        let service = "{apiVersion: v1, kind: Service, metadata: {name: db, namespace: app}, spec: {\(service)}}\n"
        let all = await Self.diagnostics(Self.route("name: gw", backend: backend), service)
        let found = all.filter { $0.severity == .warning }
        #expect(found.map(\.message) == [message].compactMap(\.self))
        #expect(found.map(\.help) == [help].compactMap(\.self))
        #expect(found.allSatisfy { $0.code == .noSuchPort && $0.path == "spec.rules[0].backendRefs[0].port" })
        #expect(found.allSatisfy { $0.related.first?.range.file.name == "context1.yaml" })
    }

    @Test(arguments: [("app", "db", 0), ("other", "db", 1), ("app", "else", 1)])
    func aGrantAnswersTheWarning(source: String, name: String, warnings: Int) async {
        let grant = """
            apiVersion: gateway.networking.k8s.io/v1beta1
            kind: ReferenceGrant
            metadata: {name: g, namespace: data}
            spec:
              from: [{group: gateway.networking.k8s.io, kind: TCPRoute, namespace: \(source)}]
              to: [{group: "", kind: Service, name: \(name)}]

            """
        let route = Self.route("name: gw", backend: "{name: db, namespace: data, port: 1}")
        let all = await Self.diagnostics(route, grant)
        #expect(all.count { $0.code == .crossNamespaceBackend } == warnings)
    }

    @Test func routesOnOneListenerOfAGateway() async {
        let parent = "name: gw, namespace: infra"
        // By name and by port: only the Gateway knows that it is one listener.
        let all = await Self.diagnostics(
            Self.route("\(parent), sectionName: tcp"),
            Self.route("\(parent), port: 5432", name: "two") + "---\n"
                + Self.route("\(parent), sectionName: x", name: "three"),
            Self.gateway)
        let shared = all.filter { $0.code == .sharedListener }
        #expect(
            shared.map(\.message) == [
                "app/one attaches to listener 'tcp' of Gateway 'infra/gw' too: only the older route gets connections"
            ])
        #expect(shared.map(\.resource) == ["app/two"])
        #expect(shared.first?.related.first?.message == "app/one attaches here")
    }

    @Test func listenersThatShareAPort() async {
        let gateway = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: app}
            spec: {gatewayClassName: any, listeners: [{name: tcp, port: 80, protocol: TCP}, {name: web, port: 80, protocol: HTTP}]}

            """
        let all = await Self.diagnostics(Self.route("name: gw, sectionName: tcp"), gateway)
        #expect(
            all.filter { $0.severity == .warning }.map(\.message) == [
                "listener 'tcp' of Gateway 'gw' has port 80 together with 'web': none of them gets connections"
            ])
    }

    /// What a live object says of itself.
    @Test(arguments: [
        (
            "status: {listeners: [{name: tcp, attachedRoutes: 0, supportedKinds: [{kind: HTTPRoute}], conditions: []}]}",
            "no-tcproute-support",
            "the controller of Gateway 'gw' does no TCPRoutes, as its status says: the route will get no connections"
        ),
        (
            "status: {conditions: [{type: Accepted, status: 'False', reason: InvalidParameters, message: bad, lastTransitionTime: '2024-01-01T00:00:00Z'}]}",
            "gateway-not-accepted",
            "Gateway 'gw' gets no connections, as its status says: Accepted is False (InvalidParameters)"
        ),
    ])
    func liveStatements(status: String, code: String, message: String) async {
        let gateway = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: app}
            spec: {gatewayClassName: any, listeners: [{name: tcp, port: 80, protocol: TCP}]}
            \(status)

            """
        let found = await Self.diagnostics(Self.route("name: gw"), gateway).filter { $0.severity == .warning }
        #expect(found.map(\.code.name) == [code])
        #expect(found.map(\.message) == [message])
    }

    @Test(arguments: [
        (
            "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: app}, spec: {gatewayClassName: c, later: 1, listeners: [{name: tcp, port: 80, protocol: TCP, later: 2}]}}",
            []
        ),
        (
            "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: app}, spec: {gatewayClassName: c, listeners: [{name: tcp, port: 0, protocol: TCP}]}}",
            ["Gateway 'gw' is judged as far as it can be read: port must be at least 1, not 0"]
        ),
        (
            "{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 1}]}}",
            ["Service 'db' has no metadata.namespace, so no route is judged against it"]
        ),
        ("{apiVersion: v1, kind: Service, metadata: {}, spec: {}}", ["Service has no name, so no route can mean it"]),
    ])
    func objectsThatCannotBeRead(object: String, notes: [String]) async {
        let all = await Self.diagnostics(Self.route("name: gw"), object + "\n")
        #expect(all.filter { $0.code == .contextObject }.map(\.message) == notes)
        #expect(all.allSatisfy { $0.severity == .note })
    }

    @Test func drawn() async {
        let all = await Self.diagnostics(Self.route("name: gw, namespace: infra, sectionName: web"), Self.gateway)
        #expect(
            TextRenderer().render(all.filter { $0.severity == .warning }) == """
                route.yaml:6:58: warning: Gateway 'infra/gw' does not take the route: web :80 is HTTP, not TCP [listener-protocol]
                  6 |   parentRefs: [{name: gw, namespace: infra, sectionName: web}]
                    |                                                          ^^^
                context1.yaml:13:17: note: web :80 is HTTP, not TCP
                  13 |       protocol: HTTP
                     |                 ^^^^
                  help: name a listener with protocol TCP, or add one to the Gateway

                """)
    }

    /// What names no namespace is where routes are that name none: in that of -n, or of the cluster's context.
    @Test func theNamespaceOfObjectsThatNameNone() async throws {
        let objects = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw}
            spec: {gatewayClassName: any, listeners: [{name: tcp, port: 5432, protocol: TCP}]}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {name: one}
            spec: {parentRefs: [{name: gw, sectionName: tpc}], rules: [{backendRefs: [{name: db, port: 1}]}]}

            """
        var options = ManifestOptions()
        options.defaultNamespace = DefaultNamespace("app", origin: "as -n says")
        let set = await ManifestSet.load([.text(SourceFile(name: "all.yaml", text: objects))], options)
        #expect(
            set.diagnostics.filter { $0.severity == .warning }.map(\.message) == [
                "Gateway 'gw' has no listener 'tpc'; it has tcp :5432"
            ])
        #expect(!set.diagnostics.contains { $0.code == .contextObject })
    }
}
