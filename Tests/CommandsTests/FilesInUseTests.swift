import TestSupport
import Testing

/// What is written for the user replaces nothing that a run reads or keeps.
struct FilesInUseTests {
    private static func workspace() async throws -> Workspace {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try workspace.write("kustomize/kustomization.yaml", "resources: [base.yaml]\n")
        try workspace.write("config", "apiVersion: v1\nkind: Config\n")
        try workspace.write("token", "secret\n")
        try await workspace.succeed("apply", "tcproute.yaml", "--sandbox", "-q")
        let links = """
            ln -s tcproute.yaml link.yaml; ln tcproute.yaml hard.yaml; mkdir sub; ln -s ../.openmcf sub/state; ln -s $PWD here
            mkdir empty; ln -s empty/new.json dangling.json
            """
        try #require(await workspace.run("/bin/sh", ["-c", links]).status == 0)
        return workspace
    }

    @Test(arguments: [
        (["tcproute.yaml", "--sandbox"], "tcproute.yaml", "read as a manifest"),
        (["tcproute.yaml", "--sandbox"], "./sub/../tcproute.yaml", "read as a manifest"),
        (["tcproute.yaml", "--sandbox"], "link.yaml", "read as a manifest"),
        (["tcproute.yaml", "--sandbox"], "hard.yaml", "read as a manifest"),
        (["link.yaml", "--sandbox"], "here/tcproute.yaml", "read as a manifest"),
        (["-f", ".", "--sandbox"], "tcproute.yaml", "read as a manifest"),
        (["-f", "*.yaml", "--sandbox"], "tcproute.yaml", "read as a manifest"),
        (["-i", "tcproute.yaml", "--sandbox"], "tcproute.yaml", "read as a manifest"),
        (["--destroy", "--sandbox"], ".openmcf/state.json", "the state"),
        (["tcproute.yaml", "--sandbox"], "sub/state/state.json", "the state"),
        (["tcproute.yaml", "--sandbox"], ".openmcf/../.openmcf/state.json.backup", "the state's backup"),
        (["tcproute.yaml", "--sandbox"], "here/.openmcf/state.json.journal", "the state's journal"),
        (["tcproute.yaml", "--sandbox"], ".openmcf/state.json.lock", "the state's lock"),
        // A state that is not there yet.
        (["tcproute.yaml", "--sandbox", "--state", "empty/new.json"], "here/empty/new.json", "the state"),
        (["tcproute.yaml", "--sandbox", "--state", "empty/new.json"], "dangling.json", "the state"),
        (["tcproute.yaml", "--sandbox", "--state", "none/at/all.json"], "here/none/../none/at/all.json", "the state"),
        (["tcproute.yaml", "--sandbox"], ".openmcf/sandbox/log", "a file of the sandbox"),
        (["tcproute.yaml", "--kubeconfig", "config"], "here/config", "a kubeconfig"),
        (
            ["tcproute.yaml", "--server", "http://127.0.0.1:1", "--token-file", "token"], "token",
            "the file of --token-file"
        ),
        (
            ["--kustomize-dir", "kustomize", "--sandbox"], "kustomize/kustomization.yaml",
            "in what kustomize builds from"
        ),
    ])
    func aPlanReplacesNoFileInUse(arguments: [String], path: String, use: String) async throws {
        let workspace = try await Self.workspace()
        if path == ".openmcf/sandbox/log" { try workspace.write(path, "x") }
        let before = workspace.contents
        let run = try await workspace.run(Tools.openmcf, ["plan"] + arguments + ["--out", path])
        #expect(
            run.errors == """
                error: --out would replace '\(path)', which is \(use)
                  help: name another file

                """)
        #expect(run.status == 64)
        #expect(workspace.contents == before)
    }

    /// An earlier plan is replaced, also one that lies among the manifests.
    @Test func anEarlierPlanIsReplaced() async throws {
        let workspace = try await Self.workspace()
        for out in ["plan.json", "plan.json", "kustomize/plan.json", "kustomize/plan.json"] {
            try await workspace.succeed("plan", "--destroy", "--sandbox", "--out", out)
        }
        try workspace.write("notes", "")
        try await workspace.succeed("plan", "tcproute.yaml", "--sandbox", "--out", "notes")
        try await workspace.succeed("apply", "notes", "--sandbox", "-y")
    }

    /// What a shell made standard input of is read, too.
    @Test(arguments: [
        (
            "plan -f - --sandbox --out tcproute.yaml",
            "error: --out would replace 'tcproute.yaml', which is read as a manifest\n"
        ),
        (
            "convert -f - --out here/hard.yaml --force",
            "error: nothing was written: 'here/hard.yaml' is read as a manifest\n"
        ),
    ])
    func standardInputMayBeAFile(_ command: String, _ expected: String) async throws {
        let workspace = try await Self.workspace()
        let before = workspace.contents
        let run = try await workspace.run("/bin/sh", ["-c", "\(Tools.openmcf) \(command) <tcproute.yaml"])
        #expect(run.errors.hasPrefix(expected), "\(run.testDescription)")
        #expect(run.status == 64)
        #expect(workspace.contents == before)
    }

    @Test(arguments: [
        (
            ["plan", "tcproute.yaml", "--sandbox", "--out", "-"],
            "error: --out names a file; -o json prints the same plan to standard output\n"
        ),
        (["plan", "tcproute.yaml", "--sandbox", "--out", ""], "error: the name of the file of --out is empty\n"),
        (
            ["init", ".openmcf/state.json", "--force"],
            "error: nothing was written: '.openmcf/state.json' is the state\n  help: name another file\n"
        ),
        (
            ["convert", "tcproute.yaml", "--out", "sub/state/state.json.lock", "--force"],
            "error: nothing was written: 'sub/state/state.json.lock' is the state's lock\n  help: name another file\n"
        ),
        (
            ["convert", "tcproute.yaml", "--out", "hard.yaml", "--force"],
            "error: nothing was written: 'hard.yaml' is read as a manifest\n  help: name another file\n"
        ),
        (
            ["convert", "-f", "sub/../tcproute.yaml", "--out", "here/link.yaml"],
            "error: nothing was written: 'here/link.yaml' is read as a manifest\n  help: name another file\n"
        ),
        (
            ["convert", "tcproute.yaml", "--kubeconfig", "config", "--out", "here/config", "--force"],
            "error: nothing was written: 'here/config' is a kubeconfig\n  help: name another file\n"
        ),
        (
            ["sandbox", "--ephemeral", "--port", "0", "--port-file", ".openmcf/state.json"],
            "error: --port-file would replace '.openmcf/state.json', which is the state\n  help: name another file\n"
        ),
        (
            ["sandbox", "--ephemeral", "--port", "0", "-f", "tcproute.yaml", "--port-file", "link.yaml"],
            "error: --port-file would replace 'link.yaml', which is read as a manifest\n  help: name another file\n"
        ),
    ])
    func otherWriters(arguments: [String], expected: String) async throws {
        let workspace = try await Self.workspace()
        let before = workspace.contents
        let run = try await workspace.run(Tools.openmcf, arguments)
        #expect(run.errors.hasPrefix(expected), "\(run.testDescription)")
        #expect(run.status == 64)
        #expect(workspace.contents == before)
    }
}
