/// Kubeconfig files, merged as kubectl merges them: the first file to name something wins.
struct Kubeconfig {
    private(set) var clusters: [String: Named<ClusterEntry>] = [:]
    private(set) var users: [String: Named<UserEntry>] = [:]
    private(set) var contexts: [String: Named<ContextEntry>] = [:]
    private(set) var currentContext: Setting?
    /// The files that were read, in order.
    private(set) var paths: [String] = []

    /// Whether nothing in it could lead to a cluster.
    var isEmpty: Bool { contexts.isEmpty && clusters.isEmpty && currentContext == nil }

    /// Adds a file behind those already there.
    mutating func add(_ file: KubeconfigFile) {
        paths.append(file.path)
        for entry in file.clusters where clusters[entry.name] == nil { clusters[entry.name] = entry }
        for entry in file.users where users[entry.name] == nil { users[entry.name] = entry }
        for entry in file.contexts where contexts[entry.name] == nil { contexts[entry.name] = entry }
        currentContext = currentContext ?? file.currentContext
    }
}
