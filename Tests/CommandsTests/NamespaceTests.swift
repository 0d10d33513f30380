import TestSupport
import Testing
import Values

/// Namespaces that routes need and that do not exist: a part of the plan with the sandbox, an error elsewhere.
struct NamespaceTests {
    private static let lineage = "01234567-89ab-4cde-8f01-23456789abcd"
    private static let path = ".openmcf/sandbox/changes.journal"

    private static let diff = """
        --- /dev/null
        +++ desired/new-ns.yaml
        @@ -0,0 +1,4 @@
        +apiVersion: v1
        +kind: Namespace
        +metadata:
        +  name: new-ns
        --- /dev/null
        +++ desired/new-ns/postgres-route.yaml

        """

    @Test func aSandboxThatIsNotThereIsNotMadeForAPlan() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let plan = try await workspace.succeedInProcess("plan", "tcproute.yaml", "--sandbox", "-o", "json")
        _ = try await workspace.inProcess("diff", "tcproute.yaml", "--sandbox")
        #expect(workspace.files == ["tcproute.yaml"])
        #expect(try plan.json["cluster"] == "the sandbox in .openmcf/sandbox, which is not there yet")
        // The plan fits the sandbox that the apply makes, and no other cluster.
        try workspace.write("plan.json", plan.output)
        try await ForegroundSandbox.run { server in
            let elsewhere = try await workspace.inProcess("apply", "plan.json", "--server", server.url)
            #expect(
                elsewhere.errors.contains(
                    "error: the plan was made for the sandbox in .openmcf/sandbox, which is not there yet, not for "
                        + "\(server.url) (uid "), "\(elsewhere.errors)")
            #expect(elsewhere.status == 1)
        }
        let run = try await workspace.succeedInProcess("apply", "plan.json", "--sandbox")
        #expect(
            run.errors.contains("created Namespace app-ns\ncreated TCPRoute app-ns/postgres-route\n"), "\(run.errors)")
    }

    @Test func planAndDiffOnlySaySo() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        // The sandbox begins with the first command that writes.
        try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox")
        try await workspace.succeedInProcess("destroy", "--sandbox", "-y")
        try workspace.edit("tcproute.yaml", replacing: "app-ns", with: "new-ns")
        let files = workspace.contents
        let plan = try await workspace.succeedInProcess("plan", "tcproute.yaml", "--sandbox")
        #expect(
            plan.output.hasPrefix(
                "Cluster: the sandbox\n\n+ create Namespace new-ns\n+ create TCPRoute new-ns/postgres-route "))
        #expect(plan.output.hasSuffix("\nPlan: 1 to create, 0 to update, 0 to delete, 0 unchanged.\n"))
        let diff = try await workspace.inProcess("diff", "tcproute.yaml", "--sandbox", "-q")
        #expect(diff.output.hasPrefix(Self.diff), "\(diff.output)")
        let json = try await workspace.succeedInProcess("plan", "tcproute.yaml", "--sandbox", "-o", "json").json
        #expect(json["namespaces"] == [["name": "new-ns", "action": "create"]])
        #expect(json["summary"] == ["create": 1, "update": 0, "delete": 0, "unchanged": 0])
        #expect(workspace.contents == files)
    }

    @Test func applyMakesThemFirst() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let run = try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox")
        #expect(
            run.errors.contains("created Namespace app-ns\ncreated TCPRoute app-ns/postgres-route\n"), "\(run.errors)")
        let json = try await workspace.succeedInProcess("plan", "tcproute.yaml", "--sandbox", "-o", "json").json
        #expect(json["namespaces"] == [])
    }

    @Test func aSavedPlanMakesThem() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeedInProcess("plan", "tcproute.yaml", "--sandbox", "--out", "plan.json")
        #expect(try workspace.json("plan.json")["namespaces"] == [["name": "app-ns", "action": "create"]])
        try await workspace.succeedInProcess("apply", "plan.json", "--sandbox")
        #expect(workspace.read(Self.path)?.contains("\"name\":\"app-ns\"") == true)
    }

    @Test func aDeclinedPlanMakesNone() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox")
        let manifest = try #require(workspace.read("tcproute.yaml"))
        try workspace.write("tcproute.yaml", manifest.replacing("app-ns", with: "other-ns"))
        // What deletes needs --yes without a terminal.
        let run = try await workspace.inProcess("apply", "tcproute.yaml", "--sandbox", "--prune")
        #expect(run.status == 64, "\(run.testDescription)")
        #expect(workspace.read(Self.path)?.contains("other-ns") == false)
    }

    @Test func aRunningSandboxIsOnlyReadByAPlan() async throws {
        try await ForegroundSandbox.run { server in
            let workspace = try Workspace()
            try workspace.addExample("tcproute.yaml")
            let before = try await server.get("/api/v1/namespaces")
            let missing = try await workspace.inProcess("plan", "tcproute.yaml", "--server", server.url)
            #expect(missing.output.contains("    the namespace 'app-ns' does not exist\n"))
            #expect(missing.output.hasSuffix("\nRefused: 1 route needs --create-namespace.\n"))
            #expect(missing.status == 0)
            #expect(try await server.get("/api/v1/namespaces") == before)
            #expect(try await server.get("/api/v1/namespaces/app-ns")["reason"] == "NotFound")
        }
    }
}
