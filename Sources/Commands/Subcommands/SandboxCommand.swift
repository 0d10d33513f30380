internal import ArgumentParser
internal import Sandbox

struct SandboxCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run the embedded API server until a signal.",
        discussion: """
            Serves namespaces and Gateway API TCPRoutes to any Kubernetes client, on the loopback interface. Commands \
            with --sandbox in the same directory use it while it runs.

            Examples:
              openmcf sandbox --port 8001
              kubectl --server http://127.0.0.1:8001 get tcproutes -A
            """)

    @Option(help: "Port to listen on; 0 takes a free one.")
    var port = 0

    @Option(help: "File that gets the port as decimal text once the server answers.", completion: .file())
    var portFile: String?

    @Option(help: "Folder that keeps the data.", completion: .directory)
    var dataDir = CommandContext.usualSandboxDirectory

    @Option(help: "Address to listen on. Anything but loopback lets others in: there are no passwords.")
    var host = "127.0.0.1"

    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { false }
    // The server ends in good order by itself.
    var isGuarded: Bool { false }

    func validate() throws {
        if !(0...65535).contains(port) { throw ValidationError("--port must be between 0 and 65535") }
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        var options = SandboxOptions()
        options.command = "sandbox"
        try DescriptorLimit.checkConnections(perRequest: 1)
        options.maximumConnections = DescriptorLimit.connections
        options.onWaiting = { context.inform($0) }
        try await SandboxServer.runForeground(
            host: host, port: port, portFile: portFile, dataDirectory: dataDir, options: options
        ) { url in
            context.print("The sandbox serves \(url) with the data in \(dataDir)\n")
            context.print("kubectl config set-cluster sandbox --server \(url)\n")
            context.inform("Stop it with Ctrl-C.")
        }
        return .success
    }
}
