internal import Diagnostics
internal import FoundationEssentials
internal import Nodes

extension Kubeconfig {
    /// The configuration of a context, or of the current one.
    ///
    /// Throws `unknownName` with the names there are, and for everything in the context's cluster and user that
    /// cannot be used; other entries are not looked at.
    func configuration(
        context override: String?, environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> ClusterConfiguration {
        let context = try context(override)
        guard let clusterName = try Self.text("cluster", in: context.body) else {
            throw Self.invalid("the context '\(context.name)' names no cluster", at: context.range)
        }
        let cluster = try entry(clusterName, "cluster", clusters, of: context)
        guard let server = try Self.text("server", in: cluster.body) else {
            throw Self.invalid("the cluster '\(cluster.name)' has no 'server'", at: cluster.range)
        }
        var configuration = ClusterConfiguration(
            server: try Self.placed(cluster.body?.entry("server")?.value.range) {
                () throws(ClusterConfigurationError) in
                try ServerURL(parsing: server)
            },
            origin: "context \(context.name) of \(context.path)")
        configuration.contextName = context.name
        configuration.defaultNamespace = try Self.text("namespace", in: context.body)
        try addTLS(of: cluster, to: &configuration, environment)
        if let userName = try Self.text("user", in: context.body) {
            let user = try entry(userName, "user", users, of: context)
            configuration.credentials = try credentials(of: user, environment)
        }
        return configuration
    }

    private func context(_ override: String?) throws(ClusterConfigurationError) -> Entry {
        guard let name = override ?? currentContext?.name else {
            throw ClusterConfigurationError(
                .unknownName, "no current context is set in \(paths.joined(separator: ", "))",
                help: "Choose one with --kube-context\(Self.list(contexts)).")
        }
        if let context = contexts.first(where: { $0.name == name }) { return context }
        throw ClusterConfigurationError(
            .unknownName, "there is no context '\(name)' in \(paths.joined(separator: ", "))",
            help: suggestion(for: name, among: contexts, kind: "contexts"),
            at: override == nil ? currentContext?.range : nil)
    }

    private func entry(
        _ name: String, _ kind: String, _ entries: [Entry], of context: Entry
    ) throws(ClusterConfigurationError) -> Entry {
        if let entry = entries.first(where: { $0.name == name }) { return entry }
        throw ClusterConfigurationError(
            .unknownName, "the context '\(context.name)' names the \(kind) '\(name)', which does not exist",
            help: suggestion(for: name, among: entries, kind: "\(kind)s"),
            at: context.body?.entry(kind)?.value.range ?? context.range)
    }

    private func suggestion(for name: String, among entries: [Entry], kind: String) -> String {
        if entries.isEmpty { return "There are no \(kind) at all." }
        if let near = Suggestion.nearest(to: name, among: entries.map(\.name)) {
            return "Did you mean '\(near)'? The \(kind) are\(Self.list(entries).dropFirst())."
        }
        return "The \(kind) are\(Self.list(entries).dropFirst())."
    }

    private static func list(_ entries: [Entry]) -> String {
        entries.isEmpty ? "" : ": " + entries.map(\.name).sorted().joined(separator: ", ")
    }

    private func addTLS(
        of cluster: Entry, to configuration: inout ClusterConfiguration, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) {
        configuration.tlsServerName = try Self.text("tls-server-name", in: cluster.body)
        if let skip = cluster.body?.entry("insecure-skip-tls-verify")?.value, skip.kind != .null {
            guard let value = skip.value.bool else {
                throw Self.invalid("'insecure-skip-tls-verify' is true or false", at: skip.range)
            }
            configuration.skipsTLSVerification = value
        }
        if let proxy = try Self.text("proxy-url", in: cluster.body) {
            configuration.proxy = try Self.placed(cluster.body?.entry("proxy-url")?.value.range) {
                () throws(ClusterConfigurationError) in try ProxyURL(parsing: proxy)
            }
        }
        configuration.certificateAuthority = try material("certificate-authority", of: cluster, environment)
        if configuration.certificateAuthority != nil {
            configuration.certificateAuthorityOrigin =
                try Self.text("certificate-authority-data", in: cluster.body) != nil
                ? "certificate-authority-data of cluster \(cluster.name) in \(cluster.path)"
                : try Self.text("certificate-authority", in: cluster.body)
                    .map { RelativePath.resolve($0, in: cluster.folder) }
        }
    }

    private func credentials(
        of user: Entry, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> Credentials {
        try refuseUnsupported(user)
        var credentials = Credentials()
        // As in client-go: tokenFile is taken before token.
        if let path = try Self.text("tokenFile", in: user.body) {
            credentials.token = .file(RelativePath.resolve(path, in: user.folder))
        } else if let token = try Self.text("token", in: user.body) {
            credentials.token = .fixed(Secret(token))
        }
        credentials.userName = try Self.text("username", in: user.body)
        credentials.password = try Self.text("password", in: user.body).map(Secret.init)
        credentials.clientCertificate = try material("client-certificate", of: user, environment)
        credentials.clientKey = try material("client-key", of: user, environment)
            .map { Secret(String(decoding: $0, as: UTF8.self)) }
        guard (credentials.clientCertificate == nil) == (credentials.clientKey == nil) else {
            let missing = credentials.clientKey == nil ? "client-key" : "client-certificate"
            throw Self.invalid("the user '\(user.name)' has no '\(missing)' to go with the other half", at: user.range)
        }
        return credentials
    }

    private func refuseUnsupported(_ user: Entry) throws(ClusterConfigurationError) {
        if let exec = try Self.mapping("exec", in: user.body) {
            let command = try Self.text("command", in: exec) ?? "a program"
            let hint = try Self.text("installHint", in: exec).map { " \($0)" } ?? ""
            throw ClusterConfigurationError(
                .unsupportedCredentials,
                "the user '\(user.name)' gets its credentials from the plugin '\(command)', "
                    + "which this version of openmcf does not run",
                help: "Use a context whose user has a token, tokenFile or client certificate; for example, put the "
                    + "output of 'kubectl create token' into the kubeconfig.\(hint)",
                at: exec.range)
        }
        if let provider = try Self.mapping("auth-provider", in: user.body) {
            let name = try Self.text("name", in: provider) ?? "unnamed"
            throw ClusterConfigurationError(
                .unsupportedCredentials,
                "the user '\(user.name)' uses the auth-provider '\(name)', which Kubernetes has removed",
                help: "Use a context whose user has a token, tokenFile or client certificate.", at: provider.range)
        }
    }

    /// PEM text from `<key>-data`, which comes first, or from the file that `<key>` names.
    private func material(
        _ key: String, of entry: Entry, _ environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> [UInt8]? {
        if let encoded = try Self.text(key + "-data", in: entry.body) {
            let packed = String(encoded.unicodeScalars.filter { !$0.properties.isWhitespace })
            guard let data = Data(base64Encoded: packed) else {
                throw Self.invalid("'\(key)-data' is no base64", at: entry.body?.entry(key + "-data")?.value.range)
            }
            return [UInt8](data)
        }
        guard let path = try Self.text(key, in: entry.body) else { return nil }
        let resolved = RelativePath.resolve(path, in: entry.folder)
        let range = entry.body?.entry(key)?.value.range
        return try Self.placed(range) { () throws(ClusterConfigurationError) in
            guard let bytes = try environment.readFile(resolved) else {
                throw ClusterConfigurationError(
                    .unreadableFile, "'\(key)' names the file '\(resolved)', which does not exist")
            }
            return bytes
        }
    }

    /// Gives an error that has no place the one in the kubeconfig that it comes from.
    private static func placed<Result>(
        _ range: SourceRange?, _ body: () throws(ClusterConfigurationError) -> Result
    ) throws(ClusterConfigurationError) -> Result {
        do {
            return try body()
        } catch {
            throw ClusterConfigurationError(error.code, error.message, help: error.help, at: error.range ?? range)
        }
    }
}
