import TestSupport
import Testing
import Values

/// What the README promises, from the first apply to the last destroy.
struct MainFlowTests {
    private static let lineage = "01234567-89ab-4cde-8f01-23456789abcd"

    @Test func fromApplyToDestroy() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        var run = try await workspace.openmcf("apply", "-f", "tcproute.yaml", "--sandbox", "-q")
        #expect(
            run.output == """
                Apply complete: 1 created, 0 updated, 0 deleted, 0 unchanged.

                Outputs:
                  routeName = postgres-route, namespace = app-ns

                """)
        #expect(run.errors == "")
        #expect(run.status == 0)

        run = try await workspace.openmcf("outputs", "postgres-route", "-o", "json")
        #expect(run.output == "{\"routeName\":\"postgres-route\",\"namespace\":\"app-ns\"}\n")

        run = try await workspace.openmcf("plan", "-f", "tcproute.yaml", "--sandbox", "--detailed-exitcode")
        #expect(run.output == "Cluster: the sandbox\n\nNo changes. 1 route as declared.\n")
        #expect(run.status == 0)

        try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5432\n          weight: 20")
        run = try await workspace.openmcf("plan", "-f", "tcproute.yaml", "--sandbox", "--detailed-exitcode")
        #expect(
            run.output == """
                Cluster: the sandbox

                ~ update TCPRoute app-ns/postgres-route  (tcproute.yaml:6)
                    ~ spec.rules[0].backendRefs[0].weight: 1 → 20  (tcproute.yaml:17)

                Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged.

                """)
        #expect(run.status == 2)

        run = try await workspace.openmcf("diff", "-f", "tcproute.yaml", "--sandbox", "-q")
        #expect(
            run.output == """
                --- live/app-ns/postgres-route.yaml
                +++ desired/app-ns/postgres-route.yaml
                @@ -22,4 +22,4 @@
                       kind: Service
                       name: postgres
                       port: 5432
                -      weight: 1
                +      weight: 20

                """)
        #expect(run.errors == "")
        #expect(run.status == 1)

        try await workspace.succeed("apply", "-f", "tcproute.yaml", "--sandbox")
        let state = workspace.read(".openmcf/state.json")
        let sandbox = workspace.read(".openmcf/sandbox/changes.journal")
        run = try await workspace.openmcf("apply", "-f", "tcproute.yaml", "--sandbox", "-o", "json")
        #expect(try run.json["summary"]?["unchanged"] == 1)
        #expect(workspace.read(".openmcf/state.json") == state)
        #expect(workspace.read(".openmcf/sandbox/changes.journal") == sandbox)
        run = try await workspace.openmcf("diff", "-f", "tcproute.yaml", "--sandbox")
        #expect(run.output == "")
        #expect(run.status == 0)

        run = try await workspace.openmcf("destroy", "--sandbox", "-q")
        #expect(run.output == "")
        #expect(
            run.errors == """
                error: 1 route would be deleted, which needs a terminal to ask on, or --yes
                  help: look at the plan with 'openmcf plan --destroy --sandbox', then add --yes

                """)
        #expect(run.status == 64)
        #expect(workspace.read(".openmcf/state.json") == state)

        run = try await workspace.openmcf("destroy", "--sandbox", "-y", "-q")
        #expect(run.output == "Destroy complete: 0 created, 0 updated, 1 deleted, 0 unchanged.\n")
        #expect(run.status == 0)
        run = try await workspace.openmcf("outputs", "-o", "json")
        #expect(try run.json == ["formatVersion": "1.0", "resources": []])
        run = try await workspace.openmcf("outputs")
        #expect(run.output == "")
        #expect(run.errors == "The state has no routes.\n")
        #expect(run.status == 0)
    }

    @Test(arguments: [
        ("gateway-api-guide.yaml", ["tcp-apps/tcp-app-1", "tcp-apps/tcp-app-2"]),
        ("namespace-reference.yaml", ["data/redis-route"]), ("port-forwarding.yaml", ["app-ns/postgres-forward"]),
        ("tcproute.yaml", ["app-ns/postgres-route"]), ("weighted-canary.yaml", ["app-ns/broker-canary"]),
    ])
    func exampleApplies(name: String, routes: [String]) async throws {
        let workspace = try Workspace()
        try workspace.addExample(name)
        try await workspace.succeed("validate", name, "--strict")
        try await workspace.succeed("apply", name, "--sandbox")
        let plan = try await workspace.openmcf("plan", name, "--sandbox", "--detailed-exitcode", "-o", "json")
        #expect(plan.status == 0)
        #expect(try plan.json["drift"] == [])
        let outputs = try await workspace.openmcf("outputs", "-o", "json").json["resources"]?.array ?? []
        #expect(outputs.map { "\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")" } == routes)
    }

    @Test func orphansAreListedAndPruned() async throws {
        let workspace = try Workspace()
        try workspace.addExample("gateway-api-guide.yaml")
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", ".", "--sandbox")
        var run = try await workspace.openmcf("plan", "tcproute.yaml", "--sandbox")
        #expect(
            run.output == """
                Cluster: the sandbox

                  tcp-apps/tcp-app-1 is in the state but not in the manifests; it is left alone (--prune deletes it)
                  tcp-apps/tcp-app-2 is in the state but not in the manifests; it is left alone (--prune deletes it)

                No changes. 1 route as declared.

                """)
        run = try await workspace.openmcf("apply", "tcproute.yaml", "--sandbox")
        #expect(run.status == 0)
        run = try await workspace.openmcf("plan", "tcproute.yaml", "--sandbox", "--prune", "--detailed-exitcode")
        #expect(
            run.output == """
                Cluster: the sandbox

                - delete TCPRoute tcp-apps/tcp-app-1
                - delete TCPRoute tcp-apps/tcp-app-2

                Plan: 0 to create, 0 to update, 2 to delete, 1 unchanged.

                """)
        #expect(run.status == 2)
        run = try await workspace.openmcf("apply", "tcproute.yaml", "--sandbox", "--prune", "-q")
        #expect(
            run.errors == """
                error: 2 routes would be deleted, which needs a terminal to ask on, or --yes
                  help: look at the plan with 'openmcf plan --prune tcproute.yaml --sandbox', then add --yes

                """)
        #expect(run.status == 64)
        run = try await workspace.openmcf("apply", "tcproute.yaml", "--sandbox", "--prune", "--yes", "-o", "json")
        #expect(
            try run.json["summary"] == ["created": 0, "updated": 0, "deleted": 2, "unchanged": 1, "failed": 0])
    }

    @Test func destroyOfOneManifestLeavesTheOthers() async throws {
        let workspace = try Workspace()
        try workspace.addExample("weighted-canary.yaml")
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", ".", "--sandbox")
        var run = try await workspace.openmcf("plan", "--destroy", "--sandbox", "--detailed-exitcode", "-q")
        #expect(
            run.output == """
                Cluster: the sandbox

                - delete TCPRoute app-ns/broker-canary
                - delete TCPRoute app-ns/postgres-route

                Plan: 0 to create, 0 to update, 2 to delete, 0 unchanged.

                """)
        #expect(run.status == 2)
        try await workspace.succeed("delete", "-f", "weighted-canary.yaml", "--sandbox", "--auto-approve")
        run = try await workspace.openmcf("outputs")
        #expect(run.output == "NAMESPACE  ROUTE NAME\napp-ns     postgres-route\n")
        run = try await workspace.openmcf("destroy", "-f", "weighted-canary.yaml", "--sandbox")
        #expect(
            run.errors.contains(
                "app-ns/broker-canary is not in the state: there is nothing of this stack to delete\n"))
        #expect(run.status == 0)
    }

    @Test func savedPlanIsAppliedOnce() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox", "--lineage", Self.lineage)
        try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5433")
        var run = try await workspace.openmcf("plan", "tcproute.yaml", "--sandbox", "--out", "plan.json", "-q")
        #expect(run.status == 0)
        #expect(try workspace.json("plan.json")["summary"]?["update"] == 1)
        // What the plan says counts, not what the manifest says by now.
        try workspace.edit("tcproute.yaml", replacing: "port: 5433", with: "port: 9999")
        run = try await workspace.openmcf("apply", "plan.json", "--sandbox", "-o", "json")
        #expect(try run.json["summary"]?["updated"] == 1)
        let port = try workspace.json(".openmcf/state.json")["routes"]?.array?.first?["object"]?["spec"]?["rules"]?
            .array?.first?["backendRefs"]?.array?.first?["port"]
        #expect(port == 5433)
        run = try await workspace.openmcf("apply", "plan.json", "--sandbox")
        #expect(
            run.errors == """
                error: the plan was made from serial 1 of stack \(Self.lineage), but the state is at serial 2 of stack \
                \(Self.lineage)
                  help: make the plan anew: something was applied since

                """)
        #expect(run.status == 5)
    }

    /// What is named as the next command to run reads manifests: the saved plan is not repeated in it.
    @Test func helpForASavedPlanNamesNoPlanFile() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox", "--lineage", Self.lineage)
        try await workspace.succeed("plan", "--destroy", "--sandbox", "--out", "destroy.json")
        var run = try await workspace.openmcf("apply", "destroy.json", "--sandbox", "-q")
        #expect(
            run.errors == """
                error: 1 route would be deleted, which needs a terminal to ask on, or --yes
                  help: look at the saved plan, which is told without --quiet, then add --yes

                """)
        #expect(run.status == 64)
        try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5433")
        try await workspace.succeed("plan", "tcproute.yaml", "--sandbox", "--out", "plan.json")
        let other = "11111111-89ab-4cde-8f01-23456789abcd"
        try await workspace.succeed(
            "apply", "tcproute.yaml", "--sandbox", "--state", "other.json", "--lineage", other, "--adopt",
            "--force-conflicts")
        run = try await workspace.openmcf("apply", "plan.json", "--sandbox", "-q")
        #expect(
            run.errors == """
                error: the route app-ns/postgres-route belongs to another stack of openmcf (lineage \(other)); it is not \
                touched
                  help: take it over with --adopt after looking at 'openmcf diff --sandbox -f MANIFEST', or choose another \
                name

                """)
        #expect(run.status == 5)
    }

    @Test func planMadeWithoutAClusterIsNotApplied() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox")
        try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5433")
        try workspace.write(
            "plan.json", try await workspace.succeed("plan", "tcproute.yaml", "--offline", "-o", "json").output)
        let run = try await workspace.openmcf("apply", "plan.json", "--sandbox")
        #expect(
            run.errors == """
                error: the plan was made without a cluster, so nothing says what it would overwrite
                  help: make it with the cluster configured, and apply that

                """)
        #expect(run.status == 5)
    }

    @Test func lineageContinuesAStateThatWasLost() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox", "--lineage", Self.lineage)
        var run = try await workspace.openmcf("apply", "tcproute.yaml", "--sandbox", "--state", "fresh.json", "-q")
        #expect(
            run.errors == """
                warning: 1 route carries the mark of another stack; if that is this one, whose state was lost, continue \
                it with --lineage \(Self.lineage)
                error: the route app-ns/postgres-route belongs to another stack of openmcf (lineage \(Self.lineage)); \
                it is not touched
                  help: take it over with --adopt after looking at 'openmcf diff tcproute.yaml --sandbox --state \
                fresh.json', or choose another name

                """)
        #expect(run.status == 5)
        #expect(workspace.read("fresh.json") == nil)
        run = try await workspace.openmcf(
            "apply", "tcproute.yaml", "--sandbox", "--state", "fresh.json", "--lineage", Self.lineage, "-o", "json")
        #expect(try run.json["summary"]?["unchanged"] == 1)
        #expect(try workspace.json("fresh.json")["routes"]?.array?.count == 1)
        run = try await workspace.openmcf(
            "plan", "tcproute.yaml", "--sandbox", "--lineage", "11111111-89ab-4cde-8f01-23456789abcd")
        #expect(
            run.errors == """
                error: the state .openmcf/state.json has the lineage \(Self.lineage), not \
                11111111-89ab-4cde-8f01-23456789abcd
                  help: leave out --lineage, or use another file with --state

                """)
        #expect(run.status == 64)
        run = try await workspace.openmcf("plan", "tcproute.yaml", "--sandbox", "--lineage", "nonsense")
        #expect(run.errors.contains("--lineage takes a UUID"))
        #expect(run.status == 64)
    }

    @Test func stateIsWhereFlagOrEnvironmentSay() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let environment = ["OPENMCF_STATE": "elsewhere/from-environment.json"]
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox", "--state", "deep/er/flag.json")
        #expect(workspace.read(".openmcf/state.json") == nil)
        var run = try await workspace.openmcf(
            "apply", "tcproute.yaml", "--sandbox", "--adopt", environment: environment)
        #expect(run.status == 0)
        #expect(workspace.read("elsewhere/from-environment.json") != nil)
        run = try await workspace.openmcf("outputs", "postgres-route", "namespace", environment: environment)
        #expect(run.output == "app-ns\n")
        run = try await workspace.openmcf("outputs", "--state", "deep/er/flag.json", environment: environment)
        #expect(run.status == 0)
        run = try await workspace.openmcf("outputs")
        #expect(
            run.errors == """
                error: there is no state at .openmcf/state.json
                  help: apply something first, or name the state with --state; when it was lost, 'openmcf diff -f \
                MANIFEST' says which --lineage an apply needs to continue it

                """)
        #expect(run.status == 1)
    }

    @Test func stateOfAnotherClusterIsAHardStop() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox")
        let state = workspace.read(".openmcf/state.json")
        let other = try Workspace()
        try other.addExample("tcproute.yaml")
        try other.write(".openmcf/state.json", try #require(state))
        for arguments in [["apply", "tcproute.yaml"], ["plan", "tcproute.yaml"], ["destroy", "-y"]] {
            let run = try await other.run(Tools.openmcf, arguments + ["--sandbox", "-q"])
            #expect(run.errors.hasPrefix("error: the state .openmcf/state.json belongs to "), "\(run)")
            #expect(
                run.errors.hasSuffix(
                    "  help: use the state of this cluster with --state FILE; a new file starts a new stack\n"))
            #expect(run.status == 1)
            #expect(run.output == "")
        }
        #expect(other.read(".openmcf/state.json") == state)
    }
}
