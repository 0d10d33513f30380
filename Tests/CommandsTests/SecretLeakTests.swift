import TestSupport
import Testing
import Values

/// No credential is in what is printed or written, with whatever a cluster answers to it.
///
/// What reads a kubeconfig has its own test, with every kind of damage: `SecretTests`.
struct SecretLeakTests {
    private static let users = [
        "{token: S3NTINEL}", "{tokenFile: token}", "{username: me, password: S3NTINEL}", "{token: [S3NTINEL]}",
        #"{token: "S3NTINEL\nX: y"}"#, "{token: S3NTINEL", "{as: S3NTINEL-user, token: S3NTINEL}",
    ]

    private static let commands = [
        ["plan", "-v", "--out", "plan.json"], ["plan", "-o", "json"], ["diff", "-v"], ["apply", "-v", "-y"],
        ["apply", "-v", "-o", "json"], ["destroy", "-v", "-y"], ["outputs", "-v", "-o", "json"],
    ]

    @Test(arguments: users)
    func credentialsAreNowhere(user: String) async throws {
        try await ScriptedServer.run(answering: { Self.answer($0) }, .loopback) { server in
            let workspace = try Workspace()
            try workspace.addExample("tcproute.yaml")
            try workspace.write("token", "S3NTINEL\n")
            try workspace.write("ca.crt", TestCertificate.loopback.pem)
            let kubeconfig = """
                current-context: x
                contexts: [{name: x, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "\(server.url)", certificate-authority: ca.crt}}]
                users: [{name: u, user: \(user)}]
                """
            try workspace.write("config", kubeconfig)
            for command in Self.commands {
                let cluster = command[0] == "outputs" ? [] : ["-f", "tcproute.yaml", "--kubeconfig", "config"]
                let run = try await workspace.run(Tools.openmcf, command + cluster)
                #expect(!(run.output + run.errors).contains("S3NTINEL"), "\(run.testDescription)")
            }
            for file in workspace.files where file != "config" && file != "token" {
                #expect(workspace.read(file)?.contains("S3NTINEL") == false, "\(file)")
            }
        }
    }

    /// A server that knows nobody; nothing that it says repeats what was sent.
    @Sendable private static func answer(_ request: SeenRequest) -> Reply {
        switch request.uri.utf8.count % 3 {
        case 0: .failure(401, "Unauthorized", "Unauthorized")
        case 1: .failure(403, "Forbidden", "no")
        default: .answer(200, "<html>Sign in</html>", ["content-type": "text/html"])
        }
    }

    @Test func aTokenOnTheCommandLineIsNotRepeated() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        for arguments in [
            ["plan", "--token", "S3NTINEL"], ["plan", "--token=S3NTINEL", "--nonsense"],
            ["apply", "--tokn", "S3NTINEL"],
            ["destroy", "--server", "https://me:S3NTINEL@127.0.0.1:1", "--token", "S3NTINEL"],
            ["apply", "--server", "me:S3NTINEL@127.0.0.1:1"],
        ] {
            let run = try await workspace.run(Tools.openmcf, arguments + ["-f", "tcproute.yaml"])
            #expect(run.status != 0)
            #expect(!(run.output + run.errors).contains("S3NTINEL"), "\(run.testDescription)")
        }
    }
}
