import FoundationEssentials
import TestSupport
import Testing
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A state that cannot be read or written: exit code 1, the path, what to do, and everything as it was.
struct BadStateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let content: String
        let message: String

        var testDescription: String { name }
    }

    private static let restore =
        "  help: It was left as it is. Restore it from a copy (there is no backup beside it), or name another state with "
        + "--state FILE.\n"

    static let cases = [
        Case(
            name: "garbage", content: "garbage\n",
            message:
                "error: the state 'state.json' cannot be read: expected a JSON value, at line 1, column 1, byte 0\n"
                + restore),
        Case(
            name: "cut off", content: "{\n  \"formatVersion\": \"1.0\",\n  \"lineage",
            message:
                "error: the state 'state.json' cannot be read: a string is not closed, at line 3, column 3, byte 30\n"
                + restore),
        Case(
            name: "another JSON file", content: "{\"a\": 1}",
            message: """
                error: 'state.json' is no state of openmcf: it has no 'formatVersion'
                  help: It was left as it is. Name the state with --state FILE; a new file name begins a new state.

                """),
        Case(
            name: "a newer format", content: "{\"formatVersion\": \"2.0\"}",
            message: """
                error: the state 'state.json' has format 2.0, and this version of openmcf reads 1.x
                  help: Use the version of openmcf that wrote it, or a newer one. The file was left as it is.

                """),
    ]

    /// A backup is named where there is one.
    @Test func theBackupOfADamagedState() async throws {
        let workspace = try Workspace()
        try workspace.write("state.json", "{")
        try workspace.write("state.json.backup", "{}")
        let run = try await workspace.inProcess("outputs", "--state", "state.json")
        #expect(
            run.errors == """
                error: the state 'state.json' cannot be read: expected a key in double quotes, at line 1, column 2, byte 1
                  help: It was left as it is. Restore it from a copy (the one before the last save is \
                'state.json.backup'), or name another state with --state FILE.

                """)
    }

    private static let commands = [
        ["outputs"], ["plan", "tcproute.yaml", "--offline"], ["plan", "tcproute.yaml", "--sandbox"],
        ["apply", "tcproute.yaml", "--sandbox"], ["destroy", "--sandbox", "-y"],
    ]

    @Test(arguments: cases)
    func unreadableState(_ example: Case) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.write("state.json", example.content)
        let before = workspace.files
        for command in Self.commands {
            var run = try await workspace.inProcess(command + ["--state", "state.json"])
            #expect(run.errors == example.message)
            #expect(run.output == "")
            #expect(run.status == 1)
            run = try await workspace.inProcess(command + ["--state", "state.json", "-o", "json"])
            #expect(
                try run.json["error"]?["message"]?.string.map { "error: \($0)\n" }.map(run.errors.hasPrefix) == true)
            #expect(run.status == 1)
        }
        #expect(workspace.read("state.json") == example.content)
        #expect(workspace.files == before)
    }

    /// Nothing waits for a pipe's other end, and a device is not replaced by a file.
    @Test(arguments: ["state", "journal"], ["pipe", "device"])
    func stateThatIsNoRegularFile(_ file: String, _ kind: String) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox", "--state", "state.json")
        let path = file == "state" ? "state.json" : "state.json.journal"
        let make = kind == "pipe" ? "mkfifo \(path)" : "ln -s /dev/null \(path)"
        _ = try await workspace.run("/bin/sh", ["-c", "rm -f \(path); \(make)"])
        let before = workspace.files
        let name = kind == "device" && file == "state" ? "/dev/null" : path
        let message =
            "error: cannot read '\(name)': it is a \(kind == "pipe" ? "named pipe" : "device"), not a regular file\n"
        for command in Self.commands {
            let run = try await workspace.run(Tools.openmcf, command + ["--state", "state.json"], seconds: 20)
            #expect(
                run.errors == message + "  help: Name a regular file, or one that does not exist yet.\n",
                "\(run.testDescription)")
            #expect(run.status == 1)
        }
        #expect(workspace.files == before)
    }

    /// `sudo openmcf apply`, once.
    @Test(.enabled("only root can give files away", { geteuid() == 0 }))
    func whatRootSavesStaysItsOwners() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox")
        let give = "cd .openmcf && rm *.lock *.backup 2>/dev/null; chown -R 1234:2345 . && chmod 640 state.json"
        _ = try await workspace.run("/bin/sh", ["-c", give])
        try workspace.edit("tcproute.yaml", replacing: "port: 5432", with: "port: 5433")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox")
        let list = try await workspace.run(
            "/bin/sh", ["-c", "cd .openmcf && stat -c '%u:%g %a %n' state.json* sandbox/*"])
        #expect(
            list.output == """
                1234:2345 640 state.json
                1234:2345 640 state.json.backup
                1234:2345 644 state.json.lock
                1234:2345 600 sandbox/changes.journal
                1234:2345 644 sandbox/sandbox.lock

                """)
    }

    @Test func stateThatIsAFolder() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.write("folder/file", "")
        let before = workspace.files
        for command in Self.commands {
            let run = try await workspace.inProcess(command + ["--state", "folder"])
            #expect(
                run.errors
                    == "error: cannot read 'folder': Is a directory\n  help: 'folder' is a folder; name a file in it.\n"
            )
            #expect(run.status == 1)
        }
        #expect(workspace.files == before)
    }

    @Test func stateBelowAFile() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let run = try await workspace.openmcf("apply", "tcproute.yaml", "--sandbox", "--state", "tcproute.yaml/state")
        #expect(
            run.errors == """
                error: cannot open 'tcproute.yaml/state': Not a directory
                  help: A part of 'tcproute.yaml/state' is a file and not a folder.

                """)
        #expect(run.status == 1)
    }

    /// A limit on file sizes fails writes as a full disk does; each limit at another place.
    @Test(arguments: [0, 1, 2, 4, 6])
    func fullDiskLeavesNothingHalfWritten(blocks: Int) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.write("other.yaml", Self.longManifest)
        try await ForegroundSandbox.run { sandbox in
            try await sandbox.createNamespace("app-ns")
            let server = ["-q", "--no-preflight", "--server", sandbox.url]
            func limited(_ arguments: [String]) async throws -> Run {
                let script = "{ (trap '' XFSZ; ulimit -f \(blocks); \"$@\"); echo \"exit $?\"; } 2>&1 | cat"
                return try await workspace.run("/bin/sh", ["-c", script, "sh", Tools.openmcf] + arguments + server)
            }
            for (name, count) in [("tcproute.yaml", 1), ("other.yaml", 2)] {
                let before = workspace.read(".openmcf/state.json")
                var run = try await limited(["apply", name])
                // Where no byte can be written it has to fail; greater limits may be enough for it.
                if blocks == 0 { #expect(!run.output.hasSuffix("exit 0\n"), "\(run.testDescription)") }
                if !run.output.hasSuffix("exit 0\n") {
                    let isWritten = workspace.read(".openmcf/state.json.journal") != nil
                    #expect(
                        run.output.hasPrefix(
                            isWritten
                                ? "error: routes were written, but the state was not saved: cannot write '.openmcf/.state.json."
                                : "error: cannot write '.openmcf/state.json"), "\(run.testDescription)")
                    #expect(run.output.contains("': File too large\n"))
                    #expect(
                        run.output.contains(
                            "'.openmcf/state.json.journal' keeps what was done, and the next run records it")
                            == isWritten)
                    #expect(run.output.hasSuffix("exit 1\n"))
                    #expect(workspace.read(".openmcf/state.json") == before)
                    #expect(!workspace.files.contains { $0.hasSuffix(".tmp") })
                }
                run = try await workspace.run(Tools.openmcf, ["apply", name] + server)
                #expect(run.status == 0, "\(run.testDescription)")
                #expect(try workspace.json(".openmcf/state.json")["routes"]?.array?.count == count)
                #expect(workspace.read(".openmcf/state.json.journal") == nil)
            }
        }
    }

    /// Commands that read the state for references alone do without one that no reference leads to.
    @Test(arguments: ["validate", "render", "load-manifest", "graph"])
    func aStateThatIsNotNeeded(command: String) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.write(".openmcf/state.json", "garbage")
        var run = try await workspace.inProcess(command, "tcproute.yaml")
        #expect(
            run.errors.contains(
                """
                warning: the state '.openmcf/state.json' cannot be read: expected a JSON value, at line 1, column 1, byte 0; \
                it is left out, as no reference leads to it

                """), "\(run.testDescription)")
        #expect(run.status == 0)
        let reference = "valueFrom: {kind: KubernetesTcpRoute, name: other, fieldPath: spec.namespace}"
        try workspace.edit("tcproute.yaml", replacing: "value: app-ns", with: reference)
        run = try await workspace.inProcess(command, "tcproute.yaml", "-q")
        #expect(
            run.errors.hasPrefix("error: the state '.openmcf/state.json' cannot be read: expected a JSON value"),
            "\(run.testDescription)")
        #expect(run.status == 1)
    }

    private static let longManifest = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: long, annotations: {text: "\(String(repeating: "x", count: 1500))"}}
        spec: {namespace: app-ns, parentRefs: [{name: gw}], rules: [{backendRefs: [{name: s, port: 1}]}]}

        """

    @Test(.enabled("needs /dev/full", { FileManager.default.fileExists(atPath: "/dev/full") }))
    func resultThatCannotBeWritten() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        let run = try await workspace.run(
            "/bin/sh", ["-c", "\"$0\" render tcproute.yaml -q >/dev/full", Tools.openmcf])
        #expect(run.errors == "error: the result could not be written to standard output: No space left on device\n")
        #expect(run.status == 1)
    }

    @Test(arguments: [
        ("pipe", "'pipe' is no regular file"), ("folder", "'folder' is no regular file"),
        ("missing/plan.json", "cannot create 'missing/"),
    ])
    func planThatCannotBeSaved(path: String, message: String) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.write("folder/file", "")
        _ = try await workspace.run("/bin/sh", ["-c", "mkfifo pipe"])
        let before = workspace.files
        let run = try await workspace.openmcf("plan", "tcproute.yaml", "--sandbox", "-q", "--out", path)
        #expect(run.errors.hasPrefix("error: the plan was not saved: \(message)"), "\(run.testDescription)")
        #expect(run.output == "")
        #expect(run.status == 1)
        #expect(workspace.files.filter { !$0.hasPrefix(".openmcf/sandbox/") } == before)
    }
}
