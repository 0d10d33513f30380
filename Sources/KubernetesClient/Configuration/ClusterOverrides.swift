/// What flags say about the cluster and the user, over what a kubeconfig says; nil and empty are the same.
package struct ClusterOverrides: Sendable {
    package var kubeconfig: String?
    /// OpenMCF's provider file, instead of a kubeconfig.
    package var providerFile: String?
    package var context: String?
    /// The context that the manifests name, for where no flag does.
    package var labelledContext: String?
    package var cluster: String?
    package var user: String?
    package var server: String?
    package var tlsServerName: String?
    package var certificateAuthority: String?
    package var skipsTLSVerification = false
    package var token: Secret?
    package var tokenFile: String?
    package var clientCertificate: String?
    package var clientKey: String?
    package var impersonatedUser: String?
    package var impersonatedGroups: [String] = []
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
