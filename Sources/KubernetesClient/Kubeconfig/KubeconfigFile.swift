internal import Diagnostics
internal import Documents
internal import YAML

/// One kubeconfig, read as kubectl reads it: the first document, unknown fields left alone, every entry checked,
/// whether it is used or not.
struct KubeconfigFile {
    let path: String
    private(set) var clusters: [Named<ClusterEntry>] = []
    private(set) var users: [Named<UserEntry>] = []
    private(set) var contexts: [Named<ContextEntry>] = []
    private(set) var currentContext: Setting?

    /// - Parameter folder: the one that the file's relative paths begin at; absolute, as plugins are told it.
    init(_ bytes: [UInt8], path: String, folder: String) throws(ClusterConfigurationError) {
        self.path = path
        guard let root = try Self.root(of: bytes, path: path) else { return }
        guard root.kind == .mapping, let fields = try KubeconfigFields(root, "") else {
            throw .invalidKubeconfig("a kubeconfig is a mapping", at: root.range)
        }
        try Self.checkKind(fields)
        let preferences = try fields.fields("preferences")
        _ = try preferences?.flag("colors")
        _ = try preferences?.extensions()
        _ = try fields.extensions()
        clusters = try Self.entries("clusters", "cluster", of: fields, path) {
            (fields) throws(ClusterConfigurationError) in try ClusterEntry(fields, folder)
        }
        users = try Self.entries("users", "user", of: fields, path) {
            (fields) throws(ClusterConfigurationError) in try UserEntry(fields, folder)
        }
        contexts = try Self.entries("contexts", "context", of: fields, path) {
            (fields) throws(ClusterConfigurationError) in try ContextEntry(fields)
        }
        currentContext = try fields.text("current-context")
    }

    /// One context of a cluster and a user, which all have the same name.
    init(path: String, name: String, cluster: ClusterEntry, user: UserEntry, range: SourceRange) {
        self.path = path
        let named = Setting(name, name: "current-context", range: range)
        clusters = [Named(name: name, body: cluster, path: path, range: range)]
        users = [Named(name: name, body: user, path: path, range: range)]
        contexts = [Named(name: name, body: ContextEntry(cluster: named, user: named), path: path, range: range)]
        currentContext = named
    }

    /// The root of the first document; nil where there is nothing in it.
    private static func root(of bytes: [UInt8], path: String) throws(ClusterConfigurationError) -> Node? {
        let source = YAMLReader.sourceFile(name: path, bytes: bytes, isConfidential: true)
        let stream = YAMLReader.readWhole(source)
        let document = stream.documents.first
        let problem = stream.diagnostics.first { problem in
            // kubectl lets the last of equal keys count, and never looks at what follows the first document.
            let isLater = document.map { problem.range?.start ?? 0 >= $0.root.range.end && $0.root.kind != .null }
            return problem.severity == .error && problem.code != .duplicateKey
                && (problem.document ?? 0) == 0 && !(stream.documents.count > 1 && isLater == true)
        }
        if let problem { throw .invalidKubeconfig(Self.words(for: problem.code), at: problem.range) }
        return document.flatMap { $0.root.kind == .null ? nil : $0.root }
    }

    /// The reader's own words quote the text, and with it perhaps a password.
    private static func words(for code: DiagnosticCode) -> String {
        switch code {
        case .yamlEncoding: "this is no UTF-8 text"
        case .yamlLimit: "the file is larger or deeper than a kubeconfig may be"
        case .yamlAlias: "an alias stands for nothing here; put a text that begins with '*' in quotes"
        case .yamlMergeKey: "what '<<' merges is no mapping"
        case .yamlKey: "this can be no key"
        case .yamlTag: "the value is not what its tag says; put a text that begins with '!' in quotes"
        default: "this is no valid YAML; a text with special characters stands in quotes"
        }
    }

    private static func checkKind(_ fields: KubeconfigFields) throws(ClusterConfigurationError) {
        if let version = try fields.text("apiVersion"), version.text != "v1" {
            throw .invalidKubeconfig("the apiVersion of a kubeconfig is 'v1'", at: version.range)
        }
        if let kind = try fields.text("kind"), kind.text != "Config" {
            throw .invalidKubeconfig("the kind of a kubeconfig is 'Config'", at: kind.range)
        }
    }

