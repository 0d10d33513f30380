import TestSupport

@testable import KubernetesClient

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A plugin that is a shell script; `$1` is a folder of its own.
///
/// The shell itself is the command: a file that a test writes may still be open for writing in a process that another test
/// starts meanwhile, and could then not be executed.
struct PluginFixture {
    let folder: TemporaryFolder
    var version = CredentialPlugin.Version.v1
    var mode = CredentialPlugin.Mode.never
    var command = "/bin/sh"
    var searchPath = "/bin:/usr/bin"
    var installHint: String?
    var variables: [(name: String, value: Secret)] = []
    var cluster: Secret?
    var options = PluginOptions()
    private let script: String

    /// - Parameter script: `answer STATUS` prints an ExecCredential of v1 with that status.
    init(_ script: String) throws {
        folder = try TemporaryFolder()
        self.script =
            "answer() { printf '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":%s}' \"$1\"; }\n"
            + "echo run >> \"$1/runs\"\n" + script
    }

    var credentials: Credentials {
        var credentials = Credentials()
        credentials.plugin = CredentialPlugin(
            command: command, arguments: ["-c", script, "plugin", folder.path].map(Secret.init), variables: variables,
            version: version, mode: mode, installHint: installHint, cluster: cluster, searchPath: searchPath,
            userOrigin: "user 'u' of /k")
        return credentials
    }

    var source: CredentialSource {
        CredentialSource(credentials, options, readFile: ClusterEnvironment.contents(of:))
    }

    /// How often the script was run.
    var runs: Int { read("runs").split(separator: "\n").count }

    func read(_ name: String) -> String {
        String(decoding: (try? ClusterEnvironment.contents(of: folder.file(name))) ?? [], as: UTF8.self)
    }

    /// Why there are no credentials: the message and the help.
    func failure() async -> String {
        do throws(CredentialFailure) {
            return "no failure: \(try await source.current())"
        } catch {
            switch error {
            case .cancelled: return "cancelled"
            case .unusable(let error): return error.message + (error.help.map { " | \($0)" } ?? "")
            }
        }
    }
}

/// Whether a process with the number in a file still does anything, waited for until it does not or patience ends.
func processEnds(_ number: String) async -> Bool {
    guard let number = pid_t(number.split(separator: "\n").first.map(String.init) ?? "") else { return false }
    for _ in 0..<2000 {
        if kill(number, 0) != 0 { return true }
        // One that nobody has waited for is dead all the same.
        let state = (try? ClusterEnvironment.contents(of: "/proc/\(number)/stat"))
            .flatMap { String(decoding: $0, as: UTF8.self).split(separator: ") ").last }
        if state?.hasPrefix("Z") == true { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    kill(number, SIGKILL)
    return false
}
