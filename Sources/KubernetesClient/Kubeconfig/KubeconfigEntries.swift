internal import Diagnostics
internal import Files
internal import Values

/// An entry of `clusters`, `users` or `contexts`.
struct Named<Body: Sendable>: Sendable {
    let name: String
    let body: Body
    /// The file that it stands in.
    let path: String
    let range: SourceRange
}

/// What stands under `cluster`.
struct ClusterEntry: Sendable {
    /// The name of the extension that a credential plugin gets (KEP-541).
    static let pluginExtension = "client.authentication.k8s.io/exec"

    var server: Setting?
    var tlsServerName: Setting?
    var skipsVerification = false
    var authority: Setting?
    var authorityData: Material?
    var proxy: Setting?
    var disablesCompression = false
    /// What the cluster has to say to a credential plugin.
    var pluginConfiguration: Value?
}

/// What stands under `user`.
struct UserEntry: Sendable {
    var token: Setting?
    var tokenFile: Setting?
    var userName: Setting?
    var password: Setting?
    var certificate: Setting?
    var certificateData: Material?
    var key: Setting?
    var keyData: Material?
    var impersonation = Impersonation()
    var plugin: PluginEntry?
    var provider: ProviderEntry?
}

/// What stands under `exec`.
struct PluginEntry: Sendable {
    var apiVersion: Setting?
    var command: Setting?
    var arguments: [String] = []
    var variables: [(name: String, value: Secret)] = []
    var mode: Setting?
    var wantsCluster = false
    var installHint: String?
    var file: PluginFile?
    let range: SourceRange
}

/// What stands under `auth-provider`, which only `oidc` still is.
struct ProviderEntry: Sendable {
    let name: String
    let configuration: [String: Secret]
    let range: SourceRange
}

/// What stands under `context`.
struct ContextEntry: Sendable {
    var cluster: Setting?
    var user: Setting?
    var namespace: Setting?
}