    private static func entries<Body>(
        _ listName: String, _ bodyName: String, of root: KubeconfigFields, _ path: String,
        _ body: (KubeconfigFields?) throws(ClusterConfigurationError) -> Body
    ) throws(ClusterConfigurationError) -> [Named<Body>] {
        var entries: [Named<Body>] = []
        var names = Set<String>()
        for element in try root.elements(listName) {
            let fields = try KubeconfigFields(element, "an element of \(listName)")
            let name = try fields?.text("name")
            guard names.insert(name?.text ?? "").inserted else {
                throw .invalidKubeconfig(
                    name.map { "the name '\($0.text)' stands twice in '\(listName)'" }
                        ?? "two entries of '\(listName)' have no 'name'", at: name?.range ?? element.range)
            }
            entries.append(
                Named(
                    name: name?.text ?? "", body: try body(fields?.fields(bodyName)), path: path,
                    range: name?.range ?? element.range))
        }
        return entries
    }
}

extension ClusterEntry {
    fileprivate init(_ fields: KubeconfigFields?, _ folder: String) throws(ClusterConfigurationError) {
        guard let fields else { return }
        server = try fields.text("server")
        tlsServerName = try fields.text("tls-server-name")
        skipsVerification = try fields.flag("insecure-skip-tls-verify")
        authority = try fields.text("certificate-authority")?.resolved(in: folder)
        authorityData = try fields.data("certificate-authority-data")
        proxy = try fields.text("proxy-url")
        disablesCompression = try fields.flag("disable-compression")
        pluginConfiguration = try fields.extensions().first { $0.name == Self.pluginExtension }?.value
    }
}

extension UserEntry {
    fileprivate init(_ fields: KubeconfigFields?, _ folder: String) throws(ClusterConfigurationError) {
        guard let fields else { return }
        token = try fields.text("token")
        tokenFile = try fields.text("tokenFile")?.resolved(in: folder)
        userName = try fields.text("username")
        password = try fields.text("password")
        certificate = try fields.text("client-certificate")?.resolved(in: folder)
        certificateData = try fields.data("client-certificate-data")
        key = try fields.text("client-key")?.resolved(in: folder)
        keyData = try fields.data("client-key-data")
        impersonation.user = try fields.text("as")?.text
        impersonation.uid = try fields.text("as-uid")?.text
        impersonation.groups = try fields.texts("as-groups")
        impersonation.extra = try fields.lists("as-user-extra")
        plugin = try fields.fields("exec").map { (exec) throws(ClusterConfigurationError) in
            try PluginEntry(exec, folder)
        }
        provider = try fields.fields("auth-provider").map { (provider) throws(ClusterConfigurationError) in
            ProviderEntry(
                name: try provider.text("name")?.text ?? "", configuration: try provider.secrets("config"),
                range: provider.node.range)
        }
        _ = try fields.extensions()
    }
}

extension PluginEntry {
    fileprivate init(_ fields: KubeconfigFields, _ folder: String) throws(ClusterConfigurationError) {
        range = fields.node.range
        apiVersion = try fields.text("apiVersion")
        // A bare name is looked for in PATH.
        command = try fields.text("command").map { $0.text.contains("/") ? $0.resolved(in: folder) : $0 }
        arguments = try fields.texts("args")
        for element in try fields.elements("env") {
            let variable = try KubeconfigFields(element, "an element of env")
            variables.append(
                (try variable?.text("name")?.text ?? "", Secret(try variable?.text("value")?.text ?? "")))
        }
        mode = try fields.text("interactiveMode")
        wantsCluster = try fields.flag("provideClusterInfo")
        installHint = try fields.text("installHint")?.text
    }
}

extension ContextEntry {
    fileprivate init(_ fields: KubeconfigFields?) throws(ClusterConfigurationError) {
        guard let fields else { return }
        cluster = try fields.text("cluster")
        user = try fields.text("user")
        namespace = try fields.text("namespace")
        _ = try fields.extensions()
    }
}
