import Testing

@testable import Commands

/// Programs that are run for their output.
struct ChildProcessTests {
    @Test func theTimeIsBounded() async throws {
        let start = ContinuousClock.now
        let error = await #expect(throws: ChildProcessError.self) {
            // What it starts keeps its output open; that is ended as well.
            try await ChildProcess.run("sh", ["-c", "sleep 300 & sleep 300"], time: .seconds(1), size: 100)
        }
        #expect(error?.message == "did not end within 1 s")
        #expect(ContinuousClock.now - start < .seconds(250))
    }

    @Test func aProgramThatIsNotThere() async throws {
        #expect(!ChildProcess.isInstalled("openmcf-no-such-program", .system()))
        #expect(ChildProcess.isInstalled("sh", .system()))
        await #expect(throws: ChildProcessError.self) {
            try await ChildProcess.run("openmcf-no-such-program", [], time: .seconds(10), size: 100)
        }
    }

    @Test func outputAndErrors() async throws {
        let output = try await ChildProcess.run(
            "sh", ["-c", "cat; printf out; printf 'Error: one\\n\\ntwo\\n' >&2; exit 4"], time: .seconds(60), size: 100)
        #expect(String(decoding: output.bytes, as: UTF8.self) == "out")
        #expect(output.failure == "failed with exit code 4")
        #expect(ProgramText.excerpt(output.errors) == "one\ntwo")
        #expect(ProgramText.excerpt(" \n") == nil)
        #expect(ProgramText.excerpt("a\nb\nc\n", lines: 2) == "a\nb\n… and 1 more")
    }
}
