import TestSupport
import Testing
import Values

/// The same manifests as routes of Apoxy's group, in the sandbox that is part of the program.
struct OtherGroupSandboxTests {
    private static let api = ["--api", "gateway.apoxy.dev/v1alpha2"]
    private static let place = api + ["--sandbox"]

    private func withManifests(_ body: (Workspace, ([String]) async throws -> Run) async throws -> Void) async throws {
        let workspace = try Workspace()
        try workspace.write("pg.yaml", GatewayScene.manifest)
        try await body(workspace) { try await workspace.inProcess($0) }
    }

    @Test func fromValidateToDestroy() async throws {
        try await withManifests { workspace, openmcf in
            var run = try await openmcf(["validate", "pg.yaml"] + Self.api)
            #expect(run.output == "1 manifest valid\n", "\(run.testDescription)")

            run = try await openmcf(["plan", "pg.yaml", "--detailed-exitcode"] + Self.place)
            #expect(run.status == 2, "\(run.testDescription)")
            #expect(run.output.contains("\n+ create TCPRoute pg  (pg.yaml:3)\n"), "\(run.output)")
            #expect(run.output.hasSuffix("\nPlan: 1 to create, 0 to update, 0 to delete, 0 unchanged.\n"))

            run = try await openmcf(["apply", "pg.yaml", "-y"] + Self.place)
            #expect(
                run.output == """
                    Apply complete: 1 created, 0 updated, 0 deleted, 0 unchanged.

                    Outputs:
                      routeName = pg, namespace = db

                    """, "\(run.testDescription)")

            run = try await openmcf(["get", "pg", "-o", "json", "--show-managed-fields"] + Self.place)
            let live = try run.json
            #expect(live["apiVersion"] == "gateway.apoxy.dev/v1alpha2")
            #expect(live["metadata"]?["namespace"] == nil)
            #expect(live["metadata"]?["annotations"]?["openmcf.org/namespace"] == "db")
            #expect(live["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string } == ["openmcf"])
            #expect(
                live["spec"]?["rules"]
                    == [["backendRefs": [["group": "", "kind": "Service", "name": "pg", "port": 5432, "weight": 1]]]])

            run = try await openmcf(["plan", "pg.yaml", "--detailed-exitcode"] + Self.place)
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(run.output == "Cluster: the sandbox\n\nNo changes. 1 route as declared.\n")

            try workspace.edit("pg.yaml", replacing: "port: 5432", with: "port: 5433")
            run = try await openmcf(["apply", "pg.yaml", "-y", "-o", "json"] + Self.place)
            #expect(try run.json["summary"]?["updated"] == 1, "\(run.testDescription)")

            // What the state has says where it is.
            run = try await openmcf(["destroy", "-y", "-o", "json", "--sandbox"])
            #expect(try run.json["summary"]?["deleted"] == 1, "\(run.testDescription)")
            run = try await openmcf(["get", "-o", "json"] + Self.place)
            #expect(try run.json["items"] == [], "\(run.testDescription)")
        }
    }

    /// The names are those of the whole cluster, so the namespaces of the manifests do not keep them apart.
    @Test(arguments: [["plan"], ["apply", "-y"], ["validate", "--server-side"]])
    func anEqualNameInTwoNamespaces(_ command: [String]) async throws {
        try await withManifests { workspace, openmcf in
            try workspace.write("web.yaml", GatewayScene.manifest.replacing("namespace: db", with: "namespace: web"))
            let run = try await openmcf(command + ["pg.yaml", "web.yaml"] + Self.place)
            #expect(run.status == 3, "\(run.testDescription)")
            #expect(
                (run.output + run.errors).contains(
                    """
                    web.yaml:3:18: error: the TCPRoute 'pg' stands in the namespaces 'db' and 'web', and \
                    gateway.apoxy.dev has one of a name in the whole cluster [duplicate-route]
                    """), "\(run.testDescription)")
        }
    }

    /// Fields that the release of that API does not have, and a name twice, are refused by its own rules.
    @Test func itsOwnRules() async throws {
        try await withManifests { workspace, openmcf in
            try workspace.edit(
                "pg.yaml", replacing: "  rules:\n", with: "  rules:\n  - {name: a, backendRefs: [{name: a, port: 1}]}\n"
            )
            try workspace.edit("pg.yaml", replacing: "  - backendRefs:\n", with: "  - name: a\n    backendRefs:\n")
            let run = try await openmcf(["validate", "pg.yaml"] + Self.api)
            #expect(run.status == 3, "\(run.testDescription)")
        }
    }

    /// Both groups at once: one route in each, and neither sees the other's.
    @Test func besideGatewayAPI() async throws {
        try await withManifests { workspace, openmcf in
            var run = try await openmcf(["apply", "pg.yaml", "-y", "-q"] + Self.place)
            try #require(run.status == 0, "\(run.testDescription)")
            run = try await openmcf(["get", "-A", "-o", "json", "--sandbox", "--api", "gateway.networking.k8s.io"])
            #expect(try run.json["items"] == [], "\(run.testDescription)")
        }
    }
}
