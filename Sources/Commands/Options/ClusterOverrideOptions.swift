internal import ArgumentParser

/// The flags that say something else than the chosen context; their names and meanings are kubectl's.
struct ClusterOverrideOptions: ParsableArguments {
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

    /// The flags that are given, and not empty.
    var given: [String] {
        let texts = [
            ("--server", server), ("--cluster", cluster), ("--user", user), ("--token", token),
            ("--token-file", tokenFile), ("--as", impersonatedUser), ("--as-group", impersonatedGroups.first),
            ("--as-uid", impersonatedUID), ("--certificate-authority", certificateAuthority),
            ("--client-certificate", clientCertificate), ("--client-key", clientKey),
            ("--tls-server-name", tlsServerName),
        ]
        return texts.compactMap { name, value in (value ?? "").isEmpty ? nil : name }
            + (skipsTLSVerification ? ["--insecure-skip-tls-verify"] : [])
    }
}
