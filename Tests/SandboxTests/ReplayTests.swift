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

    @Test(
        .enabled("needs ../shared/conformance and python3", { ReplayTests.folder != nil && ReplayTests.python != nil }),
        arguments: [
            ("api-exchanges.json", "164 passed, 0 failed"), ("ownership-exchanges.json", "82 passed, 0 failed"),
        ])
    func agreesWithARealServer(_ exchanges: String, _ expected: String) async throws {
        let shared = try #require(Self.folder)
        let python = try #require(Self.python)
        try await withTemporaryFolder { folder in
            // A collection in the middle of another scenario would move its resource versions.
            var options = SandboxOptions()
            options.collectionDelay = .seconds(3600)
            let output = try await SandboxServer.withSandbox(dataDirectory: folder + "/data", options: options) { url in
                let arguments = [python, shared + "/replay.py", "--server", url, "\(shared)/\(exchanges)"]
                return try await Self.run(arguments, output: folder + "/output")
            }
            let summary = try #require(output.split(separator: "\n").last)
            print(summary)
            #expect(summary == expected, "\(output)")
        }
    }

    /// The output of a command, read when it has ended.
    private static func run(_ arguments: [String], output: String) async throws -> String {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        try #require(posix_spawn(&process, arguments[0], &actions, nil, &words, environ) == 0)
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        var bytes: [UInt8] = []
        let descriptor = open(output, O_RDONLY)
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
