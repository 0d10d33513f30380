internal import KubernetesClient

extension ClusterOptions {
    /// The flags given that name a cluster or a user; empty values are none, as with kubectl.
    var namingFlags: [String] {
        let texts = [
            ("--kubeconfig", kubeconfig), ("--provider-config", providerConfig), ("--kube-context", kubeContext),
            ("--server", server), ("--cluster", cluster), ("--user", user), ("--token", token),
            ("--token-file", tokenFile), ("--as", impersonatedUser), ("--as-group", impersonatedGroups.first),
            ("--as-uid", impersonatedUID), ("--certificate-authority", certificateAuthority),
            ("--client-certificate", clientCertificate), ("--client-key", clientKey),
            ("--tls-server-name", tlsServerName),
        ]
        return texts.compactMap { name, value in (value ?? "").isEmpty ? nil : name }
            + (skipsTLSVerification ? ["--insecure-skip-tls-verify"] : [])
    }

    /// The first flag that says which cluster is asked, the sandbox among them; nil where none does.
    var firstFlag: String? { sandbox ? "--sandbox" : namingFlags.first }

    /// What the flags say.
    var clusterOverrides: ClusterOverrides {
        var result = ClusterOverrides(kubeconfig: kubeconfig, context: kubeContext)
        result.providerFile = providerConfig
        result.cluster = cluster
        result.user = user
        result.server = server
        result.tlsServerName = tlsServerName
        result.certificateAuthority = certificateAuthority
        result.skipsTLSVerification = skipsTLSVerification
        result.token = token.map(Secret.init)
        result.tokenFile = tokenFile
        result.clientCertificate = clientCertificate
        result.clientKey = clientKey
        result.impersonatedUser = impersonatedUser
        result.impersonatedGroups = impersonatedGroups
        result.impersonatedUID = impersonatedUID
        return result
    }
}
