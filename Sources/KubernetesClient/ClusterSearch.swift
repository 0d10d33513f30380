/// Finds the cluster to talk to the way kubectl does, but never falls back to localhost.
package enum ClusterSearch {
    /// What was found, or where nothing was.
    package enum Outcome: Sendable {
        case found(ClusterConfiguration)
        /// The places looked at, in order, each with what is missing there.
        case nothing([String])
    }

    private static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// Looks at the given kubeconfig, or `KUBECONFIG`, or `~/.kube/config`, and then for a service account.
    ///
    /// Only where no kubeconfig was asked for does a pod's service account count. Throws for a file that was asked for
    /// and is missing, for one that is broken, and for a context that does not exist; that nothing is configured is no
    /// error.
    package static func find(
        kubeconfig: String? = nil, context: String? = nil, in environment: ClusterEnvironment
    ) throws(ClusterConfigurationError) -> Outcome {
        var places: [String] = []
        var merged = Kubeconfig()
        let candidates = candidates(kubeconfig, environment, &places)
        for path in candidates.paths {
            guard let bytes = try environment.readFile(path) else {
                guard kubeconfig == nil else {
                    throw ClusterConfigurationError(
                        .unreadableFile, "the kubeconfig '\(path)' does not exist", help: "Check --kubeconfig.")
                }
                places.append("\(path)\(candidates.source): no such file")
                continue
            }
            try merged.add(bytes, path: path)
            if merged.isEmpty { places.append("\(path)\(candidates.source): names no cluster") }
        }
        if !merged.isEmpty {
            return .found(try merged.configuration(context: context, environment: environment))
        }
        if let context, !merged.paths.isEmpty {
            throw ClusterConfigurationError(
                .unknownName, "there is no context '\(context)' in \(merged.paths.joined(separator: ", "))",
                help: "There are no contexts at all.")
        }
        if candidates.isDefault, context == nil, let inCluster = try serviceAccount(environment, &places) {
            return .found(inCluster)
        }
        return .nothing(places)
    }

    private static func candidates(
        _ kubeconfig: String?, _ environment: ClusterEnvironment, _ places: inout [String]
    ) -> (paths: [String], source: String, isDefault: Bool) {
        if let kubeconfig { return ([kubeconfig], " (--kubeconfig)", false) }
        let listed = (environment.variables["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if !listed.isEmpty {
            var seen = Set<String>()
            return (listed.filter { seen.insert($0).inserted }, " (KUBECONFIG)", false)
        }
        places.append("KUBECONFIG: not set")
        if let home = environment.home { return ([home + "/.kube/config"], "", true) }
        places.append("~/.kube/config: HOME is not set")
        return ([], "", true)
    }

    private static func serviceAccount(
        _ environment: ClusterEnvironment, _ places: inout [String]
    ) throws(ClusterConfigurationError) -> ClusterConfiguration? {
        guard let host = environment.variables["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment.variables["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else {
            places.append("the pod's service account: KUBERNETES_SERVICE_HOST is not set, so this is no pod")
            return nil
        }
        let tokenPath = serviceAccountFolder + "/token"
        guard try environment.readFile(tokenPath) != nil else {
            places.append("\(tokenPath): no such file")
            return nil
        }
        let url = try ServerURL(parsing: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        var configuration = ClusterConfiguration(
            server: url, credentials: Credentials(token: .file(tokenPath)), origin: "the pod's service account")
        let authorityPath = serviceAccountFolder + "/ca.crt"
        configuration.certificateAuthority = try environment.readFile(authorityPath)
        configuration.certificateAuthorityOrigin = authorityPath
        configuration.defaultNamespace = try environment.readFile(serviceAccountFolder + "/namespace")
            .map { String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace } }
        return configuration
    }
}
