internal import Diagnostics
internal import Documents
internal import Values
internal import YAML

/// OpenMCF's Kubernetes provider file (`KubernetesProviderConfig`), read as a kubeconfig with one context.
enum ProviderFile {
    private enum Provider: String, CaseIterable {
        case gke = "gcp_gke"
        case eks = "aws_eks"
        case aks = "azure_aks"
        case doks = "digital_ocean_doks"

        /// By its name or its number.
        init?(text: String) {
            let known = Self.allCases.enumerated().first { $1.rawValue == text.lowercased() || String($0 + 1) == text }
            guard let known else { return nil }
            self = known.element
        }
    }

    private static let names = Provider.allCases.map(\.rawValue).joined(separator: ", ")

    /// - Parameter folder: the one that relative paths in a kubeconfig inside begin at.
    static func kubeconfig(
        _ bytes: [UInt8], path: String, folder: String
    ) throws(ClusterConfigurationError) -> KubeconfigFile {
        do throws(ClusterConfigurationError) {
            let root = try Self.root(of: bytes, path)
            switch try Self.provider(root, path) {
            case .doks: return try digitalOcean(try root.section(Provider.doks.rawValue), path, folder)
            case .gke: return try google(try root.section(Provider.gke.rawValue), path)
            case .eks: throw needsKubeconfig("EKS", "aws eks update-kubeconfig --name CLUSTER", path)
            case .aks:
                throw needsKubeconfig("AKS", "az aks get-credentials --name CLUSTER --resource-group GROUP", path)
            }
        } catch {
            guard error.code == .invalidKubeconfig else { throw error }
            throw ClusterConfigurationError(
                .invalidProvider, error.message,
                help:
                    "A provider file says 'provider: NAME', and under that name how to reach the cluster; the names are "
                    + "\(names).", at: error.range)
        }
    }

    private static func root(of bytes: [UInt8], _ path: String) throws(ClusterConfigurationError) -> KubeconfigFields {
        let source = YAMLReader.sourceFile(name: path, bytes: bytes, isConfidential: true)
        let stream = YAMLReader.readWhole(source)
        if let problem = stream.diagnostics.first(where: { $0.severity == .error }) {
            throw .invalidKubeconfig(
                "this is no valid YAML; a text with special characters stands in quotes", at: problem.range)
        }
        guard let root = try KubeconfigFields(stream.documents.first?.root, "a provider file") else {
            throw ClusterConfigurationError(.invalidProvider, "the provider file '\(path)' is empty")
        }
        if root.node["clusters"] != nil, root.node["contexts"] != nil {
            throw ClusterConfigurationError(
                .invalidProvider, "'\(path)' is a kubeconfig, and no provider file", help: "Name it with --kubeconfig.")
        }
        try root.expect(["provider"] + Provider.allCases.map(\.rawValue))
        return root
    }

    private static func provider(
        _ root: KubeconfigFields, _ path: String
    ) throws(ClusterConfigurationError) -> Provider {
        guard let node = root.node["provider"], node.kind != .null else {
            throw ClusterConfigurationError(
                .invalidProvider, "the provider file '\(path)' names no 'provider'", help: "They are \(names).")
        }
        let text = node.value.string ?? node.value.int.map { String($0) }
        guard let provider = text.flatMap({ Provider(text: $0) }) else {
            throw .invalidKubeconfig("this is no 'provider' that is known", at: node.range)
        }
        return provider
    }

    private static func needsKubeconfig(_ name: String, _ command: String, _ path: String) -> ClusterConfigurationError
    {
        ClusterConfigurationError(
            .invalidProvider,
            "the provider file '\(path)' is for \(name), and says nothing of how to reach the cluster",
            help: "Use a kubeconfig: '\(command)' writes one.")
    }
}

// MARK: What the providers say

extension ProviderFile {
    private static func digitalOcean(
        _ section: KubeconfigFields, _ path: String, _ folder: String
    ) throws(ClusterConfigurationError) -> KubeconfigFile {
        try section.expect(["kube_config"])
        let text = try section.required("kube_config")
        return try KubeconfigFile(Array(text.text.utf8), path: "kube_config of \(path)", folder: folder)
    }

    private static func google(
        _ section: KubeconfigFields, _ path: String
    ) throws(ClusterConfigurationError) -> KubeconfigFile {
        try section.expect([
            "cluster_endpoint", "cluster_ca_data", "service_account_key_base64", "service_account_key",
        ])
        let endpoint = try section.required("cluster_endpoint")
        var cluster = ClusterEntry()
        cluster.server = Setting(
            endpoint.text.contains("://") ? endpoint.text : "https://" + endpoint.text, name: endpoint.name,
            range: endpoint.range)
        _ = try section.required("cluster_ca_data")
        cluster.authorityData = try section.data(section.spelling("cluster_ca_data"))

        var plugin = PluginEntry(range: section.node.range)
        plugin.apiVersion = Setting(CredentialPlugin.Version.v1beta1.rawValue, name: "apiVersion")
        plugin.command = Setting("gke-gcloud-auth-plugin", name: "command")
        plugin.arguments = ["--use_application_default_credentials"]
        plugin.mode = Setting(CredentialPlugin.Mode.never.rawValue, name: "interactiveMode")
        plugin.wantsCluster = true
        plugin.installHint =
            "Install gke-gcloud-auth-plugin: "
            + "https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl#install_plugin"
        plugin.file = PluginFile(
            variable: "GOOGLE_APPLICATION_CREDENTIALS", contents: try serviceAccountKey(section))
        var user = UserEntry()
        user.plugin = plugin
        return KubeconfigFile(path: path, name: "gke", cluster: cluster, user: user, range: section.node.range)
    }

    private static func serviceAccountKey(_ section: KubeconfigFields) throws(ClusterConfigurationError) -> Secret {
        let plain = try section.text(section.spelling("service_account_key"))
        let encoded = try section.data(section.spelling("service_account_key_base64"))
        guard let bytes = plain.map({ Array($0.text.utf8) }) ?? encoded?.bytes else {
            throw .invalidKubeconfig(
                "there is neither 'service_account_key_base64' nor 'service_account_key'", at: section.node.range)
        }
        guard (try? JSONReader.value(bytes))?.object != nil else {
            throw .invalidKubeconfig("the service account's key is no JSON object", at: plain?.range ?? encoded?.range)
        }
        return Secret(String(decoding: bytes, as: UTF8.self))
    }
}

extension KubeconfigFields {
    /// Refuses fields that are not known; both `snake_case` and `camelCase` are.
    fileprivate func expect(_ known: [String]) throws(ClusterConfigurationError) {
        let spellings = known + known.map(Self.camelCase)
        for (name, _) in node.entries where !spellings.contains(name.keyText) {
            throw .invalidKubeconfig(
                "there is no such field; known are \(known.joined(separator: ", "))", at: name.range)
        }
    }

    fileprivate func section(_ name: String) throws(ClusterConfigurationError) -> KubeconfigFields {
        guard let section = try fields(spelling(name)) else {
            throw .invalidKubeconfig("there is no '\(name)'", at: node.range)
        }
        return section
    }

    fileprivate func required(_ name: String) throws(ClusterConfigurationError) -> Setting {
        guard let setting = try text(spelling(name)) else {
            throw .invalidKubeconfig("there is no '\(name)'", at: node.range)
        }
        return setting
    }

    /// The name as it is written here.
    fileprivate func spelling(_ name: String) -> String { node[name] == nil ? Self.camelCase(name) : name }

    private static func camelCase(_ name: String) -> String {
        let words = name.split(separator: "_")
        return words.prefix(1).joined()
            + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
