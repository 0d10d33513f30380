internal import FoundationEssentials
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What a program did: its exit code, 128 and the signal's number when one ended it, and what it wrote.
package struct Run: Sendable {
    package let command: String
    package let status: Int32
    package let output: String
    package let errors: String

    package init(command: String, status: Int32, output: String, errors: String) {
        self.command = command
        self.status = status
        self.output = output
        self.errors = errors
    }

    package var testDescription: String { "\(command) → \(status)\n--- output\n\(output)--- errors\n\(errors)" }
}

/// A program that runs in a process group of its own, which is killed when this value goes.
///
/// Its streams are files: nothing has to be read while it runs, and nothing can block it.
package final class Program: Sendable {
    package struct CannotStart: Error { let path: String, number: Int32 }
    package struct DidNotEnd: Error { let command: String, errors: String }

    package let command: String
    private let pid: pid_t
    private let output: String
    private let errors: String
    private let ended = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: that of this process where none is given.
    ///   - folder: its current directory.
    ///   - streams: a folder for the files that take what it writes.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
        folder: String, streams: String, input: String? = nil
    ) throws {
        command = ([String(path.split(separator: "/").last ?? "")] + arguments).joined(separator: " ")
        let name = streams + "/" + String(UInt64.random(in: .min ... .max), radix: 36)
        output = name + ".out"
        errors = name + ".err"
        if let input { try Data(input.utf8).write(to: URL(filePath: name + ".in")) }
        pid = try Self.spawn(
            path, arguments, environment.map { "\($0)=\($1)" }, folder,
            (input == nil ? "/dev/null" : name + ".in", output, errors))
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String], _ folder: String,
        _ streams: (input: String, output: String, errors: String)
    ) throws -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, streams.input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, streams.output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, streams.errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var pid: pid_t = 0
        // The shell changes the folder, which posix_spawn cannot do everywhere, and becomes the program. That yields to
        // the tests of this process, some of which are about time.
        let shell = "/bin/sh"
        let script = "cd \"$0\" && exec nice -n 10 \"$@\""
        let number = withStrings([shell, "-c", script, folder, path] + arguments) { arguments in
            withStrings(environment) { posix_spawn(&pid, shell, &actions, &attributes, arguments, $0) }
        }
        guard number == 0 else { throw CannotStart(path: path, number: number) }
        return pid
    }

    deinit {
        guard ended.withLock({ $0 }) == nil else { return }
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }

    package func signal(_ number: Int32) { if ended.withLock({ $0 }) == nil { kill(-pid, number) } }

    package var hasEnded: Bool { poll() != nil }

    /// What it wrote to standard output so far.
    package var outputSoFar: String { contents(output) }

    /// Waits for the end; kills the program when that does not come in time.
    package func wait(seconds: Double = 60) async throws -> Run {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let status = poll() {
                return Run(command: command, status: status, output: contents(output), errors: contents(errors))
            }
            guard ContinuousClock.now < deadline else {
                signal(SIGKILL)
                throw DidNotEnd(command: command, errors: contents(errors))
            }
            try await Task.sleep(for: .milliseconds(4))
        }
    }

    /// Waits without letting other tasks run: for conditions that are asked before any test.
    package func waitBlocking() -> Int32 {
        while true {
            if let status = poll() { return status }
            usleep(4000)
        }
    }

    private func poll() -> Int32? {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let signal = status & 0x7F
            let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            ended = code
            return code
        }
    }

    private func contents(_ path: String) -> String {
        (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

/// A body with a null-terminated array of C strings.
private func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
) rethrows -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return try body(copies + [nil])
}
