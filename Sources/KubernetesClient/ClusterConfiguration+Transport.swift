extension ClusterConfiguration {
    /// How requests get to the cluster.
    func transportSettings(_ options: KubernetesClientOptions) -> TransportSettings {
        var settings = TransportSettings(server: server)
        settings.proxy = proxy
        settings.tls.authorities = certificateAuthority
        settings.tls.serverName = tlsServerName
        settings.tls.skipsVerification = skipsTLSVerification
        if let chain = credentials.clientCertificate, let key = credentials.clientKey {
            settings.tls.identity = ClientIdentity(certificateChain: chain, privateKey: key)
        }
        settings.limits.connecting = min(options.connectTimeout, options.requestTimeout)
        settings.limits.concurrency = max(1, options.maximumConnections)
        if options.prefersHTTP2 { settings.limits.versions = [.http2, .http1] }
        return settings
    }

    /// What is wrong with the certificates and keys of the configuration.
    func error(_ error: TLSSettingsError) -> KubernetesError {
        let owner = credentials.origin ?? origin
        let message =
            switch error.part {
            case .authorities:
                "the certificate authority of \(certificateAuthorityOrigin ?? origin) is no PEM text that can be used"
            case .clientCertificate: "the client certificate of \(owner) is no PEM text that can be used"
            case .clientKey: "the client key of \(owner) is no PEM text that can be used"
            case .keyOfAnotherCertificate: "the client key of \(owner) is not that of the client certificate"
            }
        let help =
            error.part == .keyOfAnotherCertificate
            ? "Fetch the kubeconfig again." : "It begins with '-----BEGIN'. Fetch the kubeconfig again."
        return KubernetesError(.configuration, message, help: help, server: server.description)
    }
}
