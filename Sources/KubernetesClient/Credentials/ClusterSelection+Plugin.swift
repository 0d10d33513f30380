internal import Values

extension ClusterSelection {
    /// The plugin of the user; nil where none is configured.
    ///
    /// Throws for a version of the protocol that kubectl does not speak, also where the plugin will not be needed.
    func plugin(
        for configuration: ClusterConfiguration, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> CredentialPlugin? {
        guard let entry = user.plugin, let command = entry.command else { return nil }
        guard let version = entry.apiVersion.flatMap({ CredentialPlugin.Version(rawValue: $0.text) }) else {
            throw .invalidKubeconfig(
                "the apiVersion of the plugin is neither '\(CredentialPlugin.Version.v1.rawValue)' nor "
                    + "'\(CredentialPlugin.Version.v1beta1.rawValue)'", at: entry.apiVersion?.range ?? entry.range)
        }
        return CredentialPlugin(
            command: command.text, arguments: entry.arguments.map(Secret.init), variables: entry.variables,
            version: version, mode: entry.mode.flatMap { CredentialPlugin.Mode(rawValue: $0.text) } ?? .ifAvailable,
            installHint: entry.installHint,
            cluster: entry.wantsCluster ? try clusterInfo(configuration, environment) : nil,
            searchPath: environment.variables["PATH"] ?? "", file: entry.file,
            temporaryFolder: environment.variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp",
            userOrigin: userOrigin)
    }

    /// What a plugin is told about the cluster, as client-go tells it.
    private func clusterInfo(
        _ configuration: ClusterConfiguration, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> Secret {
        var info: Object = ["server": .string(configuration.server.pluginText.reveal())]
        if let name = cluster.tlsServerName { info["tls-server-name"] = .string(name.text) }
        if cluster.skipsVerification { info["insecure-skip-tls-verify"] = true }
        if let (bytes, _) = try authority(environment), !bytes.isEmpty {
            info["certificate-authority-data"] = .string(Base64.encode(bytes))
        }
        if let proxy = cluster.proxy { info["proxy-url"] = .string(proxy.text) }
        if cluster.disablesCompression { info["disable-compression"] = true }
        if let value = cluster.pluginConfiguration { info["config"] = value }
        return Secret(JSONWriter.text(.object(info)))
    }
}
