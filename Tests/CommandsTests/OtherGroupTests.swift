import SandboxSupport
import TestSupport
import Testing
import Values

@testable import Commands

/// Routes of another API group than Gateway API's own.
struct OtherGroupTests {
    private static let root = "/apis/gateway.apoxy.dev/v1alpha2"
    private static let api = ["--api", "gateway.apoxy.dev/v1alpha2"]

    private static func manifest(_ namespace: String, _ name: String = "pg", port: Int = 5432) -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: \(name)
        spec:
          namespace: \(namespace)
          parentRefs:
            - name: edge
          rules:
            - backendRefs:
                - name: pg
                  port: \(port)

        """
    }

    /// What a server would say that has this API's routes in namespaces: it keeps them as Gateway API's.
    private static func namespaced(_ request: SeenRequest, _ cluster: TestCluster) async -> Reply {
        let (own, kept) = ("gateway.apoxy.dev", "gateway.networking.k8s.io")
        var request = request
        request.uri = request.uri.replacing(own, with: kept)
        request.body = request.body.replacing(own + "/", with: kept + "/")
        guard case .answer(let status, let text, let headers) = await cluster.carryOut(request) else { return .reset }
        // A refusal names the group; in a route it is also that of its parents.
        let suffix = status < 300 ? "/" : ""
        return .answer(status, text.replacing(kept + suffix, with: own + suffix), headers)
    }

    /// A server with no other group.
    private func withServer(
        isNamespaced: Bool,
        _ body: (Workspace, TestCluster, ScriptedServer, ([String]) async throws -> Run) async throws -> Void
    ) async throws {
        let workspace = try Workspace()
        let cluster = try await TestCluster(before: { request, cluster in
            switch request.path {
            case Self.root where isNamespaced:
                return .json(["resources": [["name": "tcproutes", "kind": "TCPRoute", "namespaced": true]]])
            case "/apis": return .json(["groups": [["name": "gateway.apoxy.dev"]]])
            case _ where request.path.hasPrefix("/apis/gateway.networking.k8s.io"):
                return .answer(404, "404 page not found\n", ["content-type": "text/plain"])
            case _ where isNamespaced && request.path.hasPrefix(Self.root):
                return await Self.namespaced(request, cluster)
            default: return nil
            }
        })
        try await cluster.run { server in
            try await body(workspace, cluster, server) { words in
                try await InProcess.run(
                    words + ["--server", server.url, "--state", workspace.folder + "/state.json"],
                    environment: ["HOME": workspace.home])
            }
        }
    }

    /// What is known of a group needs no server.
    @Test(arguments: [
        (
            [manifest("db"), manifest("app")],
            "the TCPRoute 'pg' stands in the namespaces 'db' and 'app', and gateway.apoxy.dev has one of a name in the "
                + "whole cluster"
        ),
        (
            [manifest("db") + "  useDefaultGateways: All\n"],
            "useDefaultGateways is not in Gateway API v1.3: the API server would drop it"
        ),
    ])
    func whatIsKnownOfAGroup(_ manifests: [String], _ message: String) async throws {
        let workspace = try Workspace()
        var sources: [String] = []
        for (index, manifest) in manifests.enumerated() {
            try workspace.write("\(index).yaml", manifest)
            sources += ["-f", workspace.folder + "/\(index).yaml"]
        }
        for command in ["validate", "plan"] {
            let offline = command == "plan" ? ["--offline", "--state", workspace.folder + "/none"] : []
            let run = try await InProcess.run(
                [command] + sources + Self.api + offline, environment: ["HOME": workspace.home])
            #expect(run.status == 3, "\(run.testDescription)")
            #expect((run.output + run.errors).contains("error: " + message), "\(run.testDescription)")
        }
        let standard = try await InProcess.run(["validate"] + sources, environment: ["HOME": workspace.home])
        #expect(standard.status == 0, "\(standard.testDescription)")
    }

    @Test func clusterScopedRoutes() async throws {
        try await withServer(isNamespaced: false) { workspace, _, server, openmcf in
            try workspace.write("a.yaml", Self.manifest("db"))
            let source = ["-f", workspace.folder + "/a.yaml"] + Self.api
            var run = try await openmcf(["plan"] + source + ["--detailed-exitcode", "-o", "json"])
            #expect(run.status == 2, "\(run.testDescription)")
            #expect(
                try run.json["changes"]?.array?.first?["resource"]
                    == ["apiVersion": "gateway.apoxy.dev/v1alpha2", "kind": "TCPRoute", "name": "pg"])
            run = try await openmcf(["apply"] + source + ["-y", "-o", "json"])
            #expect(run.status == 0, "\(run.testDescription)")
            let result = try run.json["resources"]?.array?.first
            #expect(result?["action"] == "created")
            #expect(result?["outputs"] == ["routeName": "pg", "namespace": "db"])
            let written = server.requests.filter { $0.method == "PATCH" }
            #expect(written.map(\.path) == [Self.root + "/tcproutes/pg"])
            #expect(written.first?.body.contains(#""namespace":"#) == false)
            #expect(!server.lines.contains { $0.contains("/api/v1/namespaces/db") })

            // All is as it was applied, and every command finds it again.
            run = try await openmcf(["plan"] + source + ["--detailed-exitcode", "-o", "json"])
            #expect(try run.json["summary"]?["unchanged"] == 1, "\(run.testDescription)")
            #expect(run.status == 0)
            run = try await openmcf(["diff"] + source)
            #expect(run.output == "", "\(run.testDescription)")
            #expect(run.status == 0)
            try workspace.write("a.yaml", Self.manifest("db", port: 5433))
            run = try await openmcf(["apply"] + source + ["-y", "-o", "json"])
            #expect(try run.json["resources"]?.array?.first?["action"] == "updated", "\(run.testDescription)")
        }
    }

    @Test func clusterScopedRoutesAreRefreshed() async throws {
        try await withServer(isNamespaced: false) { workspace, _, _, openmcf in
            try workspace.write("a.yaml", Self.manifest("db"))
            var run = try await openmcf(["apply", "-f", workspace.folder + "/a.yaml"] + Self.api + ["-y", "-q"])
            try #require(run.status == 0, "\(run.testDescription)")
            run = try await openmcf(["refresh"] + Self.api)
            #expect(run.output == "Refresh complete: 1 as recorded.\n", "\(run.testDescription)")
            run = try await openmcf(["refresh", "-o", "json"])
            #expect(
                try run.json["summary"] == ["unchanged": 1, "changed": 0, "gone": 0, "left-alone": 0],
                "\(run.testDescription)")
            #expect(try run.json["resources"]?[0]?["resource"]?["apiVersion"] == "gateway.apoxy.dev/v1alpha2")
        }
    }

    @Test func clusterScopedRoutesGo() async throws {
        try await withServer(isNamespaced: false) { workspace, _, server, openmcf in
            try workspace.write("a.yaml", Self.manifest("db") + "---\n" + Self.manifest("web", "api"))
            let source = ["-f", workspace.folder + "/a.yaml"]
            var run = try await openmcf(["apply"] + source + Self.api + ["-y", "-q"])
            try #require(run.status == 0, "\(run.testDescription)")
            run = try await InProcess.run(["outputs", "api", "namespace", "--state", workspace.folder + "/state.json"])
            #expect(run.output == "web\n", "\(run.testDescription)")
            // What the state has says which API it is of.
            try workspace.write("a.yaml", Self.manifest("db"))
            run = try await openmcf(["destroy"] + source + ["-y", "-o", "json"])
            #expect(try run.json["summary"]?["deleted"] == 1, "\(run.testDescription)")
            run = try await openmcf(["destroy", "-y", "-o", "json"])
            #expect(try run.json["summary"]?["deleted"] == 1, "\(run.testDescription)")
            #expect(
                server.lines.filter { $0.hasPrefix("DELETE") } == [
                    "DELETE \(Self.root)/tcproutes/pg", "DELETE \(Self.root)/tcproutes/api",
                ])
        }
    }

    @Test func anEqualNameInTwoNamespacesIsAnError() async throws {
        try await withServer(isNamespaced: false) { workspace, _, _, openmcf in
            try workspace.write("a.yaml", Self.manifest("db"))
            try workspace.write("b.yaml", Self.manifest("web"))
            let run = try await openmcf(["plan", "-f", workspace.folder] + Self.api + ["-o", "json"])
            #expect(run.status == 3, "\(run.testDescription)")
            let found = try run.json["diagnostics"]?.array?.filter { $0["severity"] == "error" }
            #expect(
                found?.compactMap { $0["message"]?.string } == [
                    "the TCPRoute 'pg' stands in the namespaces 'db' and 'web', and gateway.apoxy.dev has one of a "
                        + "name in the whole cluster"
                ])
            #expect(found?.first?["file"]?.string == workspace.folder + "/b.yaml")
            #expect(found?.first?["range"]?["start"]?["line"] == 4)
            #expect(
                found?.first?["related"]?.array?.first?["file"]?.string == workspace.folder + "/a.yaml")
        }
    }

    @Test func namespacedRoutes() async throws {
        try await withServer(isNamespaced: true) { workspace, _, server, openmcf in
            try workspace.write("a.yaml", Self.manifest("db"))
            let source = ["-f", workspace.folder + "/a.yaml"] + Self.api
            var run = try await openmcf(["apply"] + source + ["-y", "-o", "json"])
            #expect(try run.json["summary"]?["created"] == 1, "\(run.testDescription)")
            run = try await openmcf(["plan"] + source + ["-o", "json"])
            #expect(try run.json["summary"]?["unchanged"] == 1, "\(run.testDescription)")
            let path = Self.root + "/namespaces/db/tcproutes/pg"
            #expect(server.requests.filter { $0.method == "PATCH" }.map(\.path) == [path])
        }
    }

    @Test func aDoctorLooksAtIt() async throws {
        let workspace = try Workspace()
        try workspace.write("a.yaml", Self.manifest("db"))
        try await ForegroundSandbox.run { sandbox in
            let run = try await workspace.inProcess(
                ["doctor", "-f", "a.yaml", "--server", sandbox.url, "-o", "json"] + Self.api)
            let checks = try #require(try run.json["checks"]?.array)
            func text(_ name: String) -> String? {
                checks.first { $0["name"]?.string == name }.map {
                    "\($0["outcome"]?.string ?? ""): \($0["detail"]?.string ?? "")"
                }
            }
            #expect(text("api") == "ok: gateway.apoxy.dev serves TCPRoute v1alpha2; v1alpha2 is used")
            #expect(text("bundle") == "skipped: gateway.apoxy.dev is no part of Gateway API's releases")
            #expect(text("namespace") == "skipped: the routes of gateway.apoxy.dev stand in none")
            #expect(text("permissions") == "ok: get, list, create, patch and delete are allowed")
        }
    }

    /// What another API does with connections is not known, and its versions are its own: nothing is said of either.
    @Test func nothingIsSaidOfTheirEffect() async throws {
        let workspace = try Workspace()
        try workspace.write("a.yaml", Self.manifest("db"))
        try workspace.write("b.yaml", Self.manifest("db").replacing("name: pg", with: "name: pg2"))
        var run = try await workspace.inProcess("validate", "-f", "a.yaml", "-f", "b.yaml")
        #expect(run.output.contains("[shared-listener]") && run.output.contains("[deprecated-version]"))
        for command in [["validate"], ["plan", "--offline", "-q"]] {
            run = try await workspace.inProcess(command + ["-f", "a.yaml", "-f", "b.yaml", "--strict"] + Self.api)
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(!"\(run.output)\(run.errors)".contains("warning"), "\(run.testDescription)")
        }
    }

    /// What their controllers say of them is understood; what they attach to is not known.
    @Test func howTheyStand() async throws {
        try await withServer(isNamespaced: false) { workspace, cluster, server, openmcf in
            try workspace.write("a.yaml", Self.manifest("db"))
            let apply = ["apply", "-f", workspace.folder + "/a.yaml", "-q"] + Self.api
            var run = try await openmcf(apply)
            try #require(run.status == 0, "\(run.testDescription)")
            run = try await openmcf(["status"] + Self.api)
            #expect(run.status == 8, "\(run.testDescription)")
            #expect(
                run.output.contains(
                    "pg     edge    silent   a controller has written no status of the route for Gateway edge\n"))
            let path = Self.root + "/tcproutes/pg"
            let said = await cluster.send(
                "PATCH", path + "/status", ["status": Self.accepted], type: "application/merge-patch+json")
            let uid = try #require(try said.accepted()["metadata"]?["uid"]?.string)
            // The state says which API its routes are of.
            for words in [["status"], ["status", "pg"], ["status", "-f", workspace.folder + "/a.yaml"]] {
                run = try await openmcf(words)
                #expect(run.status == 0, "\(run.testDescription)")
                #expect(
                    run.output == """
                        ROUTE  PARENT  VERDICT  DETAIL
                        pg     edge    ready    accepted; Gateway edge is not known, so neither is whether it carries traffic

