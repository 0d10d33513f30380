internal import Files
internal import KubernetesClient
internal import Manifests
internal import State

/// The files that a run reads or keeps: what it writes for the user must not replace them, however they are spelled.
struct FilesInUse {
    private var files: [(path: String, use: String)] = []
    /// Folders of which no file is replaced that is there already.
    private var folders: [(path: String, use: String)] = []

    /// The state with what lies beside it.
    mutating func add(_ store: StateStore) {
        files += [
            (store.path, "the state"), (store.backupPath, "the state's backup"),
            (store.journalPath, "the state's journal"), (store.lockPath, "the state's lock"),
        ]
    }

    /// What the sandbox keeps.
    mutating func addSandbox(_ context: CommandContext) {
        folders.append((context.sandboxDirectory, "a file of the sandbox"))
    }

    /// The state that commands work on which have no flag to name another.
    mutating func addUsualState(_ context: CommandContext) {
        // A name that no state can have is for the commands that need one to tell.
        if let store = try? StateOptions.store(nil, context) { add(store) }
    }

    /// The manifests that are read.
    mutating func add(_ inputs: [ManifestInput], _ context: CommandContext) {
        add(manifests: inputs.map(\.name), context)
    }

    /// The same by their names.
    mutating func add(manifests names: [String], _ context: CommandContext) {
        files += names.map { name in
            // A shell may have made standard input of a file.
            let path = name == FileInput.standardInput ? "/dev/fd/\(context.inputDescriptor)" : name
            return (path, "read as a manifest")
        }
    }

    /// The folder that kustomize builds from.
    mutating func add(kustomizeDirectory path: String) { folders.append((path, "in what kustomize builds from")) }

    /// The files that say which cluster is meant, and as whom.
    mutating func add(_ cluster: ClusterOptions, _ context: CommandContext) {
        let environment = ClusterEnvironment(variables: context.environment)
        let kubeconfigs = [cluster.kubeconfig, environment.usualKubeconfig].compactMap(\.self)
        files += (kubeconfigs + environment.namedKubeconfigs).map { ($0, "a kubeconfig") }
        let named = [
            ("--provider-config", cluster.providerConfig), ("--token-file", cluster.tokenFile),
            ("--certificate-authority", cluster.certificateAuthority),
            ("--client-certificate", cluster.clientCertificate), ("--client-key", cluster.clientKey),
        ]
        for (flag, path) in named { add(path, "the file of \(flag)") }
    }

    /// A file, where there is a path.
    mutating func add(_ path: String?, _ use: String) {
        if let path, !path.isEmpty { files.append((path, use)) }
    }

    /// Refuses a file that is in use.
    ///
    /// - Parameter flag: what names the file.
    func check(_ path: String, flag: String) throws(Failure) {
        guard let use = use(of: path) else { return }
        throw .usage("\(flag) would replace '\(path)', which is \(use)", help: "name another file")
    }

    /// What a file is in use as; nil where it is not.
    func use(of path: String) -> String? {
        if let file = files.first(where: { Path.isSame($0.path, path) }) { return file.use }
        guard Path.leadsSomewhere(path), let place = Path.real(path) else { return nil }
        return folders.first { folder in
            Path.real(folder.path).map { place.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") } ?? false
        }?.use
    }
}
