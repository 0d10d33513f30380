internal import ArgumentParser
internal import Diagnostics
internal import GatewayAPI
internal import Sandbox
internal import Values

struct SandboxCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run the embedded API server until a signal.",
        discussion: """
            Serves Gateway API's TCPRoutes, Gateways, GatewayClasses and ReferenceGrants, namespaces and what is of use \
            in them, TCPRoutes of Apoxy and Routes of OpenShift to any Kubernetes client, on the loopback interface. \
            Commands with --sandbox in the same directory use it while it runs.

            With -f it starts with the objects of files: by server-side apply, so what is there already is kept. \
            KubernetesTcpRoutes are rendered, objects without a namespace go to 'default', namespaces that are missing \
            are made.

            Examples:
              openmcf sandbox --port 8001
              openmcf sandbox -f gateway.yaml -f routes/
              kubectl --server http://127.0.0.1:8001 get tcproutes -A
              openmcf sandbox --tls --token-auth-file users.csv
              openmcf sandbox kubeconfig > sandbox.kubeconfig
            """,
        subcommands: [SandboxKubeconfigCommand.self])

    @Option(help: "Port to listen on; 0 takes a free one.")
    var port = 0

    @Option(help: "File that gets the port as decimal text once the server answers.", completion: .file())
    var portFile: String?

    @Option(
        help: "Folder that keeps the data. (default: \(CommandContext.usualSandboxDirectory))", completion: .directory)
    var dataDir: String?

    @Flag(help: "Keep everything in memory: begin empty, and write nothing to disk.")
    var ephemeral = false

    @Option(help: "Address to listen on; anything but loopback needs --tls and --token-auth-file.")
    var host = "127.0.0.1"

    @Flag(help: "Encrypt connections, with a certificate of an authority of the sandbox's own.")
    var tls = false

    @Option(
        help: ArgumentHelp(
            "Users and their tokens, as kube-apiserver takes them: TOKEN,USER,UID,\"GROUP,GROUP\" a line. Clients send tokens only with --tls.",
            valueName: "file"), completion: .file())
    var tokenAuthFile: String?

    @Option(
        help: ArgumentHelp("A process that stands in for a Service; repeatable.", valueName: ServiceStandIn.syntax))
    var backend: [String] = []

    @Option(help: "IP address that the listeners of Gateways are on.")
    var gatewayAddress = "127.0.0.1"

    @Flag(help: "Make Services that routes name and that are missing, with a server each that tells its name.")
    var demo = false

    @Option(
        name: .customLong("gateway-api"),
        help: ArgumentHelp(
            "Release of Gateway API, and channel, whose TCPRoutes are served; other kinds are those of v1.6.",
            valueName: "release[/channel]"))
    var gatewayAPI: String?

    @Option(help: "Connections that Gateways carry at a time; what comes on top is reset. (default: 10000, or fewer)")
    var maxConnections: Int?

    @Option(
        help: ArgumentHelp(
            "Faults on purpose, to test clients with; the same seed repeats them.", valueName: FaultArgument.syntax))
    var fault: String?

    @OptionGroup(title: "Objects to start with") var source: SourceOptions
    @OptionGroup(title: "General") var output: OutputOptions

    var wantsJSON: Bool { false }
    // The server ends in good order by itself.
    var isGuarded: Bool { false }

    func validate() throws {
        _ = try standIns()
        _ = try fault.map(FaultArgument.init)
        _ = try servedGatewayAPI()
        try checkReach()
        if ephemeral, dataDir != nil { throw ValidationError("--ephemeral keeps no data, so there is no --data-dir") }
        if !(0...65535).contains(port) { throw ValidationError("--port must be between 0 and 65535") }
        if IPAddress(gatewayAddress) == nil {
            throw ValidationError("--gateway-address must be an IP address, not '\(gatewayAddress)'")
        }
        if let maxConnections, !(1...1_000_000).contains(maxConnections) {
            throw ValidationError("--max-connections must be between 1 and 1000000")
        }
    }

    /// Refuses to let other machines in without passwords, or with ones that anybody between can read.
    private func checkReach() throws {
        guard !listening.isLoopback else { return }
        let missing = [tls ? nil : "--tls", tokenAuthFile == nil ? "--token-auth-file FILE" : nil].compactMap { $0 }
        guard !missing.isEmpty else { return }
        throw ValidationError(
            "--host \(host) lets other machines in: give \(missing.joined(separator: " and ")) as well, or leave --host out"
        )
    }

    private var listening: Listening { Listening(host: host, port: port, usesTLS: tls) }

    private func standIns() throws -> [ServiceStandIn] {
        try backend.map { text in
            guard let standIn = ServiceStandIn(text) else {
                throw ValidationError("--backend must be \(ServiceStandIn.syntax), not '\(text)'")
            }
            return standIn
        }
    }

    private func servedGatewayAPI() throws -> (release: GatewayAPITarget.Release, channel: GatewayAPITarget.Channel)? {
        guard let gatewayAPI else { return nil }
        guard let served = GatewayAPITarget.parse(gatewayAPI) else {
            throw ValidationError(
                "--gateway-api must be one of \(GatewayAPITarget.known.joined(separator: ", ")), not '\(gatewayAPI)'")
        }
        if GatewayAPITarget(release: served.release, channel: served.channel, version: .v1alpha2).unavailability != nil
        {
            throw ValidationError(
                "--gateway-api: the standard channel of \(served.release) has no TCPRoute; it is in \(served.release)/experimental"
            )
        }
        return served
    }

    func execute(_ context: CommandContext) async throws -> ExitStatus {
        var options = try serverOptions(context)
        let objects = try await SandboxObjects(source, context)
        options.objects = objects.values
        if let portFile {
            var inUse = FilesInUse()
            inUse.addUsualState(context)
            inUse.add(objects.inputs, context)
            inUse.add(tokenAuthFile, "the file of --token-auth-file")
            if let directory = source.kustomizeDirectory { inUse.add(kustomizeDirectory: directory) }
            try inUse.check(portFile, flag: "--port-file")
        }
        do {
            try await SandboxServer.runForeground(
                listening, portFile: portFile, dataDirectory: folder, options: options
            ) { address in
                let place = ephemeral ? "in memory only" : "in \(folder)"
                context.print("The sandbox serves \(address.url) with the data \(place)\n")
                context.print(firstStep(address))
                context.inform("Stop it with Ctrl-C.")
            }
        } catch let error as RefusedObjects {
            throw objects.failure(error)
        }
        return .success
    }

    /// What the flags ask for; what is not as it always is, is told.
    private func serverOptions(_ context: CommandContext) throws -> SandboxOptions {
        var options = SandboxOptions()
        options.command = "sandbox"
        options.isEphemeral = ephemeral
        options.onWaiting = { context.inform($0) }
        if let served = try servedGatewayAPI() {
            options.gatewayAPI = served
            context.inform(
                "TCPRoutes are those of Gateway API \(served.release), \(served.channel) channel; all other kinds are those of v1.6, experimental channel."
            )
        }
        if let tokenAuthFile {
            let tokens = try TokenUsers(file: tokenAuthFile)
            for warning in tokens.warnings { context.warn(warning) }
            if !tls { context.warn("\(Self.tokensNeedTLS): start the sandbox with --tls as well") }
            options.tokens = tokens
        }
        if let faults = try fault.map(FaultArgument.init) {
            options.faults = faults.options
            context.warn(faults.description)
        }
        let shares = try DescriptorLimit.shares(carried: maxConnections, perConnection: demo ? 3 : 2)
        options.maximumConnections = shares.accepted
        options.gateways.address = gatewayAddress
        options.gateways.backends = try standIns()
        options.gateways.isDemo = demo
        options.gateways.maximumConnections = shares.carried
        // Each server of the demo has a port of its own.
        options.gateways.maximumListeners = max(demo ? shares.ports / 2 : shares.ports, 1)
        options.gateways.onProblem = { context.warn($0) }
        return options
    }

    /// Where the data are.
    var folder: String { dataDir ?? CommandContext.usualSandboxDirectory }

    /// What users find out only by being nobody.
    static let tokensNeedTLS =
        "kubectl and openmcf send no token over plain http, so this sandbox takes them for nobody"

    /// How clients get to know the sandbox.
    private func firstStep(_ address: SandboxAddress) -> String {
        // Of what is in memory only, nobody finds the authority anywhere else.
        if ephemeral, let authority = address.certificateAuthority { return authority }
        guard address.certificateAuthority != nil else {
            guard let token = address.tokenFile else {
                return "kubectl config set-cluster sandbox --server \(address.url)\n"
            }
            // No kubeconfig has clients send it.
            let header = "\"Authorization: Bearer $(cat \(shellWord(token)))\""
            return "curl -H \(header) \(address.url)/api/v1/namespaces\n"
        }
        let option = folder == CommandContext.usualSandboxDirectory ? "" : " --data-dir \(shellWord(folder))"
        return "openmcf sandbox kubeconfig\(option) > sandbox.kubeconfig\n"
    }
}