                        1 route: 1 ready.

                        """, "\(run.output)")
                #expect(
                    run.errors == """
                        warning: whether routes carry traffic is not known in full: gateways and services are not looked \
                        at for routes of gateway.apoxy.dev

                        """)
            }
            run = try await openmcf(["status", "-A", "-o", "json"] + Self.api)
            #expect(
                try run.json["routes"]?.array?.first?["resource"]
                    == [
                        "apiVersion": "gateway.apoxy.dev/v1alpha2", "kind": "TCPRoute", "name": "pg",
                        "uid": .string(uid),
                    ])
            run = try await openmcf(["graph"])
            #expect(
                run.output == """
                    Gateway edge ?  (may not be read, so who serves is not known)
                    └─ every listener ?
                       └─ pg ?
                          └─ 100 %  pg:5432 ?  (Service not known)

                    """, "\(run.testDescription)")
            run = try await openmcf(apply + ["--wait", "--stable", "200ms", "--timeout", "60s"])
            #expect(run.status == 0, "\(run.testDescription)")
        }
    }

    private static func condition(_ type: String) -> Value {
        [
            "type": .string(type), "status": "True", "reason": .string(type), "message": "", "observedGeneration": 1,
            "lastTransitionTime": "2026-01-01T00:00:00Z",
        ]
    }

    private static let accepted: Value = [
        "parents": [
            [
                "parentRef": ["name": "edge"], "controllerName": "gateway.apoxy.dev/c",
                "conditions": [
                    condition("Accepted"), condition("ResolvedRefs"),
                ],
            ]
        ]
    ]

    @Test(arguments: [
        (["--api", "gateway.apoxy.dev/v3"], "gateway.apoxy.dev/v3"), (["--api", "nodots"], "nodots"),
    ])
    func whatIsNoAPI(_ words: [String], _ value: String) async throws {
        let run = try await InProcess.run(["get", "--sandbox"] + words)
        #expect(run.status == 64, "\(run.testDescription)")
        #expect(run.errors.contains("'\(value)'"), "\(run.testDescription)")
    }

    @Test func twoVersionsAreOneTooMany() async throws {
        try await withServer(isNamespaced: false) { workspace, _, _, openmcf in
            try workspace.write("a.yaml", Self.manifest("db"))
            let run = try await openmcf(
                ["plan", "-f", workspace.folder + "/a.yaml", "--api-version", "v1"] + Self.api)
            #expect(
                run.errors == """
                    error: --api says v1alpha2 and --api-version v1
                      help: leave one of them out

