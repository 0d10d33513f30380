internal import Diagnostics

/// The cluster and the user that a kubeconfig, flags and variables come to.
struct ClusterSelection {
    private(set) var contextName: String?
    private(set) var clusterName = ""
    var cluster = ClusterEntry()
    /// Where the cluster's entry stands, for messages.
    private(set) var clusterOrigin = "the flags"
    private(set) var userName = ""
    var user = UserEntry()
    var namespace: String?
    /// Where the address comes from, for messages.
    var origin: String
    /// Where the credentials come from, for messages.
    var userOrigin: String
    /// That the context names a user who does not exist: to kubectl that is one without credentials.
    private(set) var missingUser: ClusterConfigurationError?

    /// Takes the context that a flag or the kubeconfig names, and puts the flags over it.
    ///
    /// Throws `unknownName` for a context, and for a cluster or user of a flag, that does not exist, and for a cluster
    /// that the context names, unless a flag says where the server is.
    init(_ kubeconfig: Kubeconfig, _ overrides: ClusterOverrides) throws(ClusterConfigurationError) {
        let context = try Self.context(kubeconfig, overrides)
        contextName = context.flatMap { $0.name.isEmpty ? nil : $0.name }
        namespace = context?.body.namespace?.text
        origin = context.map { "context \($0.name) of \($0.path)" } ?? "the flags"
        userOrigin = "the flags"

        let chosenCluster = Setting(flag: "--cluster", overrides.cluster) ?? context?.body.cluster
        clusterName = chosenCluster?.text ?? ""
        if let entry = kubeconfig.clusters[clusterName] {
            cluster = entry.body
            clusterOrigin = "cluster \(entry.name) in \(entry.path)"
            if overrides.cluster?.isEmpty == false { origin = "cluster \(entry.name) of \(entry.path)" }
        } else if let chosenCluster, chosenCluster.range == nil || overrides.server?.isEmpty ?? true {
            throw Self.missing(chosenCluster, "cluster", KnownNames(kubeconfig.clusters.keys, "clusters"), context)
        }
        let chosenUser = Setting(flag: "--user", overrides.user) ?? context?.body.user
        userName = chosenUser?.text ?? ""
        if let entry = kubeconfig.users[userName] {
            user = entry.body
            userOrigin = "user '\(entry.name)' of \(entry.path)"
        } else if let chosenUser {
            missingUser = Self.missing(chosenUser, "user", KnownNames(kubeconfig.users.keys, "users"), context)
            if chosenUser.range == nil, let missingUser { throw missingUser }
        }
        cluster.apply(overrides)
        user.apply(overrides)
        if cluster.server?.name == "--server" { origin = "--server" }
    }

    private static func context(
        _ kubeconfig: Kubeconfig, _ overrides: ClusterOverrides
    ) throws(ClusterConfigurationError) -> Named<ContextEntry>? {
        let flag = Setting(flag: "--kube-context", overrides.context)
        let label = flag == nil ? Setting(flag: "the manifest's label", overrides.labelledContext) : nil
        guard let chosen = flag ?? label ?? kubeconfig.currentContext else { return kubeconfig.contexts[""] }
        if let context = kubeconfig.contexts[chosen.text] { return context }
        // Where there is no kubeconfig, a server is enough.
        if label != nil, kubeconfig.contexts.isEmpty, overrides.server?.isEmpty == false { return nil }
        let files = kubeconfig.paths.isEmpty ? "" : " in \(kubeconfig.paths.joined(separator: ", "))"
        throw ClusterConfigurationError(
            .unknownName, "there is no context '\(chosen.text)'\(files)",
            help: (label == nil ? "" : "A manifest names it with its label. ")
                + KnownNames(kubeconfig.contexts.keys, "contexts").help(for: chosen.text), at: chosen.range)
    }

    private static func missing(
        _ name: Setting, _ kind: String, _ known: KnownNames, _ context: Named<ContextEntry>?
    ) -> ClusterConfigurationError {
        let message =
            name.range == nil || context == nil
            ? "there is no \(kind) '\(name.text)' in the kubeconfig"
            : "the context '\(context?.name ?? "")' names the \(kind) '\(name.text)', which does not exist"
        return ClusterConfigurationError(.unknownName, message, help: known.help(for: name.text), at: name.range)
    }
}

