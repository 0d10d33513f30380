internal import Files

/// Finds the cluster to talk to the way kubectl does, but never falls back to localhost.
package enum ClusterSearch {
    /// What was found, or where nothing was.
    package enum Outcome: Sendable {
        case found(ClusterConfiguration)
        /// The places looked at, in order, each with what is missing there.
        case nothing([String])
    }

    /// Looks at the kubeconfig that a flag names, or those of `KUBECONFIG`, or `~/.kube/config`, puts the flags over
    /// it, and then looks for a pod's service account and at `KUBERNETES_MASTER`.
    ///
    /// Throws for a file that was asked for and is missing, for one that is broken, for a name that does not exist, and
    /// where something is configured that leads to no server; that nothing is configured is no error.
    package static func find(
        _ overrides: ClusterOverrides = ClusterOverrides(), in environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> Outcome {
        var overrides = overrides
        // A provider file is for one cluster, whatever contexts there may be elsewhere.
        if overrides.providerFile?.isEmpty == false { overrides.labelledContext = nil }
        var files = KubeconfigFiles(overrides, environment)
        let kubeconfig = try files.read(environment)
        var selection = try ClusterSelection(kubeconfig, overrides)
        func found(_ server: Setting) throws(ClusterConfigurationError) -> Outcome {
            var configuration = try selection.configuration(server: server, environment)
            configuration.kubeconfigs = kubeconfig.paths
            configuration.missingPlaces = files.areAskedFor ? files.places : []
            return .found(configuration)
        }
        if let server = selection.cluster.server { return try found(server) }
        let nothingElse = selection.contextName == nil && kubeconfig.contexts.isEmpty
        if nothingElse, !files.areAskedFor, let pod = try PodServiceAccount(environment, &files.places) {
            pod.complete(&selection, overrides)
            return try found(pod.server)
        }
        if let master = Setting(flag: "KUBERNETES_MASTER", environment.variables["KUBERNETES_MASTER"]) {
            selection.origin = "KUBERNETES_MASTER"
            return try found(master)
        }
        if let problem = problem(selection, kubeconfig, files) { throw problem }
        return .nothing(files.places)
    }

    /// Why what is configured leads to no server; nil where nothing is.
    private static func problem(
        _ selection: ClusterSelection, _ kubeconfig: Kubeconfig, _ files: KubeconfigFiles
    ) -> ClusterConfigurationError? {
        let name = selection.contextName ?? ""
        if selection.contextName != nil || !selection.clusterName.isEmpty {
            let context = kubeconfig.contexts[name]
            guard let cluster = kubeconfig.clusters[selection.clusterName] else {
                return .invalidKubeconfig("the context '\(name)' names no cluster", at: context?.range)
            }
            return .invalidKubeconfig("the cluster '\(cluster.name)' has no 'server'", at: cluster.range)
        }
        if !kubeconfig.contexts.isEmpty {
            let names = KnownNames(kubeconfig.contexts.keys, "contexts").names.joined(separator: ", ")
            return ClusterConfigurationError(
                .unknownName, "no current context is set in \(kubeconfig.paths.joined(separator: ", "))",
                help: "Choose one with --kube-context: \(names).")
        }
        guard files.areAskedFor else { return nil }
        return ClusterConfigurationError(
            .unknownName, "the kubeconfig names no cluster",
            help: "These were looked at:\n" + files.places.map { "  \($0)" }.joined(separator: "\n"))
    }
}

/// The kubeconfig files to read, and what became of each.
private struct KubeconfigFiles {
    private let paths: [String]
    private let source: String
    private let flag: String?
    /// Whether the one path is OpenMCF's provider file.
    private let isProvider: Bool
    /// Whether they are named, and not just the usual place.
    let areAskedFor: Bool
    /// What was looked at in vain.
    var places: [String] = []

    init(_ overrides: ClusterOverrides, _ environment: ClusterEnvironment) {
        let variable = environment.variables["KUBECONFIG"] ?? ""
        flag = overrides.kubeconfig.flatMap { $0.isEmpty ? nil : $0 }
        let provider = overrides.providerFile.flatMap { $0.isEmpty ? nil : $0 }
        isProvider = provider != nil
        areAskedFor = isProvider || flag != nil || !variable.isEmpty
        if let provider {
            (paths, source) = ([provider], " (--provider-config)")
        } else if let flag {
            (paths, source) = ([flag], " (--kubeconfig)")
        } else if !variable.isEmpty {
            (paths, source) = (environment.namedKubeconfigs, " (KUBECONFIG)")
        } else {
            places.append("KUBECONFIG: not set")
            paths = [environment.usualKubeconfig].compactMap(\.self)
            source = ""
            if paths.isEmpty { places.append("~/.kube/config: HOME is not set") }
        }
    }

    /// Reads and merges the files; one that is missing beside others is passed over.
    mutating func read(_ environment: ClusterEnvironment) throws(ClusterConfigurationError) -> Kubeconfig {
        var merged = Kubeconfig()
        for path in paths {
            guard let bytes = try environment.readFile(path) else {
                places.append("\(path)\(source): no such file")
                continue
            }
            let folder = Path.folder(of: Path.resolve(path, in: environment.workingDirectory))
            let file =
                isProvider
                ? try ProviderFile.kubeconfig(bytes, path: path, folder: folder)
                : try KubeconfigFile(bytes, path: path, folder: folder)
            merged.add(file)
            if merged.isEmpty { places.append("\(path)\(source): names no cluster") }
        }
        if areAskedFor, merged.paths.isEmpty { throw missing }
        return merged
    }

    private var missing: ClusterConfigurationError {
        let names = paths.map { "'\($0)'" }.joined(separator: ", ")
        if isProvider {
            return ClusterConfigurationError(
                .unreadableFile, "the provider file \(names) does not exist", help: "Check --provider-config.")
        }
        let message =
            switch paths.count {
            case 0: "KUBECONFIG names no file"
            case 1: "the kubeconfig \(names) does not exist"
            default: "the kubeconfigs \(names) do not exist"
            }
        return ClusterConfigurationError(
            .unreadableFile, message, help: flag == nil ? "Check the variable KUBECONFIG." : "Check --kubeconfig.")
    }
}

/// What a pod finds about the cluster that it runs in.
private struct PodServiceAccount {
    private static let folder = "/var/run/secrets/kubernetes.io/serviceaccount"

    let server: Setting
    private let hasAuthority: Bool
    private let namespace: String?

    init?(_ environment: ClusterEnvironment, _ places: inout [String]) throws(ClusterConfigurationError) {
        guard let host = environment.variables["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment.variables["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else {
            places.append("the pod's service account: KUBERNETES_SERVICE_HOST is not set, so this is no pod")
            return nil
        }
        guard try environment.readFile(Self.folder + "/token") != nil else {
            places.append("\(Self.folder)/token: no such file")
            return nil
        }
        let url = "https://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        server = Setting(url, name: "KUBERNETES_SERVICE_HOST")
        hasAuthority = try environment.readFile(Self.folder + "/ca.crt") != nil
        namespace = try environment.readFile(Self.folder + "/namespace")
            .map { String(String(decoding: $0, as: UTF8.self)[...].trimmingWhitespace()) }
    }

    /// Fills in what no flag says.
    func complete(_ selection: inout ClusterSelection, _ overrides: ClusterOverrides) {
        selection.origin = "the pod's service account"
        selection.namespace = namespace
        if hasAuthority, selection.cluster.authority == nil, !selection.cluster.skipsVerification {
            selection.cluster.authority = Setting(Self.folder + "/ca.crt", name: "certificate-authority")
        }
        guard selection.user.token == nil, selection.user.tokenFile == nil else { return }
        selection.userOrigin = "the pod's service account"
        selection.user.tokenFile = Setting(Self.folder + "/token", name: "tokenFile")
    }
}
