import SandboxSupport
import TestSupport
import Testing
import Values

/// Routes that are to go and that a finalizer holds: no script may take them for gone.
struct HeldDeletionTests {
    private static func held(in workspace: Workspace) async throws -> GatewayScene {
        let scene = try await GatewayScene()
        let run = try await scene.run(["apply", "-f", "r.yaml", "-y"], in: workspace)
        try #require(run.status == 0, "\(run.testDescription)")
        await scene.cluster.patch("pg", ["metadata": ["finalizers": ["example.org/wait"]]])
        return scene
    }

    @Test(arguments: [true, false])
    func destroy(asJSON: Bool) async throws {
        let workspace = try Workspace()
        let scene = try await Self.held(in: workspace)
        let run = try await scene.run(["destroy", "-y", "-q"] + (asJSON ? ["-o", "json"] : []), in: workspace)
        let since = try #require(await scene.cluster.route("pg")?["metadata"]?["deletionTimestamp"]?.string)
        let words = "db/pg is being deleted since \(since) and waits for the finalizer 'example.org/wait'"
        #expect(run.status == 8, "\(run.testDescription)")
        #expect(
            run.errors == """
                warning: \(words)
                error: 1 route is still there: \(words)
                  help: whoever set the finalizer has to take it off; the state keeps the route until then. --wait waits \
                for that

                """)
        guard asJSON else {
            let summary = "0 created, 0 updated, 0 deleted, 0 unchanged, 1 being deleted"
            #expect(run.output == "Destroy incomplete: \(summary).\n")
            return
        }
        #expect(try run.json["error"]?["code"] == "still-there")
        #expect(try run.json["resources"]?.array?.first?["deletion"]?["finalizers"] == ["example.org/wait"])
    }

    @Test func prune() async throws {
        let workspace = try Workspace()
        let scene = try await Self.held(in: workspace)
        let other = GatewayScene.manifest.replacing("metadata: {name: pg}", with: "metadata: {name: other}")
        let run = try await scene.run(["apply", "-f", "r.yaml", "--prune", "-y"], manifest: other, in: workspace)
        #expect(run.status == 8, "\(run.testDescription)")
        #expect(
            run.output.hasPrefix("Apply incomplete: 1 created, 0 updated, 0 deleted, 0 unchanged, 1 being deleted.\n"))
        #expect(
            run.errors.hasSuffix(
                "  help: whoever set the finalizer has to take it off; the state keeps the route until then\n"))
    }

    @Test func waitingForIt() async throws {
        let workspace = try Workspace()
        let scene = try await Self.held(in: workspace)
        let run = try await scene.run(["destroy", "-y", "--wait"], in: workspace) { scene in
            while await scene.cluster.route("pg")?["metadata"]?["deletionTimestamp"] == nil {
                try await Task.sleep(for: .milliseconds(5))
            }
            await scene.cluster.patch("pg", ["metadata": ["finalizers": .null]])
        }
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(run.output == "Destroy complete: 0 created, 0 updated, 1 deleted, 0 unchanged.\n")
    }
}
