internal import Diagnostics
internal import Values

extension ClusterSelection {
    /// The configuration to reach the server with.
    ///
    /// Over plain `http` nothing of the user is looked at but impersonation, as with kubectl. Throws for everything
    /// that cannot be used.
    func configuration(
        server setting: Setting, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> ClusterConfiguration {
        try check(environment)
        var configuration = ClusterConfiguration(
            server: try Self.placed(setting) { (text) throws(ClusterConfigurationError) in
                try ServerURL(parsing: text)
            }, origin: origin)
        configuration.contextName = contextName
        configuration.defaultNamespace = namespace
        configuration.disablesCompression = cluster.disablesCompression
        configuration.impersonation = try sendable(user.impersonation)
        if let proxy = cluster.proxy {
            configuration.proxy = try Self.placed(proxy) { (text) throws(ClusterConfigurationError) in
                try ProxyURL(parsing: text)
            }
            configuration.proxyOrigin = "'\(proxy.name)' of \(clusterOrigin)"
        } else {
            let variables = ProxyVariables(environment.variables)
            configuration.proxy = try variables.proxy(for: configuration.server)
            if configuration.proxy != nil {
                configuration.proxyOrigin = configuration.server.isSecure ? "HTTPS_PROXY" : "HTTP_PROXY"
            } else if variables.isExcepted(configuration.server) {
                configuration.proxyOrigin = "NO_PROXY"
            }
        }
        if configuration.server.isSecure {
            try addTLS(to: &configuration, environment)
            configuration.credentials = try credentials(for: configuration, environment)
            warnOfIgnoredToken(in: &configuration)
        } else {
            addPlainText(to: &configuration)
        }
        return configuration
    }

    private static func placed<Result>(
        _ setting: Setting, _ body: (String) throws(ClusterConfigurationError) -> Result
    ) throws(ClusterConfigurationError) -> Result {
        do { return try body(setting.text) } catch { throw error.placed(at: setting.range) }
    }

    private func addTLS(
        to configuration: inout ClusterConfiguration, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) {
        configuration.tlsServerName = cluster.tlsServerName?.text
        configuration.skipsTLSVerification = cluster.skipsVerification
        guard let (text, setting) = try authority(environment) else {
            if cluster.skipsVerification {
                configuration.warnings.append(
                    "the certificate of \(configuration.server) is not checked: whoever is in between can read and change "
                        + "everything, the credentials included")
            }
            return
        }
        guard !cluster.skipsVerification else {
            throw ClusterConfigurationError(
                .unusableCredentials, "'\(setting.name)' and 'insecure-skip-tls-verify' exclude each other",
                help: "The authority is there to check the server by; kubectl refuses both together too.",
                at: setting.range)
        }
        // An empty file is no authority to kubectl, and the system's count.
        guard !text.isEmpty else { return }
        configuration.certificateAuthorityOrigin =
            setting.text.isEmpty ? "\(setting.name) of \(clusterOrigin)" : setting.text
        guard let authorities = CertificateMaterial.authorities(in: text) else {
            throw ClusterConfigurationError(
                .unusableCredentials, "'\(setting.name)' holds no PEM certificate",
                help: "One begins with '-----BEGIN CERTIFICATE-----'. Fetch the kubeconfig again.", at: setting.range)
        }
        configuration.certificateAuthority = authorities
    }

    /// The text of the authority, and where it is set.
    func authority(
        _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> ([UInt8], Setting)? {
        if let data = cluster.authorityData {
            return (data.bytes, Setting("", name: data.name, range: data.range))
        }
        guard let file = cluster.authority else { return nil }
        return (try Self.contents(of: file, environment), file)
    }

    private func sendable(_ impersonation: Impersonation) throws(ClusterConfigurationError) -> Impersonation {
        guard !impersonation.headers.contains(where: { HeaderText.isUnsendable($0.value) }) else {
            throw .unsendable("what 'as' and its like say", help: "A user, a group and a UID are one line each.")
        }
        return impersonation
    }

    private func addPlainText(to configuration: inout ClusterConfiguration) {
        if let user = configuration.server.user {
            configuration.credentials.userName = user.name
            configuration.credentials.password = user.password
            configuration.warnings.append(
                "the user name and password in the server's URL go over plain http, for everybody in between to read")
        }
        guard user.hasCredentials else { return }
        configuration.notes.append(
            "\(configuration.server) is plain http: nothing of \(userOrigin) is sent there, no token, password or "
                + "certificate, and no plugin is run, as with kubectl")
    }
}

// MARK: Credentials

extension UserEntry {
    /// Whether there is something to authenticate with.
    fileprivate var hasCredentials: Bool {
        token != nil || tokenFile != nil || userName != nil || password != nil || certificate != nil
            || certificateData != nil || plugin != nil || provider != nil
    }
}

extension ClusterSelection {
    /// A flag goes before a kubeconfig everywhere else.
    private func warnOfIgnoredToken(in configuration: inout ClusterConfiguration) {
        guard let token = user.token, token.range == nil, let file = user.tokenFile else { return }
        let owner = file.range == nil ? "'\(file.name)'" : "the \(file.name) of \(userOrigin)"
        let way = file.range == nil ? "" : ", as with kubectl; --token-file FILE goes before both"
        configuration.warnings.append(
            "'\(token.name)' is not used unless '\(file.text)' cannot be read: \(owner) comes before it\(way)")
    }

    private func credentials(
        for configuration: ClusterConfiguration, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> Credentials {
        // Who gives credentials in flags needs no user.
        if let missingUser, !user.hasCredentials { throw missingUser }
        if let file = user.tokenFile, let other = user.userName ?? user.password {
            throw ClusterConfigurationError(
                .unusableCredentials, "'\(file.name)' and '\(other.name)' exclude each other",
                help: "kubectl refuses this too: it cannot tell which of the two is meant.", at: file.range)
        }
        var credentials = Credentials()
        credentials.origin = userOrigin
        credentials.token = try token(environment)
        credentials.userName = user.userName?.text
        credentials.password = user.password.map { Secret($0.text) }
        if let password = user.password, user.userName == nil {
            throw ClusterConfigurationError(
                .unusableCredentials, "'password' has no 'username' to go with it",
                help: "Set both, or neither.", at: password.range)
        }
        try addCertificate(to: &credentials, environment)
        if let provider = user.provider {
            try IDToken.check(provider, userOrigin)
            if credentials.token == nil, credentials.userName == nil {
                credentials.token = .fixed(try IDToken.token(of: provider, userOrigin))
            }
        }
        let plugin = try plugin(for: configuration, environment)
        credentials = try withServersUser(credentials, configuration.server)
        // As with kubectl, whatever else there is spares the plugin.
        if credentials.isEmpty { credentials.plugin = plugin }
        return credentials
    }

    private func token(_ environment: ClusterEnvironment) throws(ClusterConfigurationError) -> TokenSource? {
        if let token = user.token, HeaderText.isUnsendable(token.text) {
            throw ClusterConfigurationError.unsendable(
                token.range == nil ? "the token of \(token.name)" : "the token of \(userOrigin)",
                help: "A token is one line. Set it anew."
            ).placed(at: token.range)
        }
        guard let file = user.tokenFile else { return user.token.map { .fixed(Secret($0.text)) } }
        // Without another token, a file that cannot be read is told before anything is asked of the server.
        if user.token == nil {
            do { _ = try TokenFile.token(in: file.text, environment.readFile) } catch {
                throw error.placed(at: file.range)
            }
        }
        return .file(file.text, otherwise: user.token.map { Secret($0.text) })
    }

    private func addCertificate(
        to credentials: inout Credentials, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) {
        // A key alone counts for nothing, as with kubectl.
        guard let chain = try material(user.certificateData, user.certificate, environment),
            let key = try material(user.keyData, user.key, environment)
        else { return }
        guard let certificates = CertificateMaterial.chain(in: chain.bytes) else {
            throw ClusterConfigurationError(
                .unusableCredentials, "'\(chain.name)' holds no PEM certificate, or a damaged one",
                help: "One begins with '-----BEGIN CERTIFICATE-----'.", at: chain.range)
        }
        guard let privateKey = CertificateMaterial.privateKey(in: key.bytes) else {
            throw ClusterConfigurationError(
                .unusableCredentials, "'\(key.name)' holds no PEM private key that can be read without a password",
                help:
                    "One begins with '-----BEGIN PRIVATE KEY-----', or the same with RSA or EC in it. An encrypted one "
                    + "can be decrypted with 'openssl pkey'.", at: key.range)
        }
        credentials.clientCertificate = certificates
        credentials.clientKey = privateKey
    }

    private func material(
        _ data: Material?, _ file: Setting?, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> Material? {
        if let data { return data }
        guard let file else { return nil }
        return Material(bytes: try Self.contents(of: file, environment), name: file.name, range: file.range)
    }

    /// A user name in the server's URL comes before a token, as in Go; alone it is nothing to kubectl.
    private func withServersUser(
        _ credentials: Credentials, _ server: ServerURL
    ) throws(ClusterConfigurationError) -> Credentials {
        guard let user = server.user else { return credentials }
        guard self.user.hasCredentials else {
            throw ClusterConfigurationError(
                .unusableCredentials, "the server's URL has a user name in it, and the user has no credentials",
                help: "Put 'username' and 'password' into the kubeconfig's 'users'.", at: cluster.server?.range)
        }
        var credentials = credentials
        credentials.token = nil
        credentials.userName = user.name
        credentials.password = user.password
        return credentials
    }
}
