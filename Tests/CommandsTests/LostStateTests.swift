import TestSupport
import Testing
import Values

/// No state where there was one, one of another stack, and one without routes.
struct LostStateTests {
    private static let lineage = "01234567-89ab-4cde-8f01-23456789abcd"
    private static let other = "11111111-89ab-4cde-8f01-23456789abcd"
    private static let backup = """
        there is no state at '.openmcf/state.json', but the backup of a state is beside it; this puts it back: \
        cp .openmcf/state.json.backup .openmcf/state.json
        """
    private static let mark = """
        1 route carries the mark of another stack; if that is this one, whose state was lost, continue it with \
        --lineage \(lineage)
        """

    /// A stack that was applied twice, with its state moved away.
    private func lostStack(keepsBackup: Bool) async throws -> Workspace {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox", "--lineage", Self.lineage)
        try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5433")
        try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox")
        _ = try await workspace.run("/bin/mv", [".openmcf/state.json", "lost.json"])
        if !keepsBackup { _ = try await workspace.run("/bin/rm", [".openmcf/state.json.backup"]) }
        return workspace
    }

    @Test(arguments: [["destroy", "-y"], ["destroy", "tcproute.yaml", "-y"], ["plan", "--destroy"], ["outputs"]])
    func whatNeedsAStateSaysThatThereIsNone(_ command: [String]) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let cluster = command == ["outputs"] ? [] : ["--sandbox"]
        let run = try await workspace.inProcess(command + cluster)
        let diff = "openmcf diff -f MANIFEST\(cluster.isEmpty ? "" : " --sandbox")"
        #expect(
            run.errors == """
                error: there is no state at .openmcf/state.json
                  help: apply something first, or name the state with --state; when it was lost, '\(diff)' says \
                which --lineage an apply needs to continue it

                """)
        #expect(run.status == 1)
        let json = try await workspace.inProcess(command + cluster + ["-o", "json"])
        #expect(try json.json["error"]?["code"] == "no-state")
        #expect(workspace.files == ["tcproute.yaml"])
    }

    @Test func aBackupIsNamed() async throws {
        let workspace = try await lostStack(keepsBackup: true)
        let files = workspace.files
        var run = try await workspace.inProcess("destroy", "--sandbox", "-y")
        #expect(
            run.errors == """
                error: there is no state at .openmcf/state.json
                  help: the backup of a state is beside it; this puts it back: \
                cp .openmcf/state.json.backup .openmcf/state.json

                """)
        #expect(run.status == 1)
        run = try await workspace.inProcess("plan", "tcproute.yaml", "--sandbox", "-o", "json")
        #expect(try run.json["warnings"] == [.string(Self.backup), .string(Self.mark)])
        #expect(workspace.files == files)
        _ = try await workspace.run("/bin/cp", [".openmcf/state.json.backup", ".openmcf/state.json"])
        run = try await workspace.succeedInProcess("destroy", "--sandbox", "-y")
        #expect(run.output == "Destroy complete: 0 created, 0 updated, 1 deleted, 0 unchanged.\n")
    }

    @Test func theLineageToContinueIsNamed() async throws {
        let workspace = try await lostStack(keepsBackup: false)
        var run = try await workspace.inProcess("apply", "tcproute.yaml", "--sandbox", "-q")
        #expect(
            run.errors == """
                warning: \(Self.mark)
                error: the route app-ns/postgres-route belongs to another stack of openmcf (lineage \(Self.lineage)); \
                it is not touched
                  help: take it over with --adopt after looking at 'openmcf diff tcproute.yaml --sandbox', or choose \
                another name

                """)
        #expect(run.status == 5)
        #expect(workspace.read(".openmcf/state.json") == nil)
        run = try await workspace.inProcess("apply", "tcproute.yaml", "--sandbox", "-o", "json")
        #expect(run.errors == "warning: \(Self.mark)\n")
        let failure = try #require(try run.json["resources"]?.array?.first?["error"])
        #expect(failure["code"] == "not-owned")
        #expect(failure["help"]?.string?.hasPrefix("take it over with --adopt ") == true)
        try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox", "--lineage", Self.lineage)
        run = try await workspace.succeedInProcess("outputs", "postgres-route", "routeName")
        #expect(run.output == "postgres-route\n")
    }

    /// Such as one that was begun by mistake after the old one was lost.
    @Test func aStateWithoutRoutesTakesALineage() async throws {
        let workspace = try await lostStack(keepsBackup: false)
        try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox", "--adopt", "--lineage", Self.other)
        try await workspace.succeedInProcess("destroy", "--sandbox", "-y")
        #expect(try workspace.json(".openmcf/state.json")["routes"] == [])
        var run = try await workspace.succeedInProcess(
            "plan", "tcproute.yaml", "--sandbox", "--lineage", Self.lineage, "--out", "plan.json")
        #expect(try workspace.json(".openmcf/state.json")["lineage"] == .string(Self.other))
        run = try await workspace.succeedInProcess("apply", "plan.json", "--sandbox")
        #expect(run.output.hasPrefix("Apply complete: 1 created,"))
        #expect(try workspace.json(".openmcf/state.json")["lineage"] == .string(Self.lineage))
        #expect(workspace.read(".openmcf/state.json.journal") == nil)
        run = try await workspace.inProcess("plan", "tcproute.yaml", "--sandbox", "--lineage", Self.other)
        #expect(run.status == 64)
    }

    @Test func anEmptyFileTakesALineage() async throws {
        let workspace = try await lostStack(keepsBackup: false)
        try workspace.write(".openmcf/state.json", "")
        var run = try await workspace.inProcess("apply", "tcproute.yaml", "--sandbox", "-q")
        #expect(
            run.errors == """
                error: the state '.openmcf/state.json' cannot be read: the file is empty
                  help: It was left as it is. Restore it from a copy (there is no backup beside it), or start it \
                anew with --lineage: the lineage stands in the annotation openmcf.org/stack of its routes.

                """)
        #expect(workspace.read(".openmcf/state.json") == "")
        run = try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox", "--lineage", Self.lineage)
        #expect(try workspace.json(".openmcf/state.json")["routes"]?.array?.count == 1)
    }

    // MARK: A saved plan of another state

    @Test(arguments: ["none", "another stack's", "another stack's, without routes"])
    func aPlanOfAnotherStateNamesBothPlaces(_ here: String) async throws {
        let exists = here != "none"
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.addExample("weighted-canary.yaml")
        let mine = ["--sandbox", "--state", "mine.json"]
        _ = try await workspace.inProcess(["apply", "tcproute.yaml", "--lineage", Self.lineage] + mine)
        try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5433")
        _ = try await workspace.inProcess(["plan", "tcproute.yaml", "--out", "plan.json"] + mine)
        let place = try #require(try workspace.json("plan.json")["state"]?.string)
        #expect(place.hasSuffix("/project/mine.json"))
        if exists {
            try await workspace.succeedInProcess("apply", "weighted-canary.yaml", "--sandbox", "--lineage", Self.other)
        }
        if here.hasSuffix("without routes") { try await workspace.succeedInProcess("destroy", "--sandbox", "-y") }
        // What is written has the names as they were given.
        let standard = ".openmcf/state.json"
        let run = try await workspace.inProcess("apply", "plan.json", "--sandbox")
        let found = exists ? "'\(standard)' is that of stack \(Self.other)" : "there is none at '\(standard)'"
        #expect(
            run.errors == """
                error: the plan was made from the state 'mine.json' (stack \(Self.lineage)), and \(found)
                  help: apply it with --state mine.json, or make the plan anew from this state

                """)
        #expect(run.status == 5)
        let applied = try await workspace.inProcess("apply", "plan.json", "--sandbox", "--state", "mine.json")
        #expect(applied.output.hasPrefix("Apply complete: 0 created, 1 updated,"), "\(applied.testDescription)")
    }

    // MARK: Removed routes

    @Test func routesThatTheSourcesNoLongerNameAreListed() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.addExample("weighted-canary.yaml")
        try await workspace.succeedInProcess("apply", "tcproute.yaml", "weighted-canary.yaml", "--sandbox")
        var run = try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox")
        #expect(
            run.errors == """
                Cluster: the sandbox

                  app-ns/broker-canary is in the state but not in the manifests; it is left alone (--prune deletes it)

                No changes. 1 route as declared.


                """)
        #expect(run.output.hasPrefix("Apply complete: 0 created, 0 updated, 0 deleted, 1 unchanged.\n"))
        run = try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox", "-o", "json")
        #expect(
            try run.json["removed"] == [
                [
                    "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute", "namespace": "app-ns",
                    "name": "broker-canary",
                ]
            ])
        run = try await workspace.succeedInProcess("apply", "tcproute.yaml", "--sandbox", "--prune", "-y", "-o", "json")
        #expect(try run.json["removed"] == [])
        #expect(try run.json["summary"]?["deleted"] == 1)
    }
}
