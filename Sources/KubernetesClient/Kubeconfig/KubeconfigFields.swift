internal import Diagnostics
internal import Documents
internal import Values

/// The fields of a mapping in a kubeconfig, taken with the types that kubectl gives them.
///
/// One of another type is an error at its place. No message repeats a value: any of them may be a credential.
struct KubeconfigFields {
    let node: Node

    /// The fields of a node; none where it is missing or null.
    init?(_ node: Node?, _ name: String) throws(ClusterConfigurationError) {
        guard let node, node.kind != .null else { return nil }
        guard node.kind == .mapping else { throw .invalidKubeconfig("'\(name)' is a mapping", at: node.range) }
        self.node = node
    }

    private func value(_ key: String) -> Node? {
        guard let value = node[key], value.kind != .null else { return nil }
        return value
    }

    /// A text; nil where it is missing, null or empty, which is all the same to kubectl.
    func text(_ key: String) throws(ClusterConfigurationError) -> Setting? {
        guard let value = value(key) else { return nil }
        let text = try Self.text(value, key)
        return text.isEmpty ? nil : Setting(text, name: key, range: value.range)
    }

    static func text(_ node: Node, _ key: String) throws(ClusterConfigurationError) -> String {
        guard let text = node.string else {
            throw .invalidKubeconfig("'\(key)' is a text; put it in quotes", at: node.range)
        }
        return text
    }

    func flag(_ key: String) throws(ClusterConfigurationError) -> Bool {
        guard let value = value(key) else { return false }
        guard let flag = value.value.bool else {
            throw .invalidKubeconfig("'\(key)' is true or false", at: value.range)
        }
        return flag
    }

    /// The bytes that a text holds in base64; nil for none.
    func data(_ key: String) throws(ClusterConfigurationError) -> Material? {
        guard let setting = try text(key) else { return nil }
        guard let bytes = Base64.decode(setting.text) else {
            throw .invalidKubeconfig("'\(key)' is no base64", at: setting.range)
        }
        return bytes.isEmpty ? nil : Material(bytes: bytes, name: key, range: setting.range)
    }

    func elements(_ key: String) throws(ClusterConfigurationError) -> [Node] {
        guard let value = value(key) else { return [] }
        guard value.kind == .sequence else { throw .invalidKubeconfig("'\(key)' is a list", at: value.range) }
        return value.elements
    }

    /// A list of texts; null is an empty one, as it is to Go.
    func texts(_ key: String) throws(ClusterConfigurationError) -> [String] {
        var texts: [String] = []
        for element in try elements(key) {
            texts.append(element.kind == .null ? "" : try Self.text(element, "an element of \(key)"))
        }
        return texts
    }

    func fields(_ key: String) throws(ClusterConfigurationError) -> KubeconfigFields? {
        try KubeconfigFields(value(key), key)
    }

    /// A mapping from texts to texts.
    func secrets(_ key: String) throws(ClusterConfigurationError) -> [String: Secret] {
        var secrets: [String: Secret] = [:]
        for (name, value) in try fields(key)?.node.entries ?? [] {
            secrets[name.keyText] =
                Secret(value.kind == .null ? "" : try Self.text(value, "a value of \(key)"))
        }
        return secrets
    }

    /// A mapping from texts to lists of texts, in written order.
    func lists(_ key: String) throws(ClusterConfigurationError) -> [(name: String, values: [String])] {
        guard let fields = try fields(key) else { return [] }
        var lists: [(name: String, values: [String])] = []
        for (name, _) in fields.node.entries where !lists.contains(where: { $0.name == name.keyText }) {
            lists.append((name.keyText, try fields.texts(name.keyText)))
        }
        return lists
    }

    /// The extensions of an entry: a name, and whatever stands under `extension`.
    func extensions() throws(ClusterConfigurationError) -> [(name: String, value: Value)] {
        var extensions: [(name: String, value: Value)] = []
        for element in try elements("extensions") {
            let fields = try KubeconfigFields(element, "an element of extensions")
            let name = try fields?.text("name")?.text ?? ""
            guard !extensions.contains(where: { $0.name == name }) else {
                throw .invalidKubeconfig("two extensions have the same name", at: element.range)
            }
            extensions.append((name, fields?.value("extension")?.value ?? .null))
        }
        return extensions
    }
}

extension ClusterConfigurationError {
    static func invalidKubeconfig(_ message: String, at range: SourceRange?) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .invalidKubeconfig, message,
            help: "A kubeconfig that cannot be read stops the command, so that no other cluster is taken instead.",
            at: range)
    }
}
