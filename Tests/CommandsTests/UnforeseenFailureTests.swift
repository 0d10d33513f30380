import ArgumentParser
import TestSupport
import Testing
import Values

@testable import Commands

/// Failures that nobody foresaw, and results that do not arrive.
struct UnforeseenFailureTests {
    private struct Unforeseen: Error, CustomStringConvertible { let description = "Bearer sesame" }

    private struct Failing: RunnableCommand {
        @OptionGroup var output: OutputOptions
        var wantsJSON = true

        enum CodingKeys: CodingKey { case output }

        func execute(_ context: CommandContext) async throws -> Commands.ExitStatus { throw Unforeseen() }
    }

    /// The error's own words may hold a secret: only its type is told.
    @Test func unforeseenErrorsAreOneDocument() async throws {
        let command = try Failing.parse([])
        let run = try await InProcess.run(["failing"]) { await command.run(in: $0) }
        #expect(
            run.output == """
                {
                  "formatVersion": "1.0",
                  "error": {
                    "code": "internal",
                    "message": "openmcf met an error that it does not know: Unforeseen",
                    "help": "this is a mistake in openmcf: please report it with the command and what --verbose says of it"
                  },
                  "diagnostics": []
                }

                """)
        #expect(
            run.errors == """
                error: openmcf met an error that it does not know: Unforeseen
                  help: this is a mistake in openmcf: please report it with the command and what --verbose says of it

                """)
        #expect(run.status == 1)
    }

    @Test func aCancelledRunIsInterrupted() {
        let failure = Failure(from: CancellationError())
        #expect(failure.code == "cancelled")
        #expect(failure.status.code == 130)
    }

    #if os(Linux)
    @Test(arguments: [
        ["--version"], ["--help"], [], ["help", "plan"], ["version"], ["version", "-o", "json"],
        ["completion", "bash"],
        ["explain"], ["schema"], ["schema", "plan"], ["init", "-"],
    ])
    func aResultThatDoesNotArriveIsAFailure(arguments: [String]) async throws {
        let run = try await InProcess.run(arguments, outputPath: "/dev/full")
        #expect(
            run.errors == "error: the result could not be written to standard output: No space left on device\n")
        #expect(run.status == 1)
    }

    /// Not only in this process: the exit code arrives too.
    @Test func theVersionDoesNotArrive() async throws {
        let workspace = try Workspace()
        let run = try await workspace.run("/bin/sh", ["-c", "'\(Tools.openmcf)' --version > /dev/full"])
        #expect(
            run.errors == "error: the result could not be written to standard output: No space left on device\n")
        #expect(run.status == 1)
    }
    #endif
}
