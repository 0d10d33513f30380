internal import ArgumentParser
internal import KubernetesClient

/// Which cluster a command works on, and as whom.
struct ClusterOptions: ParsableArguments {
    /// Where the sandbox keeps its data, in the current directory.
    static let sandboxDirectory = ".openmcf/sandbox"

    @Flag(help: "Use the API server inside this program; its data is kept in .openmcf/sandbox.")
    var sandbox = false

    @Option(
        help: "Kubeconfig file; otherwise those of KUBECONFIG, ~/.kube/config, or a pod's service account.",
        completion: .file())
    var kubeconfig: String?

    @Option(
        name: [.customShort("p"), .customLong("provider-config")],
        help: ArgumentHelp("OpenMCF's Kubernetes provider file, instead of a kubeconfig.", valueName: "file"),
        completion: .file())
    var providerConfig: String?

    @Option(
        name: [.customLong("kube-context"), .customLong("context")],
        help: "Context of the kubeconfig; otherwise the manifest's label kubernetes.openmcf.org/context.")
    var kubeContext: String?

    @OptionGroup var overrides: ClusterOverrideOptions

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

    /// The flags given that name a cluster or a user; empty values are none, as with kubectl.
    var namingFlags: [String] {
        [
            ("--kubeconfig", kubeconfig), ("--provider-config", providerConfig), ("--kube-context", kubeContext),
        ].compactMap { name, value in
            value.map { $0.isEmpty } ?? true ? nil : name
        } + overrides.given
    }

    /// What the flags say.
    var clusterOverrides: ClusterOverrides {
        var result = ClusterOverrides(kubeconfig: kubeconfig, context: kubeContext)
        result.providerFile = providerConfig
        result.cluster = overrides.cluster
        result.user = overrides.user
        result.server = overrides.server
        result.tlsServerName = overrides.tlsServerName
        result.certificateAuthority = overrides.certificateAuthority
        result.skipsTLSVerification = overrides.skipsTLSVerification
        result.token = overrides.token.map(Secret.init)
        result.tokenFile = overrides.tokenFile
        result.clientCertificate = overrides.clientCertificate
        result.clientKey = overrides.clientKey
        result.impersonatedUser = overrides.impersonatedUser
        result.impersonatedGroups = overrides.impersonatedGroups
        result.impersonatedUID = overrides.impersonatedUID
        return result
    }
}
