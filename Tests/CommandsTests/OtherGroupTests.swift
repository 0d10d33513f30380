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

    /// A server with no other group.
    private func withServer(
        isNamespaced: Bool, _ body: (Workspace, TestServer, ([String]) async throws -> Run) async throws -> Void
    ) async throws {
        let workspace = try Workspace()
        let cluster = FakeCluster { request in
            switch request.path {
            case "/apis/gateway.apoxy.dev": .json(["versions": [["version": "v1alpha2"]]])
            case Self.root:
                .json([
                    "resources": [["name": "tcproutes", "kind": "TCPRoute", "namespaced": .bool(isNamespaced)]]
                ])
            case "/apis": .json(["groups": [["name": "gateway.apoxy.dev"]]])
            case _ where request.path.hasPrefix("/apis/gateway.networking.k8s.io"):
                .answer(404, "404 page not found\n", ["content-type": "text/plain"])
            default: nil
            }
        }
        cluster.serve(Self.root + "/tcproutes")
        try await cluster.run { server in
            try await body(workspace, server) { words in
                try await InProcess.run(
                    words + ["--server", server.url, "--state", workspace.folder + "/state.json"],
                    environment: ["HOME": workspace.home])
            }
        }
    }

    @Test func clusterScopedRoutes() async throws {
        try await withServer(isNamespaced: false) { workspace, server, openmcf in
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

    @Test func clusterScopedRoutesGo() async throws {
        try await withServer(isNamespaced: false) { workspace, server, openmcf in
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
        try await withServer(isNamespaced: false) { workspace, _, openmcf in
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
        try await withServer(isNamespaced: true) { workspace, server, openmcf in
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

    @Test(arguments: [
        (["--api", "gateway.apoxy.dev/v3"], "gateway.apoxy.dev/v3"), (["--api", "nodots"], "nodots"),
    ])
    func whatIsNoAPI(_ words: [String], _ value: String) async throws {
        let run = try await InProcess.run(["get", "--sandbox"] + words)
        #expect(run.status == 64, "\(run.testDescription)")
        #expect(run.errors.contains("'\(value)'"), "\(run.testDescription)")
    }

    @Test func twoVersionsAreOneTooMany() async throws {
        try await withServer(isNamespaced: false) { workspace, _, openmcf in
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
}
