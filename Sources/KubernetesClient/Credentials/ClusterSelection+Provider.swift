extension ClusterSelection {
    /// Credentials with what `exec` and `auth-provider` add.
    func withProvider(_ credentials: Credentials) throws(ClusterConfigurationError) -> Credentials {
        if let provider = user.provider {
            throw ClusterConfigurationError(
                .unsupportedCredentials,
                "\(userOrigin) uses the auth-provider '\(provider.name)', which Kubernetes has removed",
                help: "Use a context whose user has a token, tokenFile or client certificate.", at: provider.range)
        }
        let needsPlugin =
            credentials.token == nil && credentials.userName == nil && credentials.clientCertificate == nil
        if needsPlugin, let plugin = user.plugin {
            throw ClusterConfigurationError(
                .unsupportedCredentials,
                "\(userOrigin) gets its credentials from the plugin '\(plugin.command?.text ?? "")', "
                    + "which this version of openmcf does not run",
                help: "Use a context whose user has a token, tokenFile or client certificate; for example, put the "
                    + "output of 'kubectl create token' into the kubeconfig."
                    + (plugin.installHint.map { " \($0)" } ?? ""), at: plugin.range)
        }
        return credentials
    }
}
