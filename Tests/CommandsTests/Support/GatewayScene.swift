import SandboxSupport
import TestSupport
import Values

/// A cluster with a Gateway in front of one Service, and manifests for it; its controllers say what a test has them say.
struct GatewayScene {
    static let manifest = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: pg}
        spec:
          namespace: db
          parentRefs: [{name: gw, sectionName: tcp}]
          rules:
          - backendRefs:
            - {name: pg, port: 5432}

        """

    let cluster: TestCluster

    init(
        hasEndpoints: Bool = true, fault: @escaping @Sendable (SeenRequest) -> Reply? = { _ in nil }
    ) async throws {
        cluster = try await TestCluster(before: { request, _ in fault(request) })
        for object in [ClusterObjects.gatewayClass, Self.gateway, ClusterObjects.service("pg")] {
            try await cluster.put(object)
        }
        if hasEndpoints { try await addEndpoints() }
    }

    static let gateway: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
        "metadata": ["name": "gw", "namespace": "db", "creationTimestamp": "2024-01-01T00:00:00Z"],
        "spec": [
            "gatewayClassName": "c", "listeners": [["name": "tcp", "port": 5432, "protocol": "TCP"]],
        ],
        "status": [
            "conditions": [
                [
                    "type": "Programmed", "status": "True", "reason": "Programmed", "message": "",
                    "lastTransitionTime": "2024-01-01T00:00:00Z",
                ]
            ]
        ],
    ]

    func addEndpoints() async throws { try await cluster.put(ClusterObjects.slice("pg")) }

    /// What a controller says of a route.
    struct Answer {
        var accepted = "True"
        var reason = "Accepted"
        var message = ""
        /// Of the route that there is by then; nil for the latest.
        var generation: Int64?
        var controller = "example.com/c"
    }

    /// Puts what controllers say into the status of a route, once it is there.
    func say(_ answers: Answer..., of name: String = "pg") async throws {
        var live = await cluster.route(name)
        while live == nil {
            try await Task.sleep(for: .milliseconds(2))
            live = await cluster.route(name)
        }
        guard let route = live else { return }
        let latest = route["metadata"]?["generation"]?.int ?? 1
        let entries = answers.map { answer -> Value in
            let generation = Value.int(answer.generation ?? latest)
            return [
                "parentRef": ["name": "gw", "sectionName": "tcp"], "controllerName": .string(answer.controller),
                "conditions": [
                    [
                        "type": "Accepted", "status": .string(answer.accepted), "reason": .string(answer.reason),
                        "message": .string(answer.message), "observedGeneration": generation,
                        "lastTransitionTime": "2026-01-01T00:00:00Z",
                    ],
                    [
                        "type": "ResolvedRefs", "status": "True", "reason": "ResolvedRefs", "message": "",
                        "observedGeneration": generation, "lastTransitionTime": "2026-01-01T00:00:00Z",
                    ],
                ],
            ]
        }
        let said = await cluster.patch(
            name, ["status": ["parents": .array(entries)]], as: "controller", subresource: "/status")
        _ = try said.accepted()
    }

    /// A route that somebody else has had for a while.
    static func older(_ name: String = "old") -> Value {
        [
            "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
            "metadata": [
                "name": .string(name), "namespace": "db", "uid": .string("uid-\(name)"),
                "creationTimestamp": "2024-03-01T00:00:00Z",
            ],
            "spec": [
                "parentRefs": [["name": "gw"]], "rules": [["backendRefs": [["name": "pg", "port": 5432]]]],
            ],
        ]
    }

    /// Runs a command against the cluster while its controllers do what they do.
    func run(
        _ words: [String], manifest: String = manifest, in workspace: Workspace? = nil,
        meanwhile: @escaping @Sendable (GatewayScene) async throws -> Void = { _ in }
    ) async throws -> Run {
        let workspace = try workspace ?? Workspace()
        try workspace.write("r.yaml", manifest)
        return try await cluster.run { server in
            let scene = self
            let controllers = Task { try await meanwhile(scene) }
            let place = ["--server", server.url, "--state", workspace.folder + "/state.json"]
            let arguments = words.map { $0 == "r.yaml" ? workspace.folder + "/r.yaml" : $0 } + place
            let run = try await InProcess.run(arguments, environment: ["HOME": workspace.home])
            controllers.cancel()
            do { try await controllers.value } catch is CancellationError {}
            func tidy(_ text: String) -> String {
                text.replacing(workspace.folder + "/", with: "").replacing(server.url, with: "URL")
            }
            return Run(command: run.command, status: run.status, output: tidy(run.output), errors: tidy(run.errors))
        }
    }
}
