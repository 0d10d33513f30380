import SandboxSupport
import Synchronization
import TestSupport
import Testing
import Values

/// What a run that partly failed says, and with which exit code it ends.
struct PartialFailureTests {
    private static func manifest(_ name: String) -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: \(name)
        spec:
          namespace: db
          parentRefs:
            - name: gateway
          rules:
            - backendRefs:
                - name: pg
                  port: 5432

        """
    }

    private static let refusal = Reply.failure(
        422, "Invalid", "TCPRoute \"b\" is invalid: spec.rules[0].backendRefs[0].port: Invalid value: 5432: not today",
        details: [
            "causes": [
                [
                    "reason": "FieldValueInvalid", "field": "spec.rules[0].backendRefs[0].port",
                    "message": "Invalid value: 5432: not today",
                ]
            ]
        ])

    private static func cluster(refusing names: Set<String>, with reply: Reply = refusal) async throws -> TestCluster {
        try await TestCluster(before: { request, _ in
            guard request.method == "PATCH", names.contains(where: { request.path.hasSuffix("/" + $0) }) else {
                return nil
            }
            return reply
        })
    }

    private func workspace(_ names: String...) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", names.map(Self.manifest).joined(separator: "---\n"))
        return workspace
    }

    @Test func someFailed() async throws {
        let workspace = try workspace("a", "b", "c")
        try await Self.cluster(refusing: ["b"]).run { server in
            let run = try await workspace.inProcess("apply", "routes.yaml", "-q", "--server", server.url)
            #expect(run.errors.contains("error: db/b: "), "\(run.testDescription)")
            #expect(
                run.errors.contains(
                    """
                    routes.yaml:25:17: error: the API server refuses this: Invalid value: 5432: not today [server-invalid]
                      25 |           port: 5432
                         |                 ^^^^

                    """), "\(run.testDescription)")
            #expect(
                run.output.hasPrefix("Apply incomplete: 2 created, 0 updated, 0 deleted, 0 unchanged, 1 failed.\n"))
            #expect(run.status == 6)
            let names = try workspace.json(".openmcf/state.json")["routes"]?.array?.compactMap { $0["name"]?.string }
            #expect(names == ["a", "c"])

            let json = try await workspace.inProcess("apply", "routes.yaml", "-q", "-o", "json", "--server", server.url)
            #expect(
                try json.json["summary"]
                    == ["created": 0, "updated": 0, "deleted": 0, "unchanged": 2, "failed": 1])
            let failed = try json.json["resources"]?.array?.first { $0["action"] == "failed" }
            #expect(failed?["resource"]?["name"] == "b")
            #expect(failed?["error"]?["code"] == "invalid")
            // Nothing was written this time: the failure's own code counts.
            #expect(json.status == 3)
        }
    }

    private static let webhook = "admission webhook \"team.example.com\" denied the request: no team label"
    private static let policy =
        "tcproutes \"a\" is forbidden: ValidatingAdmissionPolicy 'team' with binding 'team' denied request: no team label"
    private static let terminating =
        "tcproutes \"a\" is forbidden: unable to create new content in namespace db because it is being terminated"

    @Test(arguments: [
        (403, "Forbidden", "no", 4), (403, "Forbidden", webhook, 3), (400, "BadRequest", webhook, 3),
        (422, "Invalid", policy, 3), (403, "Forbidden", terminating, 1), (409, "Conflict", "no", 5),
        (413, "RequestEntityTooLarge", "no", 1), (418, "Teapot", "no", 1), (422, "Invalid", "no", 3),
        (500, "InternalError", "no", 1),
    ])
    func noneSucceeded(code: Int, reason: String, message: String, status: Int32) async throws {
        let workspace = try workspace("a", "b")
        try await Self.cluster(refusing: ["a", "b"], with: .failure(code, reason, message)).run { server in
            let run = try await workspace.inProcess("apply", "routes.yaml", "-q", "--server", server.url)
            #expect(run.status == status, "\(run.testDescription)")
            #expect(run.errors.contains("error: db/a: "))
            #expect(run.errors.contains("error: db/b: "))
            #expect(workspace.read(".openmcf/state.json") == nil)
            #expect(workspace.read(".openmcf/state.json.journal") == nil)
        }
    }

    /// What many routes fail with is told of three; the commands in the help go on where the user is.
    @Test func manyFailedAlike() async throws {
        let names = (1...15).map { "r\($0)" }
        let workspace = try Workspace()
        try workspace.write("routes.yaml", names.map(Self.manifest).joined(separator: "---\n"))
        let foreign = Reply.failure(403, "Forbidden", Self.webhook)
        try await Self.cluster(refusing: Set(names), with: foreign).run { server in
            let run = try await workspace.inProcess(
                "apply", "routes.yaml", "-q", "--no-preflight", "--ignore", "shared-listener", "--server", server.url)
            func error(_ name: String) -> String {
                """
                error: db/\(name): \(Self.webhook)
                  help: The webhook 'team.example.com' checks what is written to this cluster. Change the manifest so that it \
                is satisfied, or ask who runs it.

