import Documents
import SandboxSupport
import TestSupport
import Testing
import Values

/// What plans find in a cluster, and what they say of connections.
struct PreflightTests {
    private static let manifest = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: pg}
        spec:
          namespace: db
          parentRefs: [{name: gw, sectionName: tcp}]
          rules:
          - backendRefs:
            - {name: pg-v1, port: 5432, weight: 70}
            - {name: canary, port: 5432, weight: 30}

        """

    /// A route that somebody else has had for a while.
    private static let old: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
        "metadata": ["name": "old", "namespace": "db", "uid": "u", "creationTimestamp": "2024-03-01T00:00:00Z"],
        "spec": [
            "parentRefs": [["name": "gw"]], "rules": [["backendRefs": [["name": "pg-v1", "port": 5432]]]],
        ],
    ]

    private static func cluster(
        fault: @escaping @Sendable (SeenRequest) -> Reply? = { _ in nil }
    ) async throws -> TestCluster {
        let cluster = try await TestCluster(before: { request, _ in fault(request) })
        for object in [
            ClusterObjects.gateway, ClusterObjects.gatewayClass, ClusterObjects.service("pg-v1"),
            ClusterObjects.service("canary"), ClusterObjects.slice("pg-v1"),
        ] { try await cluster.put(object) }
        return cluster
    }

    /// Runs a command on a manifest against a cluster.
    private static func run(
        _ cluster: TestCluster, _ words: String..., manifest: String = manifest,
        _ check: (Run, [String]) throws -> Void
    ) async throws {
        let workspace = try Workspace()
        try workspace.write("r.yaml", manifest)
        try await cluster.run { server in
            let arguments =
                words.prefix(1) + ["-f", workspace.folder + "/r.yaml", "--server", server.url, "--state"]
                + [workspace.folder + "/state.json"] + words.dropFirst()
            let run = try await InProcess.run(Array(arguments), environment: ["HOME": workspace.home])
            let tidy = Run(
                command: run.command, status: run.status,
                output: run.output.replacing(workspace.folder + "/", with: "").replacing(server.url, with: "URL"),
                errors: run.errors.replacing(workspace.folder + "/", with: "").replacing(server.url, with: "URL"))
            try check(tidy, server.lines)
        }
    }

    @Test func whatAPlanSays() async throws {
        try await Self.run(Self.cluster(), "plan") { run, lines in
            #expect(run.status == 0)
            #expect(
                run.errors == """
                    r.yaml:10:14: warning: 30 % of connections will be rejected: Service db/canary has no ready endpoints [no-endpoints]
                      10 |     - {name: canary, port: 5432, weight: 30}
                         |              ^^^^^^
                      help: start what is behind it: kubectl -n db get endpointslices -l kubernetes.io/service-name=canary


                    """)
            #expect(
                run.output.contains(
                    """
                    → listener db/gw/tcp :5432: nobody → pg-v1 70 %, canary 30 % (db/pg)
                        30 % of connections will be rejected: Service db/canary has no ready endpoints

                    Plan: 1 to create
                    """), "\(run.output)")
            // One LIST for each kind, that of the routes for the plan too.
            #expect(
                lines.filter { $0.contains("?limit") }.sorted() == [
                    "GET /api/v1/namespaces/db/services?limit=2000",
                    "GET /apis/discovery.k8s.io/v1/namespaces/db/endpointslices?limit=2000",
                    "GET /apis/gateway.networking.k8s.io/v1/gatewayclasses?limit=2000",
                    "GET /apis/gateway.networking.k8s.io/v1/gateways?limit=2000",
                    "GET /apis/gateway.networking.k8s.io/v1alpha2/tcproutes?limit=2000",
                ])
        }
    }

    @Test func anOlderRouteHasTheListener() async throws {
        let cluster = try await Self.cluster()
        try await cluster.put(Self.old)
        try await Self.run(cluster, "plan", manifest: Self.manifest.replacing("canary", with: "pg-v1b")) { run, _ in
            #expect(
                run.errors.contains(
                    """
                    r.yaml:6:40: warning: db/old has listener 'tcp' of Gateway 'gw' since 2024-03-01: the route will get no \
                    connections there [shadowed]
                    """), "\(run.errors)")
            #expect(
                run.errors.contains(
                    "warning: 30 % of connections will be rejected: Service db/pg-v1b does not exist [no-such-service]")
            )
            #expect(!run.output.contains("→"))
        }
    }

    @Test func inJSON() async throws {
        try await Self.run(Self.cluster(), "plan", "-o", "json") { run, _ in
            let plan = try JSONReader.value(Array(run.output.utf8))
            #expect(
                plan["traffic"] == [
                    [
                        "gateway": "db/gw", "listener": "tcp", "port": 5432, "before": .null,
                        "after": [
                            "route": "db/pg", "certain": true,
                            "backends": [
                                [
                                    "backend": "db/pg-v1:5432", "share": "70 %", "weight": 70, "verdict": "forwarded",
                                    "ready": 1,
                                ],
                                [
                                    "backend": "db/canary:5432", "share": "30 %", "weight": 30, "verdict": "rejected",
                                    "message": "Service db/canary has no ready endpoints",
                                ],
                            ],
                        ],
                        "notes": ["30 % of connections will be rejected: Service db/canary has no ready endpoints"],
                        "others": ["before": [], "after": []],
                    ]
                ])
            #expect(
                plan["diagnostics"]?.array?.compactMap { $0["code"]?.string } == ["no-endpoints"])
        }
    }

    /// Who may not look learns less, in one note; the plan is made all the same.
    @Test func whatMayNotBeRead() async throws {
        let cluster = try await Self.cluster { request in
            request.path.hasSuffix("/services")
                || request.path.hasSuffix("/v1alpha2/tcproutes")
                    && !request.path.contains("/namespaces/")
                ? .failure(403, "Forbidden", "no") : nil
        }
        try await Self.run(cluster, "plan") { run, _ in
            #expect(run.status == 0)
            #expect(run.errors == "")
            #expect(
                run.output.contains(
                    """
                    note: what this does to connections is not known in full: tcproutes may not be listed outside of db; \
                    services may not be listed
                    """), "\(run.output)")
        }
    }

    @Test func whatIsNotServed() async throws {
        let unserved = ["/gateways", "/gatewayclasses", "/services", "/endpointslices"]
        let cluster = try await Self.cluster { request in
            unserved.contains { request.path.hasSuffix($0) } ? .answer(404, "404 page not found\n", [:]) : nil
        }
        try await Self.run(cluster, "plan") { run, _ in
            #expect(run.status == 0)
            #expect(
                run.output.contains(
                    """
                    note: what this does to connections is not known in full: gateways, gatewayclasses, services and \
                    endpointslices are not served
                    """), "\(run.output)")
        }
    }

    @Test func leftOut() async throws {
        try await Self.run(Self.cluster(), "plan", "--no-preflight") { run, lines in
            #expect(run.status == 0)
            #expect(!run.output.contains("→"))
            #expect(!lines.contains { $0.contains("gateways") || $0.contains("services") })
        }
    }

    /// An apply looks around only where there is something to do.
    @Test func applyAgainAsksForNothingMore() async throws {
        let cluster = try await Self.cluster()
        let workspace = try Workspace()
        try workspace.write("r.yaml", Self.manifest)
        try await cluster.run { server in
            let words = [
                "apply", "-y", "-f", workspace.folder + "/r.yaml", "--server", server.url, "--state",
                workspace.folder + "/state.json",
            ]
            let first = try await InProcess.run(words, environment: ["HOME": workspace.home])
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.errors.contains("→ listener db/gw/tcp :5432: nobody → pg-v1 70 %, canary 30 % (db/pg)"))
            let count = server.lines.count
            let again = try await InProcess.run(words, environment: ["HOME": workspace.home])
            #expect(again.status == 0, "\(again.errors)")
            #expect(!server.lines.dropFirst(count).contains { $0.contains("gateways") || $0.contains("services") })
        }
    }

    @Test func aWarningThatIsRaised() async throws {
        try await Self.run(Self.cluster(), "plan", "--error", "no-endpoints") { run, _ in
            #expect(run.status == 3)
            #expect(run.output == "")
        }
    }

    @Test func asMarkdown() async throws {
        try await Self.run(Self.cluster(), "plan", "-o", "markdown") { run, _ in
            #expect(
                run.output.hasPrefix(
                    """
                    ### openmcf: Plan: 1 to create, 0 to update, 0 to delete, 0 unchanged.

                    Cluster: URL

                    **Connections**

                    - `listener db/gw/tcp :5432: nobody → pg-v1 70 %, canary 30 % (db/pg)`
                      - 30 % of connections will be rejected: Service db/canary has no ready endpoints

                    """), "\(run.output)")
            #expect(run.output.contains("| | route | fields |\n|---|---|---|\n| create | `db/pg` |  |\n"))
            #expect(
                run.output.contains("<details><summary>create <code>db/pg</code></summary>\n\n```diff\n--- /dev/null\n")
            )
        }
    }

    @Test func asAPage() async throws {
        try await Self.run(Self.cluster(), "plan", "-o", "html") { run, _ in
            #expect(run.output.hasPrefix("<!doctype html>"))
            #expect(
                run.output.contains("<li>listener db/gw/tcp :5432: nobody → pg-v1 70 %, canary 30 % (db/pg)<ul><li>"))
            #expect(!run.output.contains("http://") && !run.output.contains("<script"))
        }
    }
}
