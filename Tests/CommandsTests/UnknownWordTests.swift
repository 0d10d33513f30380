import TestSupport
import Testing
import Values

/// Words that no command, flag or value is: one sentence, with the word that was meant where that is near.
struct UnknownWordTests {
    @Test(arguments: [
        ("valdate", "validate"), ("dstry", "destroy"), ("appyl", "apply"), ("paln", "plan"), ("plna", "plan"),
        ("Apply", "apply"), ("load_manifest", "load-manifest"), ("previw", "preview"), ("outputss", "outputs"),
    ])
    func aCommandThatIsNear(word: String, meant: String) async throws {
        let run = try await InProcess.run([word, "-f", "a.yaml", "--nope"])
        #expect(run.errors == "error: There is no command '\(word)'; did you mean '\(meant)'?\n")
        #expect(run.output == "")
        #expect(run.status == 64)
    }

    @Test(arguments: [["nope"], ["help", "nope"], ["nope", "--help"], ["nope", "--version"], ["nope", "validate"]])
    func aCommandThatIsNot(arguments: [String]) async throws {
        let run = try await InProcess.run(arguments)
        #expect(run.errors == "error: There is no command 'nope'\n  help: 'openmcf --help' lists the commands\n")
        #expect(run.output == "")
        #expect(run.status == 64)
    }

    /// A word of one or two letters is near to much; three letters away is another word.
    @Test(arguments: ["x", "ap", "exec", "valid", "destroying", "\u{1B}[31m"])
    func nothingIsMeant(word: String) async throws {
        let run = try await InProcess.run([word])
        #expect(run.errors.hasPrefix("error: There is no command '"), "\(run.testDescription)")
        #expect(!run.errors.contains("did you mean"))
        #expect(!run.errors.contains("\u{1B}"))
    }

    @Test(arguments: [
        (["apply", "--forc-conflict"], "--forc-conflict", "--force-conflicts"),
        (["validate", "a.yaml", "--stat", "x"], "--stat", "--state"),
        (["plan", "--detailed_exitcode"], "--detailed_exitcode", "--detailed-exitcode"),
        (["--versio"], "--versio", "--version"),
    ])
    func aFlagThatIsNear(arguments: [String], flag: String, meant: String) async throws {
        let run = try await InProcess.run(arguments)
        let command = arguments[0].hasPrefix("-") ? "openmcf" : "openmcf \(arguments[0])"
        #expect(
            run.errors == """
                error: Unknown option '\(flag)'; did you mean '\(meant)'?
                  help: '\(command) --help' lists the arguments

                """)
        #expect(run.status == 64)
    }

    @Test(arguments: ["--nop", "--recursiveness", "--x"])
    func noFlagIsMeant(flag: String) async throws {
        let run = try await InProcess.run(["validate", "a.yaml", flag])
        #expect(
            run.errors == "error: Unknown option '\(flag)'\n  help: 'openmcf validate --help' lists the arguments\n")
    }

    @Test(arguments: [
        (["render", "a.yaml", "-o", "jsn"], "json"), (["completion", "zhs"], "zsh"),
        (["plan", "--api-version", "v1alpa2"], "v1alpha2"), (["validate", "--color=allways"], "always"),
    ])
    func aValueThatIsNear(arguments: [String], meant: String) async throws {
        let run = try await InProcess.run(arguments)
        #expect(run.errors.hasSuffix("\n  help: did you mean '\(meant)'?\n"), "\(run.testDescription)")
        #expect(run.status == 64)
    }

    // MARK: For programs

    private static let wrong: [[String]] = [
        ["nope"], ["valdate", "-f", "a.yaml"], ["validate", "--nope"], ["plan", "a.yaml", "--request-timeout", "x"],
        ["apply", "a.yaml", "--offline"], ["schema", "a", "b"], ["render", "-q", "-v", "a.yaml"],
    ]

    @Test(arguments: wrong, [["-o", "json"], ["-ojson"], ["--output", "json"], ["--output=json"], ["-o=json"]])
    func usageErrorsAreOneDocument(arguments: [String], format: [String]) async throws {
        let run = try await InProcess.run(arguments + format)
        let json = try run.json
        #expect(json["formatVersion"] == "1.0", "\(run.testDescription)")
        #expect(json["error"]?["code"] == "usage")
        #expect(json["diagnostics"] == [])
        #expect(run.errors.hasPrefix("error: "))
        #expect(run.status == 64)
    }

    /// What another flag takes as its value asks for nothing, and neither does what stands behind `--`.
    @Test(arguments: [
        ["validate", "--nope", "--state=-ojson"], ["validate", "--nope", "--", "-o", "json"], ["nope", "-o", "yaml"],
        ["validate", "--nope", "-o", "json", "-o", "text"],
    ])
    func nobodyAskedForJSON(arguments: [String]) async throws {
        #expect(try await InProcess.run(arguments).output == "")
    }
}
