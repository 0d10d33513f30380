import TestSupport
import Testing
import Values

/// A live route of v1alpha2 with several rules, taken to v1.
struct MigrationTests {
    private static let manifest = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: pg}
        spec:
          namespace: db
          parentRefs: [{name: gw, sectionName: tcp}]
          rules:
          - backendRefs: [{name: pg, port: 5432}]
          - backendRefs: [{name: spare, port: 5432}]

        """

    private static let route = "/apis/gateway.networking.k8s.io/v1/namespaces/db/tcproutes/pg"

    @Test func aMigrationIsOneUpdateThatTakesNoConnections() async throws {
        let workspace = try Workspace()
        try workspace.write("two.yaml", Self.manifest)
        let objects = [
            ClusterObjects.gatewayClass, ClusterObjects.gateway, ClusterObjects.service("pg"),
            ClusterObjects.slice("pg"), ClusterObjects.service("spare"), ClusterObjects.slice("spare"),
        ]
        let list: Value = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
        try await ForegroundSandbox.run(["-f", "objects.json"], files: ["objects.json": JSONWriter.text(list)]) {
            sandbox in
            let server = ["--server", sandbox.url]
            let applied = try await workspace.inProcess(
                ["apply", "two.yaml", "-q", "--api-version", "v1alpha2"] + server)
            try #require(applied.status == 0, "\(applied.testDescription)")
            let converted = try await workspace.inProcess(["convert", "--live", "-A", "--to", "v1"] + server)
            #expect(converted.status == 0, "\(converted.testDescription)")
            #expect(converted.errors.contains("rules[1] (spare:5432) is left out: it served nothing"))
            #expect(converted.errors.contains("take v1alpha2 out of status.storedVersions"))
            try workspace.write("one.yaml", converted.output)

            let before = try await sandbox.get(Self.route)
            let plan = try await workspace.inProcess(
                ["plan", "one.yaml", "--api-version", "v1", "-o", "json"] + server)
            let json = try plan.json
            #expect(
                json["summary"] == ["create": 0, "update": 1, "delete": 0, "unchanged": 0], "\(plan.testDescription)")
            #expect(json["traffic"] == [])
            let listener = try #require(json["otherListeners"]?.array?.first, "\(plan.testDescription)")
            #expect(listener["before"]?["route"] == "db/pg")
            #expect(listener["before"] == listener["after"])

            let run = try await workspace.inProcess(["apply", "one.yaml", "-q", "--api-version", "v1"] + server)
            #expect(run.status == 0, "\(run.testDescription)")
            let after = try await sandbox.get(Self.route)
            for field in ["uid", "creationTimestamp"] {
                #expect(after["metadata"]?[field] == before["metadata"]?[field])
            }
            #expect(before["spec"]?["rules"]?.array?.count == 2)
            #expect(after["spec"]?["rules"] == before["spec"]?["rules"]?[0].map { [$0] })
        }
    }

    @Test(arguments: [
        (["convert", "--split", "a.yaml"], "--split is about the rules that --to v1 leaves over"),
        (["convert", "--to", "v1alpha2", "a.yaml"], "'v1alpha2'"),
        (["convert", "--to", "v1", "--api-version", "v1", "a.yaml"], "--to says the version: leave --api-version out"),
    ])
    func flagsThatDoNotGoTogether(arguments: [String], message: String) async throws {
        let run = try await InProcess.run(arguments)
        #expect(run.errors.contains(message), "\(run.testDescription)")
        #expect(run.status == 64)
    }

    @Test func aReleaseWithoutV1IsRefused() async throws {
        let workspace = try Workspace()
        try workspace.write("two.yaml", Self.manifest)
        let run = try await workspace.inProcess(
            "convert", "two.yaml", "--to", "v1", "--gateway-api", "v1.5/experimental")
        #expect(run.errors.hasPrefix("error: TCPRoute v1 came with v1.6; v1.5 has v1alpha2\n"))
        #expect(run.status == 64)
    }
}
