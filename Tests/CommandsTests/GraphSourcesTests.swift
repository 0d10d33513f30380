import SandboxSupport
import TestSupport
import Testing
import Values

/// Pictures of saved plans and of what is live.
struct GraphSourcesTests {
    private static func manifest(_ weights: (Int, Int), name: String = "pg") -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: \(name)}
        spec:
          namespace: db
          parentRefs: [{name: gw, sectionName: tcp}]
          rules:
          - backendRefs:
            - {name: pg-v1, port: 5432, weight: \(weights.0)}
            - {name: canary, port: 5432, weight: \(weights.1)}

        """
    }

    /// A route of somebody else's, with what a controller says of it.
    private static func route(_ name: String, since year: Int, accepted: Bool? = true) -> Value {
        var status: Value = ["parents": []]
        if let accepted {
            status = [
                "parents": [
                    [
                        "parentRef": ["name": "gw", "sectionName": "tcp"], "controllerName": "example.com/c",
                        "conditions": [
                            [
                                "type": "Accepted", "status": accepted ? "True" : "False",
                                "reason": accepted ? "Accepted" : "Unsupported", "message": "",
                                "lastTransitionTime": "2026-01-01T00:00:00Z",
                            ]
                        ],
                    ]
                ]
            ]
        }
        return [
            "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
            "metadata": [
                "name": .string(name), "namespace": "db", "uid": .string(name),
                "creationTimestamp": .string("\(year)-03-01T00:00:00Z"),
            ],
            "spec": [
                "parentRefs": [["name": "gw", "sectionName": "tcp"]],
                "rules": [["backendRefs": [["name": "pg-v1", "port": 5432]]]],
            ], "status": status,
        ]
    }

    /// A cluster with a Gateway, two Services, and endpoints for the first one.
    private static func cluster(
        _ objects: Value..., fault: @escaping @Sendable (SeenRequest) -> Reply? = { _ in nil }
    ) async throws -> TestCluster {
        let cluster = try await TestCluster(before: { request, _ in fault(request) })
        let own = [
            ClusterObjects.gateway, ClusterObjects.gatewayClass,
            ClusterObjects.slice("pg-v1", ["10.0.0.1", "10.0.0.2"]),
        ]
        for object in own + [ClusterObjects.service("pg-v1"), ClusterObjects.service("canary")] + objects {
            try await cluster.put(object)
        }
        return cluster
    }

    /// A folder with a state, and commands that work on it and a cluster.
    private struct Desk {
        let workspace: Workspace
        let server: String

        func run(_ words: String..., onCluster: Bool = true) async throws -> Run {
            let state = ["--state", workspace.folder + "/state.json"] + (onCluster ? ["--server", server] : [])
            return try await InProcess.run(
                words.map { $0.replacing("@", with: workspace.folder) } + state, environment: ["HOME": workspace.home])
        }
    }

    private static func withDesk(_ cluster: TestCluster, _ body: (Desk) async throws -> Void) async throws {
        let workspace = try Workspace()
        try workspace.write("r.yaml", manifest((70, 30)))
        try await cluster.run { server in try await body(Desk(workspace: workspace, server: server.url)) }
    }

    // MARK: Plans

    @Test func aPlanBeforeAndAfter() async throws {
        try await Self.withDesk(Self.cluster()) { desk in
            try desk.workspace.write(
                "r.yaml",
                Self.manifest((70, 30)).replacing("sectionName: tcp}", with: "sectionName: tcp}, {name: other}"))
            let plan = try await desk.run("plan", "-f", "@/r.yaml", "--out", "@/plan.json")
            #expect(plan.status == 0, "\(plan.errors)")
            let graph = try await desk.run("graph", "@/plan.json", onCluster: false)
            #expect(
                graph.output == """
                    Before                                                  ┃  After
                    Gateway db/gw                                           ┃  Gateway db/gw
                    └─ tcp :5432  (no route)                                ┃  └─ tcp :5432
                                                                            ┃     └─ db/pg
                                                                            ┃        ├─ 70 %  db/pg-v1:5432  (2 ready)
                                                                            ┃        └─ 30 %  db/canary:5432 ✕  (rejected: Service db/canary has no ready endpoints)
                    Gateway db/other ?  (the plan does not say who serves)  ┃  Gateway db/other ?  (the plan does not say who serves)
                    └─ every listener ?  (none of the plan's routes)        ┃  └─ every listener ?
                                                                            ┃     └─ db/pg ?
                                                                            ┃        ├─ 70 %  db/pg-v1:5432 ?  (Service not known)
                                                                            ┃        └─ 30 %  db/canary:5432 ?  (Service not known)

                    → listener db/gw/tcp :5432: nobody → pg-v1 70 %, canary 30 % (db/pg)
                    → 30 % of connections will be rejected: Service db/canary has no ready endpoints

                    """)
            #expect(graph.errors == "")
        }
    }

    @Test(arguments: [("mermaid", "subgraph"), ("dot", "subgraph cluster_1 {"), ("svg", "Before"), ("html", "After")])
    func aPlanInEachFormat(format: String, word: String) async throws {
        try await Self.withDesk(Self.cluster()) { desk in
            _ = try await desk.run("plan", "-f", "@/r.yaml", "--out", "@/plan.json")
            let graph = try await desk.run("graph", "@/plan.json", "-o", format, onCluster: false)
            #expect(graph.output.contains(word))
            #expect(graph.output.contains("db/canary:5432"))
            #expect(graph.status == 0)
        }
    }

    // MARK: What is live

    @Test func theStacksRoutesAndTheirRivals() async throws {
        let cluster = try await Self.cluster(
            Self.route("old", since: 2024), Self.route("bad", since: 2025, accepted: false))
        try await Self.withDesk(cluster) { desk in
            let apply = try await desk.run("apply", "-f", "@/r.yaml")
            #expect(apply.status == 0, "\(apply.errors)")
            for words in [["graph"], ["graph", "--live"]] {
                let graph = try await desk.run(words[0], words.dropFirst().first ?? "--live")
                #expect(
                    graph.output == """
                        Gateway db/gw
                        ├─ tcp :5432
                        │  ├─ db/old
                        │  │  └─ 100 %  db/pg-v1:5432  (2 ready)
                        │  ├─ db/bad ✕  (its controller refuses it: Unsupported)
                        │  └─ db/pg ·  (shadowed by db/old)
                        └─ … 1 more  (listener that none of the routes is on)

                        """)
                #expect(graph.errors == "")
                #expect(graph.status == 0)
            }
        }
    }

    @Test func everythingWithoutAState() async throws {
        let cluster = try await Self.cluster(
            Self.route("old", since: 2024), Self.route("first", since: 2023, accepted: nil))
        try await Self.withDesk(cluster) { desk in
            let all = try await desk.run("graph", "-A")
            let one = try await desk.run("graph", "-n", "db")
            #expect(
                all.output == """
                    Gateway db/gw
                    ├─ tcp :5432
                    │  ├─ db/first ?  (no controller has said anything of it)
                    │  │  └─ 100 %  db/pg-v1:5432  (2 ready)
                    │  └─ db/old ·  (shadowed by db/first)
                    └─ … 1 more  (listener that none of the routes is on)

                    """)
            #expect(one.output == all.output)
            let none = try await desk.run("graph", "-n", "empty")
            #expect(none.output == "")
            #expect(none.errors == "note: there are no routes to draw\n")
        }
    }

    /// What may not be read is not known, and not missing.
    @Test func whatMayNotBeRead() async throws {
        let cluster = try await Self.cluster(Self.route("old", since: 2024)) { request in
            ["gateways?", "services?"].contains { request.uri.contains($0) } ? .failure(403, "Forbidden", "no") : nil
        }
        try await Self.withDesk(cluster) { desk in
            let graph = try await desk.run("graph", "-n", "db")
            #expect(
                graph.output == """
                    Gateway db/gw ?  (may not be read, so who serves is not known)
                    └─ tcp ?
                       └─ db/old ?
                          └─ 100 %  db/pg-v1:5432 ?  (Service not known)

                    """)
            #expect(graph.errors == "note: not known in full: gateways and services may not be listed\n")
            #expect(graph.status == 0)
        }
    }

    @Test func routesThatMayNotBeListed() async throws {
        let cluster = try await Self.cluster { $0.uri.contains("tcproutes?") ? .failure(403, "Forbidden", "no") : nil }
        try await Self.withDesk(cluster) { desk in
            let graph = try await desk.run("graph", "-A")
            #expect(graph.output == "")
            #expect(
                graph.errors == """
                    error: not all routes can be looked at: tcproutes may not be listed
                      help: draw those of one namespace with -n NAMESPACE

                    """)
            #expect(graph.status == 4)
        }
    }

    // MARK: What makes no sense

    @Test(arguments: [
        (["-A", "r.yaml"], "-A draws what is live; leave it out, or leave out the manifests"),
        (["--live", "-f", "r.yaml"], "--live draws what is live; leave it out, or leave out the manifests"),
        (
            ["r.yaml", "--sandbox"],
            "manifests and plans are drawn without asking a cluster; leave out --sandbox, or leave out the sources to draw what is live"
        ),
        (["-A", "-n", "db"], "-A draws the routes of all namespaces, -n those of one; leave out one of them"),
        (["--live", "--set", "a=b"], "--set changes manifests, and what is live is drawn as it is; leave it out"),
    ])
    func usage(words: [String], message: String) async throws {
        let run = try await InProcess.run(["graph"] + words, environment: [:])
        #expect(run.errors.contains("error: \(message)\n"), "\(run.errors)")
        #expect(run.status == 64)
    }

    @Test func noState() async throws {
        try await Self.withDesk(Self.cluster()) { desk in
            let run = try await desk.run("graph")
            #expect(
                run.errors.replacing(desk.workspace.folder, with: "") == """
                    error: there is no state at /state.json
                      help: name the state with --state; -n NAMESPACE or -A draws routes without one

                    """)
            #expect(run.status == 1)
        }
    }
}