                    """)
            #expect(run.status == 64)
        }
    }

    /// A stack may have routes in two groups: what is about one of them says so.
    @Test func oneStackInTwoGroups() async throws {
        let workspace = try Workspace()
        try workspace.write("routes.yaml", Self.manifest("db"))
        try await TestCluster().run { server in
            let common = ["--server", server.url, "--state", workspace.folder + "/state.json"]
            let run = { (words: [String]) in
                try await InProcess.run(words + common, environment: ["HOME": workspace.home])
            }
            for group in ["gateway.apoxy.dev", "gateway.networking.k8s.io"] {
                let applied = try await run([
                    "apply", "-f", workspace.folder + "/routes.yaml", "--api", group, "--no-preflight",
                ])
                try #require(applied.status == 0, "\(applied.testDescription)")
            }
            var outputs = ["outputs", "pg", "--state", workspace.folder + "/state.json"]
            var told = try await InProcess.run(outputs, environment: [:])
            #expect(told.status == 64)
            #expect(
                told.errors == """
                    error: 'pg' stands in several API groups: gateway.apoxy.dev, gateway.networking.k8s.io
                      help: choose one with --api, such as --api gateway.apoxy.dev

                    """)
            outputs += ["--api", "gateway.apoxy.dev"]
            told = try await InProcess.run(outputs, environment: [:])
            #expect(told.output == "routeName = pg\nnamespace = db\n")
            let warning =
                "warning: the state \(workspace.folder)/state.json has 1 route of gateway.apoxy.dev, which is left alone: "
                + "this run is about gateway.networking.k8s.io (--api gateway.apoxy.dev for the others)"
            for command in [["refresh"], ["plan", "--destroy"], ["destroy", "-y", "--no-preflight"]] {
                let left = try await run(command)
                #expect(left.errors.contains(warning), "\(left.testDescription)")
            }
            let rest = try await run(["destroy", "-y", "--no-preflight"])
            #expect(rest.errors.contains("1 deleted") || rest.output.contains("1 deleted"), "\(rest.testDescription)")
        }
    }
}
