/// What flags say about the cluster and the user, over what a kubeconfig says; nil and empty are the same.
package struct ClusterOverrides: Sendable {
    /// `--kubeconfig`: the one file to read, instead of those of `KUBECONFIG`.
    package var kubeconfig: String?
    /// OpenMCF's provider file, instead of a kubeconfig.
    package var providerFile: String?
    /// `--context`: the name of a context of the kubeconfig.
    package var context: String?
    /// The context that the manifests name, for where no flag does.
    package var labelledContext: String?
    /// `--cluster`: the name of a cluster of the kubeconfig.
    package var cluster: String?
    /// `--user`: the name of a user of the kubeconfig.
    package var user: String?
    /// `--server`: the address of the API server.
    package var server: String?
    /// `--tls-server-name`: the name to check the server's certificate against.
    package var tlsServerName: String?
    /// `--certificate-authority`: the path of a PEM file.
    package var certificateAuthority: String?
    /// `--insecure-skip-tls-verify`: accepts every certificate.
    package var skipsTLSVerification = false
    /// `--token`: a bearer token.
    package var token: Secret?
    /// `--token-file`: the path of a file that always holds the current token.
    package var tokenFile: String?
    /// `--client-certificate`: the path of a PEM file.
    package var clientCertificate: String?
    /// `--client-key`: the path of a PEM file.
    package var clientKey: String?
    /// `--as`: the user to make requests for.
    package var impersonatedUser: String?
    /// `--as-group`: the groups to make requests for, in place of the kubeconfig's.
    package var impersonatedGroups: [String] = []
    /// `--as-uid`: the UID to make requests for.
    package var impersonatedUID: String?

    package init(kubeconfig: String? = nil, context: String? = nil) {
        self.kubeconfig = kubeconfig
        self.context = context
    }
}

extension ClusterEntry {
    /// Puts flags over a kubeconfig's entry.
    mutating func apply(_ overrides: ClusterOverrides) {
        if let flag = Setting(flag: "--server", overrides.server) {
            server = flag
            // The name belongs to the server that it stands beside.
            tlsServerName = nil
        }
        tlsServerName = Setting(flag: "--tls-server-name", overrides.tlsServerName) ?? tlsServerName
        let flag = Setting(flag: "--certificate-authority", overrides.certificateAuthority)
        guard flag != nil || overrides.skipsTLSVerification else { return }
        // Either flag says anew whom to trust.
        skipsVerification = overrides.skipsTLSVerification
        authority = flag
        authorityData = nil
    }
}

extension UserEntry {
    /// Puts flags over a kubeconfig's entry.
    mutating func apply(_ overrides: ClusterOverrides) {
        if let file = Setting(flag: "--token-file", overrides.tokenFile) {
            tokenFile = file
            token = nil
        }
        token = Setting(flag: "--token", overrides.token?.reveal()) ?? token
        if let flag = Setting(flag: "--client-certificate", overrides.clientCertificate) {
            certificate = flag
            certificateData = nil
        }
        if let flag = Setting(flag: "--client-key", overrides.clientKey) {
            key = flag
            keyData = nil
        }
        if let user = overrides.impersonatedUser, !user.isEmpty { impersonation.user = user }
        if let uid = overrides.impersonatedUID, !uid.isEmpty { impersonation.uid = uid }
        if !overrides.impersonatedGroups.isEmpty { impersonation.groups = overrides.impersonatedGroups }
    }
}
