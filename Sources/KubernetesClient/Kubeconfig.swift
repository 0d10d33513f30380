internal import Diagnostics
internal import Nodes
internal import YAML

/// Kubeconfig files, merged as kubectl merges them: the first file to name something wins.
struct Kubeconfig {
    /// A named entry of `clusters`, `users` or `contexts`, and the folder its paths are relative to.
    struct Entry {
        let name: String
        /// What the entry holds under `cluster`, `user` or `context`; nil when that is missing.
        let body: Node?
        let path: String
        let range: SourceRange

        var folder: String { RelativePath.folder(of: path) }
    }

    private(set) var clusters: [Entry] = []
    private(set) var users: [Entry] = []
    private(set) var contexts: [Entry] = []
    private(set) var currentContext: (name: String, range: SourceRange)?
    /// The files that were read, in order.
    private(set) var paths: [String] = []

    var isEmpty: Bool { contexts.isEmpty && clusters.isEmpty && currentContext == nil }

    /// Adds a file behind those already there.
    ///
    /// Throws `invalidKubeconfig` with the place for what is no kubeconfig; an empty file is none.
    mutating func add(_ bytes: [UInt8], path: String) throws(ClusterConfigurationError) {
        paths.append(path)
        let stream = YAMLReader.readWhole(YAMLReader.sourceFile(name: path, bytes: bytes))
        if let problem = stream.diagnostics.first(where: { $0.severity == .error }) {
            throw Self.invalid(problem.message, at: problem.range)
        }
        guard let root = stream.documents.first?.root, root.kind != .null else { return }
        guard stream.documents.count == 1 else {
            throw Self.invalid("a kubeconfig is one document", at: stream.documents[1].root.range)
        }
        guard root.kind == .mapping else { throw Self.invalid("a kubeconfig is a mapping", at: root.range) }
        if let kind = root.entry("kind")?.value, kind.string != "Config" {
            throw Self.invalid("kind is 'Config' in a kubeconfig, not '\(kind.sourceText)'", at: kind.range)
        }
        try Self.merge(Self.entries("clusters", "cluster", in: root, path: path), into: &clusters)
        try Self.merge(Self.entries("users", "user", in: root, path: path), into: &users)
        try Self.merge(Self.entries("contexts", "context", in: root, path: path), into: &contexts)
        if currentContext == nil, let current = root.entry("current-context")?.value {
            let name = try Self.text(current, "current-context")
            if !name.isEmpty { currentContext = (name, current.range) }
        }
    }

    private static func merge(_ new: [Entry], into old: inout [Entry]) {
        let known = Set(old.map(\.name))
        old += new.filter { !known.contains($0.name) }
    }

    private static func entries(
        _ listName: String, _ bodyName: String, in root: Node, path: String
    ) throws(ClusterConfigurationError) -> [Entry] {
        guard let list = root.entry(listName)?.value, list.kind != .null else { return [] }
        guard list.kind == .sequence else { throw invalid("'\(listName)' is a list", at: list.range) }
        var entries: [Entry] = []
        for element in list.elements {
            guard let name = element.entry("name")?.value else {
                throw invalid("an entry of '\(listName)' has no 'name'", at: element.range)
            }
            let entry = Entry(
                name: try text(name, "name"), body: try mapping(bodyName, in: element), path: path, range: name.range)
            guard !entries.contains(where: { $0.name == entry.name }) else {
                throw invalid("the name '\(entry.name)' stands twice in '\(listName)'", at: name.range)
            }
            entries.append(entry)
        }
        return entries
    }

    /// The mapping under a key; nil when it is missing or null.
    static func mapping(_ key: String, in node: Node?) throws(ClusterConfigurationError) -> Node? {
        guard let value = node?.entry(key)?.value, value.kind != .null else { return nil }
        guard value.kind == .mapping else { throw invalid("'\(key)' is a mapping", at: value.range) }
        return value
    }

    /// The text under a key; nil when it is missing, null or empty.
    static func text(_ key: String, in node: Node?) throws(ClusterConfigurationError) -> String? {
        guard let value = node?.entry(key)?.value, value.kind != .null else { return nil }
        let text = try text(value, key)
        return text.isEmpty ? nil : text
    }

    private static func text(_ node: Node, _ key: String) throws(ClusterConfigurationError) -> String {
        guard let text = node.string else {
            throw invalid("'\(key)' is a text; put it in quotes", at: node.range)
        }
        return text
    }

    static func invalid(_ message: String, at range: SourceRange?) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .invalidKubeconfig, message,
            help: "A kubeconfig that cannot be read stops the command, so that no other cluster is taken instead.",
            at: range)
    }
}
