internal import Diagnostics
internal import Files
internal import Values

/// A text that a kubeconfig, a flag or a variable sets, and where.
struct Setting: Sendable {
    let text: String
    /// The field or flag, such as `tokenFile` or `--token-file`.
    let name: String
    /// The place in a kubeconfig; nil for a flag.
    let range: SourceRange?

    init(_ text: String, name: String, range: SourceRange? = nil) {
        self.text = text
        self.name = name
        self.range = range
    }

    /// A flag; nil where it is not given or empty, which is the same to kubectl.
    init?(flag: String, _ text: String?) {
        guard let text, !text.isEmpty else { return nil }
        self.init(text, name: flag)
    }

    /// The same setting as a path from the folder of the file that it stands in.
    func resolved(in folder: String) -> Setting {
        Setting(Path.resolve(text, in: folder), name: name, range: range)
    }
}

/// Bytes that a kubeconfig holds in base64, and where.
struct Material: Sendable {
    let bytes: [UInt8]
    let name: String
    let range: SourceRange?
}

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