                """
            }
            #expect(
                run.errors == error("r1") + error("r2") + error("r3")
                    + "error: 12 more routes failed like this: db/r4, db/r5, db/r6, db/r7, db/r8, db/r9, db/r10, db/r11, "
                    + "db/r12, db/r13 and 2 more; -v shows all [denied]\n")
            let all = try await workspace.inProcess(
                "apply", "routes.yaml", "-v", "--no-preflight", "--ignore", "shared-listener", "--server", server.url)
            #expect(names.allSatisfy { all.errors.contains(error($0)) })
        }
    }

    /// A command in the help of a route's failure is one that the user can run as it stands.
    @Test func theHelpOfARouteRepeatsTheArguments() async throws {
        let workspace = try workspace("a")
        try workspace.edit("routes.yaml", replacing: "name: gateway", with: "name: gw")
        let stranger: Value = [
            "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
            "metadata": ["name": "a", "namespace": "db", "uid": "uid-7", "resourceVersion": "7"],
        ]
        let isMade = Atomic(false)
        let scene = try await GatewayScene(fault: { request in
            guard request.path == TestCluster.path("a") else { return nil }
            if request.method == "GET", isMade.load(ordering: .relaxed) { return .json(stranger) }
            guard request.method == "PATCH" else { return nil }
            isMade.store(true, ordering: .relaxed)
            return .failure(409, "Conflict", "the object has been modified")
        })
        try await scene.cluster.run { server in
            let run = try await workspace.inProcess("apply", "routes.yaml", "-q", "--server", server.url)
            #expect(
                run.errors == """
                    error: the route db/a exists already and is not in this stack's state; it is not touched
                      help: take it over with --adopt after looking at 'openmcf diff routes.yaml --server \(server.url)', or \
                    choose another name

                    """)
            #expect(run.status == 5)
        }
    }

    /// A run that is killed while it waits for an answer is settled by the next, which looks the write up.
    @Test func serverThatHangsInTheMiddle() async throws {
        let workspace = try workspace("a", "b")
        let cluster = try await TestCluster(after: { request, _ in
            request.method == "PATCH" && request.path.hasSuffix("/b") ? .hang : nil
        })
        try await cluster.run { server in
            let arguments = ["apply", "routes.yaml", "-q", "--server", server.url, "--request-timeout", "20"]
            let program = try workspace.start(Tools.openmcf, arguments)
            while await cluster.routes().count < 2, !program.hasEnded {
                try await Task.sleep(for: .milliseconds(5))
            }
            program.signal(9)
            _ = try await program.wait()
        }
        try await cluster.run { server in
            let run = try await cluster.failing(.init()) {
                try await workspace.inProcess("apply", "routes.yaml", "-o", "json", "--server", server.url)
            }
            #expect(try run.json["summary"]?["unchanged"] == 2, "\(run.testDescription)")
            #expect(run.errors.contains(" was interrupted; its 2 writes were looked up and recorded.\n"))
            #expect(try workspace.json(".openmcf/state.json")["routes"]?.array?.count == 2)
            #expect(workspace.read(".openmcf/state.json.journal") == nil)
        }
    }

    /// The journal of one cluster is not settled on another.
    @Test func interruptedRunIsNotSettledOnAnotherCluster() async throws {
        let workspace = try workspace("a", "b")
        let cluster = try await TestCluster(after: { request, _ in
            request.method == "PATCH" && request.path.hasSuffix("/b") ? .hang : nil
        })
        try await cluster.run { server in
            let program = try workspace.start(Tools.openmcf, ["apply", "routes.yaml", "--server", server.url])
            while await cluster.route("b") == nil, !program.hasEnded { try await Task.sleep(for: .milliseconds(5)) }
            program.signal(9)
            _ = try await program.wait()
        }
        let journal = try #require(workspace.read(".openmcf/state.json.journal"))
        try await TestCluster().run { server in
            let run = try await workspace.inProcess("apply", "routes.yaml", "-q", "--server", server.url)
            #expect(run.errors.hasPrefix("error: the state .openmcf/state.json belongs to "), "\(run.testDescription)")
            #expect(run.status == 1)
            #expect(workspace.read(".openmcf/state.json.journal") == journal)
        }
    }
}