// MARK: What kubectl refuses

extension ClusterSelection {
    private static let oneOfTwo = "kubectl refuses this too: it cannot tell which of the two is meant."

    /// What is wrong with the entries themselves, also where nothing of the user will be sent.
    func check(_ environment: ClusterEnvironment) throws(ClusterConfigurationError) {
        if let token = user.token, let other = user.userName ?? user.password {
            throw excluding(token, other)
        }
        try checkCertificate(environment)
        try user.plugin?.check(userName)
        if let plugin = user.plugin, user.provider != nil {
            throw .invalidKubeconfig("'exec' and 'auth-provider' exclude each other", at: plugin.range)
        }
        if user.impersonation.user == nil, !user.impersonation.isEmpty {
            throw ClusterConfigurationError(
                .unusableCredentials, "a group, UID or attribute is impersonated without a user",
                help: "Set 'as' in the kubeconfig, or --as.")
        }
        if let file = cluster.authority, let data = cluster.authorityData {
            throw excluding(file, Setting("", name: data.name, range: data.range))
        }
        if let file = cluster.authority { _ = try Self.contents(of: file, environment) }
    }

    private func checkCertificate(_ environment: ClusterEnvironment) throws(ClusterConfigurationError) {
        let certificate = user.certificate ?? user.certificateData.map { Setting("", name: $0.name, range: $0.range) }
        guard let certificate else { return }
        if let file = user.certificate, let data = user.certificateData {
            throw excluding(file, Setting("", name: data.name, range: data.range))
        }
        if let file = user.key, let data = user.keyData {
            throw excluding(file, Setting("", name: data.name, range: data.range))
        }
        guard user.key != nil || user.keyData != nil else {
            throw ClusterConfigurationError(
                .unusableCredentials, "'\(certificate.name)' has no key to go with it",
                help: "Set 'client-key' or 'client-key-data' of the user too, or --client-key.", at: certificate.range)
        }
        for file in [user.certificate, user.key] {
            if let file { _ = try Self.contents(of: file, environment) }
        }
    }

    private func excluding(_ one: Setting, _ other: Setting) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .unusableCredentials, "'\(one.name)' and '\(other.name)' exclude each other", help: Self.oneOfTwo,
            at: one.range ?? other.range)
    }

    /// The bytes of a file that a setting names.
    static func contents(
        of file: Setting, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> [UInt8] {
        do throws(ClusterConfigurationError) {
            guard let bytes = try environment.readFile(file.text) else {
                throw ClusterConfigurationError(
                    .unreadableFile, "'\(file.name)' names the file '\(file.text)', which does not exist")
            }
            return bytes
        } catch { throw error.placed(at: file.range) }
    }
}

extension PluginEntry {
    /// Whether kubectl would run it.
    fileprivate func check(_ userName: String) throws(ClusterConfigurationError) {
        func invalid(_ reason: String, _ range: SourceRange? = nil) -> ClusterConfigurationError {
            .invalidKubeconfig("the plugin of the user '\(userName)' \(reason)", at: range ?? self.range)
        }
        if command == nil { throw invalid("has no 'command'") }
        guard let apiVersion else { throw invalid("has no 'apiVersion'") }
        if variables.contains(where: { $0.name.isEmpty }) { throw invalid("has a variable without a 'name' in 'env'") }
        // v1beta1 and older have a default.
        let needsMode =
            apiVersion.text != CredentialPlugin.Version.v1beta1.rawValue && !apiVersion.text.hasSuffix("/v1alpha1")
        if needsMode, mode == nil { throw invalid("has no 'interactiveMode': Never, IfAvailable or Always") }
        if let mode, CredentialPlugin.Mode(rawValue: mode.text) == nil {
            throw invalid("has an unknown 'interactiveMode': Never, IfAvailable and Always are known", mode.range)
        }
    }
}
