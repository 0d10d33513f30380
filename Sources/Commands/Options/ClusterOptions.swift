internal import ArgumentParser

/// Which cluster a command works on, and as whom.
struct ClusterOptions: ParsableArguments {
    @Flag(help: "Use the API server inside this program; its data is kept in .openmcf/sandbox.")
    var sandbox = false

    @Option(
        help: "Kubeconfig file; otherwise those of KUBECONFIG, ~/.kube/config, or a pod's service account.",
        completion: .file())
    var kubeconfig: String?

    @Option(
        name: [.customShort("p", allowingJoined: true), .customLong("provider-config")],
        help: ArgumentHelp("OpenMCF's Kubernetes provider file, instead of a kubeconfig.", valueName: "file"),
        completion: .file())
    var providerConfig: String?

    @Option(
        name: [.customLong("kube-context"), .customLong("context")],
        help: "Context of the kubeconfig; otherwise the manifest's label kubernetes.openmcf.org/context.")
    var kubeContext: String?

    // What says something else than the chosen context; names and meanings are kubectl's.

    @Option(help: ArgumentHelp("Address of the API server; enough without a kubeconfig.", valueName: "url"))
    var server: String?

    @Option(help: "Cluster of the kubeconfig, instead of the context's.")
    var cluster: String?

    @Option(help: "User of the kubeconfig, instead of the context's.")
    var user: String?

    @Option(help: "Bearer token; others can see it in the list of processes, unlike --token-file.")
    var token: String?

    @Option(help: "File with the bearer token; read again when it changes.", completion: .file())
    var tokenFile: String?

    @Option(
        name: .customLong("as"), help: ArgumentHelp("User, or service account, to act for.", valueName: "user"))
    var impersonatedUser: String?

    @Option(name: .customLong("as-group"), help: ArgumentHelp("Group to act for; repeatable.", valueName: "group"))
    var impersonatedGroups: [String] = []

    @Option(name: .customLong("as-uid"), help: ArgumentHelp("UID to act for.", valueName: "uid"))
    var impersonatedUID: String?

    @Option(help: "File with the authorities to check the server's certificate by.", completion: .file())
    var certificateAuthority: String?

    @Option(help: "File with the client's certificate.", completion: .file())
    var clientCertificate: String?

    @Option(help: "File with the key of the client's certificate.", completion: .file())
    var clientKey: String?

    @Option(help: "Name to check the server's certificate against, instead of the server's.")
    var tlsServerName: String?

    @Flag(
        name: .customLong("insecure-skip-tls-verify"),
        help: "Do not check the server's certificate: whoever is in between can read and change everything.")
    var skipsTLSVerification = false

    @Option(
        help: ArgumentHelp(
            "How long one attempt at a request to the API server may take, such as 90s or 1h30m.", valueName: "time"))
    var requestTimeout = DurationArgument(.seconds(30))

    @Option(help: ArgumentHelp("How long all of it may take, with retries and waiting.", valueName: "time"))
    var timeout = DurationArgument(.seconds(15 * 60))

    func validate() throws {
        try requestTimeout.requirePositive("--request-timeout")
        try timeout.requirePositive("--timeout")
        if sandbox, let flag = namingFlags.first {
            throw ValidationError("--sandbox and \(flag) exclude each other")
        }
        if !(kubeconfig ?? "").isEmpty, !(providerConfig ?? "").isEmpty {
            throw ValidationError("--kubeconfig and --provider-config exclude each other")
        }
    }
}
