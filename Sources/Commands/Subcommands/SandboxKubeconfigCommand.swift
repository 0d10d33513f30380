internal import ArgumentParser
internal import Diagnostics
internal import Files
internal import KubernetesClient
internal import Sandbox
internal import Values
internal import YAML

struct SandboxKubeconfigCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubeconfig",
        abstract: "Print a kubeconfig for a running sandbox.",
        discussion: """
            Of the sandbox that serves .openmcf/sandbox, or the folder of --data-dir. It has the certificate authority of \
            a sandbox with --tls, and of one with --token-auth-file the name of a file with a token: that of the folder's \
            owner, unless --token-file names another. No token stands in it.

            Examples:
              openmcf sandbox kubeconfig > sandbox.kubeconfig
              kubectl --kubeconfig sandbox.kubeconfig get tcproutes -A
            """)

    @ParentCommand var sandbox: SandboxCommand

    @Option(help: "File with the token to use, and nothing else in it.", completion: .file())
    var tokenFile: String?

    @Option(help: "URL to use, where clients reach the sandbox by another one.")
    var server: String?

    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { false }
    var isGuarded: Bool { false }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        guard var address = SandboxServer.address(of: sandbox.folder) else {
            throw Failure.noSandbox(in: sandbox.folder)
        }
        if let server { address.url = server }
        if let tokenFile { address.tokenFile = tokenFile }
        address.tokenFile = address.tokenFile.map { Path.resolve($0, in: context.workingDirectory) }
        if let path = address.tokenFile { try Self.check(tokenFile: path, context) }
        if address.tokenFile != nil, !address.url.lowercased().hasPrefix("https://") {
            context.warn(
                "\(SandboxCommand.tokensNeedTLS): start the sandbox with --tls, or name an https URL of it with --server"
            )
        }
        context.print(YAMLWriter.text(Self.kubeconfig(address)))
        return .success
    }

    /// - Throws: `Failure` for a file whose text is no token, such as one of users with theirs.
    private static func check(tokenFile path: String, _ context: CommandContext) throws {
        guard let bytes = (try? DurableFile.read(path)) ?? nil else {
            return context.warn(
                "the token file '\(path)' cannot be read: clients will be turned away until it is there")
        }
        let token = String(decoding: bytes, as: UTF8.self)[...].trimmingWhitespace()
        // Commas and quotation marks stand in files of users; RFC 6750 has neither in a token.
        let isToken = token.utf8.allSatisfy { (0x21...0x7E).contains($0) && !",\"".utf8.contains($0) }
        guard !token.isEmpty, isToken else { throw SandboxError.noSingleToken(path: path) }
    }

    private static func kubeconfig(_ address: SandboxAddress) -> Value {
        var cluster: Object = ["server": .string(address.url)]
        cluster["certificate-authority-data"] = address.certificateAuthority.map {
            .string(Base64.encode(Array($0.utf8)))
        }
        var user: Object = [:]
        user["tokenFile"] = address.tokenFile.map(Value.string)
        return [
            "apiVersion": "v1", "kind": "Config", "clusters": [["name": "sandbox", "cluster": .object(cluster)]],
            "users": [["name": "sandbox", "user": .object(user)]],
            "contexts": [["name": "sandbox", "context": ["cluster": "sandbox", "user": "sandbox"]]],
            "current-context": "sandbox",
        ]
    }
}

extension Failure {
    fileprivate static func noSandbox(in folder: String) -> Failure {
        Failure(
            .noSandbox, "no sandbox serves '\(folder)'",
            help: "start one with 'openmcf sandbox', or name its folder with '--data-dir'")
    }
}
