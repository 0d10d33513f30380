import TestSupport
import Testing

@testable import Sandbox

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The exchanges recorded from a real API server, where they are at hand.
struct ReplayTests {
    static let folder: String? = {
        let file = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let shared = file.dropLast(4).joined(separator: "/") + "/shared/conformance"
        return access(shared + "/api-exchanges.json", R_OK) == 0 ? shared : nil
    }()

    static let python: String? = {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").map { $0 + "/python3" }.first { access($0, X_OK) == 0 }
    }()

    /// Exchanges that a sandbox answers, and how closely.
    struct Replay: Sendable, CustomTestStringConvertible {
        let file: String
        /// The scenarios, as a pattern that their names begin with.
        var scenarios = ""
        var level = "exact"
        /// Whether of the exchanges those of a server with users are played, or the others.
        var asksForUsers = false
        let steps: Int
        /// How many sandboxes share the scenarios: most of their time is waiting for watches to end.
        var parts = 1
        /// Steps that may be answered otherwise; with the code that they have in any case.
        var lenience = 0

        var testDescription: String { "\(file) \(asksForUsers ? "with users" : scenarios) (\(level))" }
    }

    /// The kinds that the sandbox serves beside those of the Gateway API.
    private static let others =
        "service|configmap|secret|lease|endpointslice|discovery|aggregated|reviews|namespaces|crd-views|limits|protobuf"

    @Test(
        .enabled("needs ../shared/conformance and python3", { ReplayTests.folder != nil && ReplayTests.python != nil }),
        arguments: [
            Replay(file: "api-exchanges.json", steps: 164),
            Replay(file: "ownership-exchanges.json", steps: 82),
            Replay(file: "apoxy-exchanges.json", steps: 927, parts: 4),
            Replay(file: "route-exchanges.json", steps: 1020, parts: 4),
            Replay(
                file: "cluster-exchanges.json", scenarios: "gateway|referencegrant", steps: 976, parts: 4, lenience: 1),
            Replay(
                file: "cluster-exchanges.json", scenarios: others, level: "reason", steps: 2056, parts: 8, lenience: 50),
            Replay(file: "cluster-exchanges.json", level: "reason", asksForUsers: true, steps: 177),
            Replay(file: "apoxy-exchanges.json", level: "reason", asksForUsers: true, steps: 44),
            Replay(file: "route-exchanges.json", level: "reason", asksForUsers: true, steps: 38),
        ])
    func agreesWithARealServer(_ replay: Replay) async throws {
        let results = try await withThrowingTaskGroup(of: Result.self) { group in
            for part in 0..<replay.parts { group.addTask { try await Self.run(replay, part: part) } }
            return try await group.reduce(into: [Result]()) { $0.append($1) }
        }
        let passed = results.reduce(0) { $0 + $1.passed }
        let all = results.flatMap(\.failures)
        print("\(replay): \(passed) passed, \(all.count) failed")
        #expect(passed + all.count == replay.steps)
        let failures = all.filter(Self.isOfAServedKind)
        let grave = failures.filter { replay.lenience == 0 || $0.contains("status: want") }
        #expect(grave.isEmpty, "\(grave.joined(separator: "\n"))")
        #expect(failures.count <= replay.lenience)
    }

    struct Result: Sendable {
        var passed: Int
        /// What each step that was answered otherwise says.
        var failures: [String]
    }

    /// Plays some of the scenarios to a sandbox of their own.
    private static func run(_ replay: Replay, part: Int) async throws -> Result {
        let shared = try #require(folder)
        let python = try #require(python)
        return try await withTemporaryFolder { folder in
            // A collection in the middle of another scenario would move its resource versions.
            var options = SandboxOptions()
            options.collectionDelay = .seconds(3600)
            if replay.asksForUsers { options.tokens = try users() }
            let output = try await SandboxServer.withSandbox(dataDirectory: folder + "/data", options: options) {
                address in
                let arguments = [
                    "-c", launcher, shared + "/replay.py", "\(shared)/\(replay.file)", replay.scenarios,
                    String(part), String(replay.parts), folder + "/exchanges.json", "--server", address.url, "--users",
                    replay.asksForUsers ? "only" : "none", "--token", "admin-token",
                    "--level", replay.level,
                ]
                let program = try Program(python, arguments, folder: folder, streams: folder)
                return try await program.wait(seconds: 1800).output
            }
            let summary = output.split(separator: "\n").last?.split(separator: " ") ?? []
            let passed = try #require(summary.first.flatMap { Int($0) }, "\(output)")
            let failures = output.split(separator: "FAIL ").map(String.init).filter { $0.contains("\n     ") }
            return Result(passed: passed, failures: failures)
        }
    }

    /// Endpoints and Events are not served, or only as far as kubectl needs them; some lists name them.
    private static func isOfAServedKind(_ failure: String) -> Bool {
        !failure.contains("events.k8s.io") && !failure.contains(/\bendpoints\b/)
    }

    /// One who may do everything, and one without rights.
    private static func users() throws -> TokenUsers {
        let text = "admin-token,admin,1,system:masters\nviewer-token,viewer,2,viewers\n"
        return try TokenUsers(Array(text.utf8), path: "users.csv")
    }

    /// Keeps the wanted scenarios and becomes the program that plays them, without the sockets of other tests, which
    /// SwiftNIO lets programs inherit: a connection ends for its peer only with the last copy of its socket.
    private static let launcher = """
        import json, os, re, sys
        os.closerange(3, 65536)
        program, exchanges, names, part, parts, kept = sys.argv[1:7]
        scenarios = [s for s in json.load(open(exchanges)) if re.match(names, s["name"])]
        with open(kept, "w") as file: json.dump(scenarios[int(part)::int(parts)], file)
        os.execv(sys.executable, [sys.executable, program] + sys.argv[7:] + [kept])
        """
}
