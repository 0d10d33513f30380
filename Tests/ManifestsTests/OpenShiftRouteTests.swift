import Diagnostics
import TestSupport
import Testing
import Values

@testable import Manifests

/// Routes of OpenShift as TCP routes.
struct OpenShiftRouteTests {
    private static func load(_ text: String, overrides: [String] = []) async throws -> ManifestSet {
        var options = ManifestOptions()
        options.keepsOpenShiftRoutes = true
        options.keepsComments = true
        options.overrides = try overrides.map { try Override(argument: $0) }
        return await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: text))], options)
    }

    private static func conversion(
        _ text: String, overrides: [String] = [], gateway: String? = nil
    ) async throws -> Conversion {
        let set = try await load(text, overrides: overrides)
        try #require(set.isValid, "\(TextRenderer().render(set.diagnostics))")
        var options = ConversionOptions()
        options.gateway = gateway.flatMap { GatewayName($0) }
        return try #require(set.conversions(options).first)
    }

    private static func route(_ spec: String, version: String = "route.openshift.io/v1") -> String {
        """
        apiVersion: \(version)
        kind: Route
        metadata: {name: db, namespace: shop}
        spec: \(spec)

        """
    }

    private static let services = """
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: db, namespace: shop}
        spec:
          ports:
          - {name: metrics, port: 9187, targetPort: 9187}
          - {name: tls, port: 5433, targetPort: 8443}
          - {name: dns, port: 53, protocol: UDP}
          - {name: plain, port: 5432, targetPort: postgres}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: db-new, namespace: shop}
        spec: {ports: [{port: 6433, targetPort: tls}]}

        """

    @Test(arguments: ["route.openshift.io/v1", "v1"])
    func aPassthroughRouteIsATCPRoute(version: String) async throws {
        let text = """
            # The database of the shop.
            apiVersion: \(version)
            kind: Route
            metadata:
              name: db
              namespace: shop  # ours
              uid: 5f1d7a84-0000-0000-0000-000000000000
              labels: {team: db}
              annotations: {note: kept, haproxy.router.openshift.io/timeout: 5s, openshift.io/host.generated: "true"}
            spec:
              host: db.example.com
              port:
                targetPort: tls  # not metrics
              tls: {termination: passthrough, insecureEdgeTerminationPolicy: None}
              # Most of them.
              to: {kind: Service, name: db, weight: 90}
              alternateBackends:
              # Soon more.
              - {kind: Service, name: db-new, weight: 10}
              wildcardPolicy: None
            status: {ingress: [{host: db.example.com}]}

            """
        let conversion = try await Self.conversion(text + Self.services, gateway: "infra/edge")
        #expect(
            conversion.manifests.map(\.text) == [
                """
                # The database of the shop.
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata:
                  name: db
                  labels:
                    team: db
                  annotations:
                    note: kept
                spec:
                  namespace: shop # ours
                  parentRefs:
                  - namespace: infra
                    name: edge
                    sectionName: db
                  rules:
                  - backendRefs:
                    # Most of them.
                    - name: db
                      port: 5433 # not metrics
                      weight: 90
                    # Soon more.
                    - name: db-new
                      port: 6433
                      weight: 10

                """
            ])
        #expect(conversion.manifests.map(\.lostComments) == [0])
        #expect(
            conversion.findings.map(\.message) == [
                "the host 'db.example.com' selects nothing in TCP: the route takes every connection of its listener",
                "the annotation 'haproxy.router.openshift.io/timeout' is left out: it is for the router of OpenShift",
                "the annotation 'openshift.io/host.generated' is left out: it is for the router of OpenShift",
            ])
    }

    /// What a Route becomes is what a server takes.
    @Test func theManifestIsValid() async throws {
        let conversion = try await Self.conversion(
            Self.route("{to: {name: db}, port: {targetPort: tls}, tls: {termination: passthrough}}") + Self.services,
            gateway: "edge")
        let text = conversion.manifests.map(\.text).joined()
        let set = try await Self.load(text)
        #expect(set.diagnostics.filter { $0.code != .deprecatedVersion }.isEmpty, "\(text)")
        #expect(set.routes.map(\.key.description) == ["shop/db"])
    }

    @Test(
        arguments: [
            // One backend needs no weight but 0; several keep theirs, which is 100 where it is left out.
            ("{to: {name: a, weight: 100}, port: {targetPort: 1}}", [nil]),
            ("{to: {name: a, weight: 0}, port: {targetPort: 1}}", [0]),
            (
                "{to: {name: a}, alternateBackends: [{name: b, weight: 0}, {name: c, weight: 256}], port: {targetPort: 1}}",
                [100, 0, 256]
            ),
            ("{to: {name: a, kind: null, weight: null}, alternateBackends: [], port: {targetPort: 1}}", [nil]),
        ] as [(String, [Int64?])])
    func weights(spec: String, expected: [Int64?]) async throws {
        let conversion = try await Self.conversion(Self.route(spec))
        let backends = conversion.manifests.first?.value["spec.rules[0].backendRefs" as FieldPath]?.array ?? []
        #expect(backends.map { $0["weight"]?.int } == expected)
    }

    // MARK: Ports

    @Test(
        arguments: [
            ("db", "tls", 5433), ("db", "8443", 5433), ("db", "'8443'", 5433), ("db", "postgres", 5432),
            ("db", "plain", 5432), ("db", "5433", 5433), ("db", "'05433'", 5433), ("db-new", "tls", 6433),
            ("db-new", nil, 6433),
        ] as [(String, String?, Int64)])
    func portsAreLookedUp(service: String, target: String?, expected: Int64) async throws {
        let port = target.map { ", port: {targetPort: \($0)}" } ?? ""
        let conversion = try await Self.conversion(
            Self.route("{to: {name: \(service)}, tls: {termination: passthrough}\(port)}") + Self.services)
        #expect(conversion.manifests.first?.value["spec.rules[0].backendRefs[0].port" as FieldPath] == .int(expected))
        #expect(conversion.findings.isEmpty)
    }

    @Test(arguments: [
        (
            "{to: {name: db}, port: {targetPort: web}, tls: {termination: passthrough}}", true,
            """
            f.yaml:4:43: error: the Service 'db' has no port 'web' [unresolved-port]
              4 | spec: {to: {name: db}, port: {targetPort: web}, tls: {termination: passthrough}}
                |                                           ^^^
            f.yaml:10:3: note: the Service is here
              10 |   ports:
                 |   ^^^^^
              help: its TCP ports are 9187 'metrics', 5433 'tls' and 5432 'plain'

            """
        ),
        (
            "{to: {name: db}, tls: {termination: passthrough}}", true,
            """
            f.yaml:4:8: error: the Route names no port, and the Service 'db' has 3 TCP ports [unresolved-port]
              4 | spec: {to: {name: db}, tls: {termination: passthrough}}
                |        ^^
            f.yaml:10:3: note: the Service is here
              10 |   ports:
                 |   ^^^^^
              help: its TCP ports are 9187 'metrics', 5433 'tls' and 5432 'plain'; choose one with --set spec.port.targetPort=NAME

            """
        ),
        (
            "{to: {name: db}, port: {targetPort: web}, tls: {termination: passthrough}}", false,
            """
            f.yaml:4:43: error: which port 'web' is, is not known: the Service 'db' is not in the input [unresolved-port]
              4 | spec: {to: {name: db}, port: {targetPort: web}, tls: {termination: passthrough}}
                |                                           ^^^
              help: give the Service as well, as with 'oc get routes,services -n shop -o yaml', or the number with --set spec.port.targetPort=NUMBER

            """
        ),
        (
            "{to: {name: db}, tls: {termination: passthrough}}", false,
            """
            f.yaml:4:8: error: the Route names no port, and the Service 'db' is not in the input [unresolved-port]
              4 | spec: {to: {name: db}, tls: {termination: passthrough}}
                |        ^^
              help: give the Service as well, as with 'oc get routes,services -n shop -o yaml', or the number with --set spec.port.targetPort=NUMBER

            """
        ),
        (
            "{to: {name: db}, port: {targetPort: 8443}, tls: {termination: passthrough}}", false,
            """
            f.yaml:4:43: warning: 8443, the port of the Pods, is taken for that of the Service 'db', which is not in the input [changed-in-conversion]
              4 | spec: {to: {name: db}, port: {targetPort: 8443}, tls: {termination: passthrough}}
                |                                           ^^^^
              help: give the Service as well, as with 'oc get routes,services -n shop -o yaml'

            """
        ),
    ])
    func portsThatCannotBeTold(spec: String, withServices: Bool, expected: String) async throws {
        let conversion = try await Self.conversion(Self.route(spec) + (withServices ? Self.services : ""))
        #expect(TextRenderer().render(conversion.findings) == expected)
    }

    @Test func theNumberCanBeGiven() async throws {
        let conversion = try await Self.conversion(
            Self.route("{to: {name: db}, tls: {termination: passthrough}}"), overrides: ["spec.port.targetPort=5432"])
        #expect(conversion.manifests.first?.value["spec.rules[0].backendRefs[0].port" as FieldPath] == 5432)
    }

    // MARK: What TCP cannot do

    @Test(arguments: [
        (
            "tls: {termination: edge}", "a TCP route cannot end TLS, as termination 'edge' does",
            "an HTTPRoute does it, on a listener of protocol HTTPS that has the certificate"
        ),
        (
            "tls: {termination: reencrypt}",
            "a TCP route cannot end TLS and begin it anew, as termination 'reencrypt' does",
            "an HTTPRoute does it, on a listener of protocol HTTPS, with a BackendTLSPolicy for the Service"
        ),
        (
            "path: /api", "a TCP route cannot select by the path '/api'",
            "an HTTPRoute does it, with a match of that path"
        ),
        (
            "wildcardPolicy: Subdomain, tls: {termination: passthrough}",
            "a TCP route cannot select by host names, as wildcardPolicy 'Subdomain' does",
            "a TLSRoute does it, with the host name '*.DOMAIN'"
        ),
        (
            "wildcardPolicy: Subdomain",
            "a TCP route cannot select by host names, as wildcardPolicy 'Subdomain' does",
            "an HTTPRoute does it, with the host name '*.DOMAIN'"
        ),
    ])
    func whatTCPCannotDoIsRefused(field: String, message: String, help: String) async throws {
        let conversion = try await Self.conversion(Self.route("{to: {name: db}, port: {targetPort: 1}, \(field)}"))
        #expect(conversion.findings.map(\.message) == [message])
        #expect(conversion.findings.map(\.help) == [help])
        #expect(conversion.findings.map(\.code) == [.noPlaceInManifest])
        #expect(conversion.manifests.isEmpty)
        #expect(conversion.skipped.findings.map(\.severity) == [.warning])
        #expect(conversion.skipped.findings.map(\.message) == ["left out: " + message])
    }

    @Test(arguments: [
        (
            "host: a.example.com",
            [
                "the host 'a.example.com' selects nothing in TCP: the route takes every connection of its listener",
                "the router forwards HTTP requests, a TCP route connections: no headers are added, and no cookie keeps a client at its Pod",
            ]
        ),
        (
            "path: /, tls: {termination: passthrough, insecureEdgeTerminationPolicy: Redirect, key: secret}",
            [
                "tls.key is left out: TLS passes through to the Pods",
                "nothing answers HTTP without TLS any more, as 'Redirect' has the router do",
            ]
        ),
        (
            "tls: {termination: passthrough}, httpHeaders: {}, brandNewField: 1",
            [
                "httpHeaders is left out: TCP has no headers",
                "spec.brandNewField is left out: openmcf does not know it of a Route",
            ]
        ),
    ])
    func whatIsLostIsTold(fields: String, messages: [String]) async throws {
        let conversion = try await Self.conversion(
            Self.route("{to: {name: db-new}, \(fields)}") + Self.services)
        #expect(conversion.findings.map(\.message) == messages)
        #expect(conversion.manifests.count == 1)
    }

    /// Two manifests of one name would be one route.
    @Test func aNameIsGivenOnce() async throws {
        let set = try await Self.load(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: TCPRoute
            metadata: {name: db, namespace: shop}
            spec: {rules: [{backendRefs: [{name: x, port: 1}]}]}
            ---

            """ + Self.route("{to: {name: x}, port: {targetPort: 1}, tls: {termination: passthrough}}"))
        let conversions = set.conversions(ConversionOptions())
        #expect(conversions.flatMap(\.manifests).count == 1)
        #expect(
            TextRenderer().render(conversions.flatMap(\.findings)) == """
                f.yaml:8:18: error: there is a route shop/db already, whose name this Route would get [duplicate-route]
                  8 | metadata: {name: db, namespace: shop}
                    |                  ^^
                  help: rename one, or leave this one out with --skip

                """)
    }

    /// As OpenShift 3 wrote what is not set.
    @Test(arguments: ["host: ''", "subdomain: ''", "path: ''", "host: '', path: '', subdomain: ''"])
    func anEmptyTextIsNothing(fields: String) async throws {
        let conversion = try await Self.conversion(
            Self.route("{to: {name: db-new}, tls: {termination: passthrough}, \(fields)}") + Self.services)
        #expect(conversion.findings.isEmpty)
        #expect(conversion.manifests.count == 1)
    }

    // MARK: Bad Routes

    @Test(arguments: [
        ("{}", "to is missing from spec"),
        ("{to: {kind: Service}}", "name is missing from to"),
        ("{to: {name: db, weight: 300}}", "weight must be at most 256, not 300"),
        ("{to: {name: db, kind: DeploymentConfig}}", "kind must be one of 'Service', '', not 'DeploymentConfig'"),
        (
            "{to: {name: db}, tls: {termination: pass}}",
            "termination must be one of 'edge', 'reencrypt', 'passthrough', not 'pass'"
        ),
        ("{to: {name: db}, alternateBackend: []}", "spec has no field 'alternateBackend'"),
        (
            "{to: {name: db}, port: {targetPort: 70000}}",
            "targetPort must be a number from 1 to 65535, or the name of a port"
        ),
        (
            "{to: {name: db}, port: {targetPort: ''}}",
            "targetPort must be a number from 1 to 65535, or the name of a port"
        ),
        (
            "{to: {name: db}, port: {targetPort: '0'}}",
            "targetPort must be a number from 1 to 65535, or the name of a port"
        ),
        (
            "{to: {name: db}, port: {targetPort: '99999'}}",
            "targetPort must be a number from 1 to 65535, or the name of a port"
        ),
        (
            "{to: {name: db}, port: {targetPort: '99999999999999999999'}}",
            "targetPort must be a number from 1 to 65535, or the name of a port"
        ),
        ("{to: {name: db}, port: 8443}", "port must be a mapping, not the integer 8443"),
    ])
    func badRoutes(spec: String, message: String) async throws {
        let set = try await Self.load(Self.route(spec))
        #expect(set.diagnostics.filter { $0.severity == .error }.map(\.message) == [message])
    }

    /// Other commands leave them alone, and say who reads them.
    @Test func onlyConversionReadsThem() async throws {
        let text = Self.route("{to: {name: db}}")
        let set = await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: text))], ManifestOptions())
        #expect(set.diagnostics.map(\.message) == ["openmcf does not read 'Route' of route.openshift.io/v1"])
        #expect(
            set.diagnostics.map(\.help) == [
                "'openmcf convert' makes a manifest of it, where TCP can do what it does"
            ])
    }
}
